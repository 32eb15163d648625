-- Meetings: what is planned, what is on, what was recorded, by which ways it comes in.
CREATE TABLE meeting_type (
    id TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    is_builtin INTEGER NOT NULL CHECK (is_builtin IN (0, 1))
) STRICT, WITHOUT ROWID;
INSERT INTO meeting_type VALUES ('broadcast', 1, '视频会议', '视频会议', 1);
INSERT INTO meeting_type VALUES ('study', 2, '集中学习', '集中学习', 1);
INSERT INTO meeting_type VALUES ('lecture', 3, '党课', '党课', 1);
INSERT INTO meeting_type VALUES ('training', 4, '培训', '培训', 1);

CREATE TABLE meeting_series (
    id TEXT NOT NULL PRIMARY KEY,
    repeat TEXT NOT NULL CHECK (repeat IN ('daily', 'weekly', 'monthly')),
    first_us INTEGER NOT NULL,
    until_us INTEGER,
    time_zone TEXT NOT NULL,
    length_us INTEGER NOT NULL CHECK (length_us > 0),
    plan TEXT NOT NULL,
    next_occurrence INTEGER NOT NULL,
    is_ended INTEGER NOT NULL CHECK (is_ended IN (0, 1)),
    created_by TEXT NOT NULL,
    created_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE meeting (
    id TEXT NOT NULL PRIMARY KEY,
    series_id TEXT REFERENCES meeting_series (id) ON DELETE SET NULL,
    alias TEXT UNIQUE,
    type_id TEXT NOT NULL REFERENCES meeting_type (id),
    unit_id TEXT REFERENCES unit (id) ON DELETE SET NULL,
    title TEXT NOT NULL,
    note TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('scheduled', 'rehearsal', 'open', 'live', 'ended', 'ready', 'published', 'cancelled')),
    visibility TEXT NOT NULL CHECK (visibility IN ('public', 'signed_in', 'invited')),
    starts_at_us INTEGER NOT NULL,
    ends_at_us INTEGER NOT NULL,
    time_zone TEXT NOT NULL,
    is_recorded INTEGER NOT NULL CHECK (is_recorded IN (0, 1)),
    publishes_itself INTEGER NOT NULL CHECK (publishes_itself IN (0, 1)),
    is_endless INTEGER NOT NULL DEFAULT 0 CHECK (is_endless IN (0, 1)),
    is_slate INTEGER NOT NULL DEFAULT 0 CHECK (is_slate IN (0, 1)),
    live_at_us INTEGER,
    ended_at_us INTEGER,
    published_at_us INTEGER,
    base_wall_us INTEGER,
    duration_us INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    trim_from_ms INTEGER NOT NULL DEFAULT 0,
    trim_to_ms INTEGER NOT NULL DEFAULT 0,
    allows_download INTEGER NOT NULL DEFAULT 0 CHECK (allows_download IN (0, 1)),
    revision INTEGER NOT NULL,
    created_by TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL,
    CHECK (ends_at_us > starts_at_us)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_by_start ON meeting (starts_at_us, id);
CREATE INDEX meeting_by_state ON meeting (state, starts_at_us);
CREATE INDEX meeting_by_series ON meeting (series_id, starts_at_us) WHERE series_id IS NOT NULL;

CREATE TABLE meeting_language (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    position INTEGER NOT NULL,
    is_floor INTEGER NOT NULL CHECK (is_floor IN (0, 1)),
    offset_ms INTEGER NOT NULL,
    PRIMARY KEY (meeting_id, tag)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX meeting_language_one_floor ON meeting_language (meeting_id) WHERE is_floor = 1;

CREATE TABLE meeting_agenda (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    started_at_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_agenda_by_meeting ON meeting_agenda (meeting_id, position);

CREATE TABLE meeting_unit (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    unit_id TEXT NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    PRIMARY KEY (meeting_id, unit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_unit_by_unit ON meeting_unit (unit_id);

CREATE TABLE meeting_input (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('push', 'rtsp', 'udp', 'file', 'test')),
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    priority INTEGER NOT NULL,
    uri_sealed BLOB,
    key_sealed BLOB,
    key_lookup BLOB UNIQUE CHECK (length(key_lookup) = 32),
    passphrase_sealed BLOB,
    created_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_input_by_meeting ON meeting_input (meeting_id, priority);

CREATE TABLE recording_cut (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    from_ms INTEGER NOT NULL CHECK (from_ms >= 0),
    to_ms INTEGER NOT NULL CHECK (to_ms > from_ms),
    made_by TEXT NOT NULL,
    made_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_cut_by_meeting ON recording_cut (meeting_id, from_ms);

CREATE TABLE meeting_notice (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('soon', 'open')),
    told_at_us INTEGER NOT NULL,
    PRIMARY KEY (meeting_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE calendar_secret (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    secret_sealed BLOB NOT NULL,
    made_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
