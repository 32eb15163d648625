-- Short messages (SMS) on their way out, by notice.command. The number is no part of it: it is read from the
-- member when the message goes out.
CREATE TABLE outgoing_notice (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
    tries INTEGER NOT NULL DEFAULT 0,  -- counted before the command runs
    next_at_us INTEGER NOT NULL,       -- not before then
    PRIMARY KEY (meeting_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX outgoing_notice_due ON outgoing_notice (next_at_us) WHERE state = 'waiting';
