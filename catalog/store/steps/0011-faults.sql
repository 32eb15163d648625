-- Spans of a meeting's media in which the platform failed: attendance.md, "Faults".
CREATE TABLE meeting_fault (
    id INTEGER NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    from_ms INTEGER NOT NULL CHECK (from_ms >= 0), -- media time of the meeting, half-open
    to_ms INTEGER NOT NULL CHECK (to_ms > from_ms),
    kind TEXT NOT NULL CHECK (kind IN ('away', 'held', 'entered')), -- server gone; programme held; said by a person
    said_by TEXT NOT NULL DEFAULT '',  -- account of an entered one
    reason TEXT NOT NULL DEFAULT '',
    made_at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_fault_by_meeting ON meeting_fault (meeting_id, from_ms);

-- One screen a person: which viewing has him, and what takes nobody.
ALTER TABLE viewing ADD COLUMN is_kept INTEGER NOT NULL DEFAULT 0 CHECK (is_kept IN (0, 1)); -- downloaded: takes nobody
ALTER TABLE viewing ADD COLUMN taken_at_us INTEGER NOT NULL DEFAULT 0; -- told to go on here; 0: since its opening
ALTER TABLE viewing ADD COLUMN is_over INTEGER NOT NULL DEFAULT 0 CHECK (is_over IN (0, 1)); -- its player said that it ends
CREATE INDEX viewing_stakes ON viewing (account_id, started_at_us) WHERE account_id IS NOT NULL AND is_over = 0 AND is_kept = 0;
