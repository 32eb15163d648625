-- Viewings: who opened what. What was seen is in the raw log of the day (docs/viewing-log.md); resume_ms,
-- state and last_… follow it by some seconds. No addresses of clients are kept.
CREATE TABLE viewing (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    account_id TEXT REFERENCES account (id) ON DELETE SET NULL,
    member_id TEXT REFERENCES member (id) ON DELETE SET NULL, -- whose account it was then
    screen_id TEXT REFERENCES screen (id) ON DELETE SET NULL, -- neither account nor screen: anonymous
    place_id TEXT REFERENCES place (id) ON DELETE SET NULL,   -- where the screen stood then
    device TEXT NOT NULL,             -- what the player said of itself
    is_live INTEGER NOT NULL CHECK (is_live IN (0, 1)), -- 0: the recording
    state TEXT NOT NULL CHECK (state IN ('playing', 'paused', 'waiting', 'hidden', 'ended')),
    started_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,   -- of its token
    last_beat_at_us INTEGER NOT NULL DEFAULT 0,
    last_sequence INTEGER NOT NULL DEFAULT 0,
    resume_ms INTEGER NOT NULL DEFAULT 0,
    delivered_ms INTEGER NOT NULL DEFAULT 0,    -- sums of what the gate has sent, repeats included
    delivered_bytes INTEGER NOT NULL DEFAULT 0,
    CHECK (account_id IS NULL OR screen_id IS NULL)
) STRICT, WITHOUT ROWID;
CREATE INDEX viewing_by_account ON viewing (account_id, meeting_id, last_beat_at_us) WHERE account_id IS NOT NULL;
CREATE INDEX viewing_by_screen ON viewing (screen_id, meeting_id, last_beat_at_us) WHERE screen_id IS NOT NULL;
CREATE INDEX viewing_by_member ON viewing (member_id, started_at_us) WHERE member_id IS NOT NULL;
CREATE INDEX viewing_by_meeting ON viewing (meeting_id, started_at_us);

CREATE INDEX screen_by_place ON screen (place_id) WHERE unpaired_at_us IS NULL AND place_id IS NOT NULL;

-- Places where somebody has said that picture and sound are there.
CREATE TABLE meeting_site (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    place_id TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    confirmed_at_us INTEGER NOT NULL,
    confirmed_by TEXT NOT NULL,       -- name of the account or screen
    PRIMARY KEY (meeting_id, place_id)
) STRICT, WITHOUT ROWID;
