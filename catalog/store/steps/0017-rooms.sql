-- Rooms: what happens of a meeting while people are in it. A room's id is its meeting's.
ALTER TABLE meeting ADD COLUMN kind TEXT NOT NULL DEFAULT 'broadcast' CHECK (kind IN ('broadcast', 'group', 'talk') AND (kind = 'broadcast' OR is_recorded = 0)); -- nothing records rooms, talks must never be
CREATE INDEX meeting_rooms ON meeting (kind, state) WHERE kind <> 'broadcast';

-- What its hosts have set. No row: as the defaults say.
CREATE TABLE room (
    meeting_id TEXT NOT NULL PRIMARY KEY REFERENCES meeting (id) ON DELETE CASCADE,
    lobby TEXT NOT NULL DEFAULT 'strangers' CHECK (lobby IN ('nobody', 'strangers', 'all')), -- who waits to be admitted
    chat TEXT NOT NULL DEFAULT 'all' CHECK (chat IN ('all', 'hosts', 'off')), -- who may write
    is_locked INTEGER NOT NULL DEFAULT 0 CHECK (is_locked IN (0, 1)),
    is_muted INTEGER NOT NULL DEFAULT 0 CHECK (is_muted IN (0, 1)), -- who comes in comes in muted
    may_share INTEGER NOT NULL DEFAULT 1 CHECK (may_share IN (0, 1)), -- screens, of others than hosts
    screens TEXT NOT NULL DEFAULT 'one' CHECK (screens IN ('one', 'many')) -- at a time
) STRICT, WITHOUT ROWID;

-- Whoever was let in, put out, given a role, or has a hand up. Not of talks.
CREATE TABLE room_person (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL,          -- account or screen; of a guest the id of his seat
    kind TEXT NOT NULL CHECK (kind IN ('account', 'screen', 'guest')),
    name TEXT NOT NULL,               -- as called then
    role TEXT NOT NULL CHECK (role IN ('host', 'speaker', 'site', 'audience')),
    is_admitted INTEGER NOT NULL DEFAULT 0 CHECK (is_admitted IN (0, 1)),
    is_banned INTEGER NOT NULL DEFAULT 0 CHECK (is_banned IN (0, 1)),
    hand_at_us INTEGER,               -- raised then; NULL: down
    seat TEXT,                        -- in the room, by this one; NULL: not in it
    client TEXT NOT NULL DEFAULT '',  -- of what kind the seat is
    held INTEGER NOT NULL DEFAULT 0 CHECK (held BETWEEN 0 AND 7), -- by hosts: 1 microphone, 2 camera, 4 screen
    PRIMARY KEY (meeting_id, person_id),
    CHECK (NOT (is_admitted AND is_banned))
) STRICT, WITHOUT ROWID;

