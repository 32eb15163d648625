-- How long a recording is kept, and which were removed when their time was over. No row: nothing is known yet.
CREATE TABLE recording_keeping (
    meeting_id TEXT NOT NULL PRIMARY KEY REFERENCES meeting (id) ON DELETE CASCADE,
    is_kept INTEGER NOT NULL DEFAULT 0 CHECK (is_kept IN (0, 1)), -- for ever, whatever the rule says
    due_at_us INTEGER,             -- when it is to be removed, as told to those who run the meeting; NULL: never
    expired_at_us INTEGER,         -- when it was removed; NULL: it is there
    has_files INTEGER NOT NULL DEFAULT 0 CHECK (has_files IN (0, 1)) -- removed, but not off the disk yet
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_keeping_files ON recording_keeping (meeting_id) WHERE has_files = 1;