-- What was written. Not of talks. A text that was taken back stays for hosts until its time is over.
CREATE TABLE room_chat (
    id TEXT NOT NULL PRIMARY KEY,     -- made by who writes: sent twice, it counts once
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    sequence INTEGER NOT NULL,        -- from 1, without gaps
    person_id TEXT NOT NULL,
    name TEXT NOT NULL,
    said_at_us INTEGER NOT NULL,
    text TEXT,                        -- NULL: its time is over
    removed_at_us INTEGER,
    removed_by TEXT,                  -- account or seat, as person_id
    CHECK ((removed_at_us IS NULL) = (removed_by IS NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX room_chat_once ON room_chat (meeting_id, sequence);
CREATE INDEX room_chat_kept ON room_chat (said_at_us) WHERE text IS NOT NULL;

-- Votes. Nothing of a row changes with a ballot: neither order nor time can be read from it.
CREATE TABLE room_vote (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,        -- from 1
    question TEXT NOT NULL,
    is_secret INTEGER NOT NULL CHECK (is_secret IN (0, 1)),
    max_choices INTEGER NOT NULL CHECK (max_choices >= 1),
    quorum TEXT NOT NULL CHECK (quorum IN ('none', 'half', 'two_thirds', 'four_fifths')), -- of the expected must have voted
    majority TEXT NOT NULL CHECK (majority IN ('half_of_expected', 'half_of_cast', 'two_thirds_of_expected', 'two_thirds_of_cast')), -- more than half; at least two thirds
    n_expected INTEGER NOT NULL CHECK (n_expected >= 0), -- with the right to vote, when it was opened
    tellers TEXT NOT NULL DEFAULT '[]', -- JSON: accounts that may count ballots on paper
    n_present INTEGER,                -- of the expected, at the end; NULL: as many as voted
    opened_by TEXT NOT NULL,
    opened_at_us INTEGER NOT NULL,
    closed_by TEXT,
    closed_at_us INTEGER,
    n_ballots INTEGER,                -- when it is closed
    has_quorum INTEGER CHECK (has_quorum IN (0, 1)),
    is_hidden INTEGER CHECK (is_hidden IN (0, 1)), -- secret and below five ballots: only passed or not is kept
    box_sealed BLOB,                  -- the counts of an open secret vote, of one length always; NULL when it is closed
    CHECK ((closed_at_us IS NULL) = (n_ballots IS NULL)),
    CHECK (closed_at_us IS NULL OR box_sealed IS NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX room_vote_once ON room_vote (meeting_id, position);

CREATE TABLE room_vote_choice (
    vote_id TEXT NOT NULL REFERENCES room_vote (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,        -- from 0
    text TEXT NOT NULL,
    n_ballots INTEGER,                -- when it is closed; NULL for ever when it is hidden
    is_passed INTEGER CHECK (is_passed IN (0, 1)),
    PRIMARY KEY (vote_id, position)
) STRICT, WITHOUT ROWID;

-- Who has voted, in the order of ids; of an open vote, and of no other, what.
CREATE TABLE room_vote_voter (
    vote_id TEXT NOT NULL REFERENCES room_vote (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL,          -- account
    choices INTEGER,                  -- bit n: position n
    is_written INTEGER NOT NULL DEFAULT 0 CHECK (is_written IN (0, 1)), -- beforehand: does not count as present
    source TEXT,                      -- his ballot is one of this tally; NULL: his own
    PRIMARY KEY (vote_id, person_id)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER room_vote_voter_secret BEFORE INSERT ON room_vote_voter
WHEN (NEW.choices IS NULL) <> (SELECT is_secret OR NEW.source IS NOT NULL FROM room_vote WHERE id = NEW.vote_id)
BEGIN
    SELECT RAISE(ABORT, 'a secret ballot is kept without its choices, an open one with them');
END;

-- Ballots on paper, from a room before a television or written beforehand, as two tellers counted them.
-- They count when both say the same.
CREATE TABLE room_tally (
    vote_id TEXT NOT NULL REFERENCES room_vote (id) ON DELETE CASCADE,
    source TEXT NOT NULL,             -- 'written', or the id of the screen or place
    teller TEXT NOT NULL,             -- account
    position INTEGER NOT NULL,        -- of the choice; -1: ballots in all
    n_ballots INTEGER NOT NULL CHECK (n_ballots BETWEEN 0 AND 10000),
    voters TEXT,                      -- of position -1, JSON: accounts whose ballots these are, as far as they have one
    PRIMARY KEY (vote_id, source, teller, position)
) STRICT, WITHOUT ROWID;

-- Who takes part in a talk, and who is told that there is one.
CREATE TABLE room_talk_party (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('host', 'party', 'note_taker', 'interpreter', 'supervisor')),
    name TEXT NOT NULL,
    accepts_third INTEGER CHECK (accepts_third IN (0, 1)), -- of the two: the note-taker or interpreter; NULL: not said
    PRIMARY KEY (meeting_id, account_id),
    CHECK (accepts_third IS NULL OR part IN ('host', 'party'))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX room_talk_party_once ON room_talk_party (meeting_id, CASE part WHEN 'interpreter' THEN 'note_taker' ELSE part END);
CREATE INDEX room_talk_party_by_account ON room_talk_party (account_id);

-- Comings and goings: the evidence of who was in a group meeting. Not of talks. Rows outlive the seat.
CREATE TABLE room_visit (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('account', 'screen', 'guest')),
    member_id TEXT,                   -- of the account then
    place_id TEXT,                    -- of the screen then
    name TEXT NOT NULL,
    from_us INTEGER NOT NULL,
    heard_at_us INTEGER NOT NULL,     -- the last time the room was known to run with it
    until_us INTEGER,                 -- NULL: still there
    CHECK (until_us IS NULL OR until_us >= from_us)
) STRICT, WITHOUT ROWID;
CREATE INDEX room_visit_by_meeting ON room_visit (meeting_id, member_id, from_us);
CREATE INDEX room_visit_open ON room_visit (meeting_id) WHERE until_us IS NULL;
CREATE INDEX room_visit_by_member ON room_visit (member_id, from_us) WHERE member_id IS NOT NULL;

-- Invitations by link: who has it comes to the lobby, or into the room.
CREATE TABLE room_link (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    opens TEXT NOT NULL CHECK (opens IN ('lobby', 'room')),
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    secret_sealed BLOB NOT NULL,      -- to show it again
    made_by TEXT NOT NULL,
    made_at_us INTEGER NOT NULL,
    revoked_at_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX room_link_by_meeting ON room_link (meeting_id, made_at_us);
