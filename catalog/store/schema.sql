-- The schema as it stands today, readable on its own. A new database is made from this file; older
-- ones come here through steps/, and a test proves that both ways end equal.
--
-- Ids are UUIDv7 texts. Moments (…_at_us, …_until_us) are microseconds since 1970-01-01T00:00:00Z.
-- Secrets are kept as SHA-256 only.

-- What the server remembers about itself: node_id, lookup_key_id.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Who may sign in.
CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,              -- as written by who made it
    name_key TEXT NOT NULL UNIQUE,   -- NFKC, case folded: what must be unique
    display_name TEXT NOT NULL,
    search_key TEXT NOT NULL,        -- name and display name, NFKC, case folded
    password_hash TEXT NOT NULL,     -- encoded argon2id
    roles INTEGER NOT NULL CHECK (roles >= 0), -- bits, see role.h
    locale TEXT,                     -- NULL: the client's choice
    locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL,
    last_sign_in_at_us INTEGER,      -- NULL: never
    member_id TEXT REFERENCES member (id) ON DELETE SET NULL, -- whose account it is, if anybody's of the roster
    appointed_roles INTEGER NOT NULL DEFAULT 0 CHECK (appointed_roles >= 0) -- bits of its open appointments; `roles` hold everywhere
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX account_by_member ON account (member_id) WHERE member_id IS NOT NULL;

-- One signed-in device each. After a rotation the secret before stays good until previous_until_us.
CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    previous_hash BLOB CHECK (length(previous_hash) = 32),
    previous_until_us INTEGER,
    device TEXT NOT NULL,            -- label for the owner's list
    peer TEXT NOT NULL,              -- address of the last use
    created_at_us INTEGER NOT NULL,
    rotated_at_us INTEGER NOT NULL,
    last_used_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,
    revoked_at_us INTEGER,           -- NULL: not revoked
    shared INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1)) -- a computer of many people: ends soon
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account_id, last_used_at_us);
CREATE INDEX session_by_previous ON session (previous_hash) WHERE previous_hash IS NOT NULL;

-- What administrators did. No foreign key: an entry outlives the account.
CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,            -- node where it happened
    sequence INTEGER NOT NULL,       -- in that node's outbox
    at_us INTEGER NOT NULL,
    actor_id TEXT,                   -- NULL: nobody signed in, or the command line
    actor_name TEXT NOT NULL,        -- as it was then
    action TEXT NOT NULL,
    target TEXT,
    peer TEXT,
    outcome TEXT NOT NULL,           -- ok, or the word of an error
    detail TEXT,                     -- JSON object
    UNIQUE (origin, sequence)
) STRICT, WITHOUT ROWID;
CREATE INDEX audit_by_target ON audit (target, id) WHERE target IS NOT NULL;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit table is append-only');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit table is append-only');
END;

-- The one-time secret of the set-up link: one row at most.
CREATE TABLE setup (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    expires_at_us INTEGER NOT NULL,
    taken_at_us INTEGER              -- NULL: still to be used
) STRICT;

-- Facts on their way to other servers, and how far each node's numbering has come.
CREATE TABLE outbox (
    origin TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,           -- JSON object without secrets
    PRIMARY KEY (origin, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox_head (
    origin TEXT NOT NULL PRIMARY KEY,
    last_sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Tokens that people make for programs.
CREATE TABLE bearer (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    label TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,
    last_used_at_us INTEGER,         -- NULL: never
    revoked_at_us INTEGER            -- NULL: not revoked
) STRICT, WITHOUT ROWID;
CREATE INDEX bearer_by_account ON bearer (account_id);
-- What the levels of the tree are called: county, banner, township … are data.
CREATE TABLE level (
    id TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- The organisation as it is now; what it was before is in unit_past. Moments, not days: two changes of
-- one day keep their order.
CREATE TABLE unit (
    id TEXT NOT NULL PRIMARY KEY,
    parent_id TEXT REFERENCES unit (id),
    level_id TEXT REFERENCES level (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    search_key TEXT NOT NULL,
    code TEXT,
    external_id TEXT UNIQUE,
    position INTEGER NOT NULL,
    from_us INTEGER NOT NULL,
    closed_at_us INTEGER,
    change INTEGER NOT NULL,
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX unit_by_parent ON unit (parent_id, position);
CREATE UNIQUE INDEX unit_name_once ON unit (ifnull(parent_id, ''), name_key) WHERE closed_at_us IS NULL;
CREATE INDEX unit_by_code ON unit (code) WHERE code IS NOT NULL;
CREATE INDEX unit_by_change ON unit (change);

-- Each state that a unit left, from … until: tree of any moment = open rows and these.
CREATE TABLE unit_past (
    unit_id TEXT NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    from_us INTEGER NOT NULL,
    until_us INTEGER NOT NULL,
    parent_id TEXT,
    level_id TEXT,
    name TEXT NOT NULL,
    code TEXT,
    PRIMARY KEY (unit_id, until_us, from_us)
) STRICT, WITHOUT ROWID;

-- Rooms that people come to. `unit_id` looks after it; place_unit says whom it serves besides.
CREATE TABLE place (
    id TEXT NOT NULL PRIMARY KEY,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    address TEXT,
    ended_at_us INTEGER,
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX place_name_once ON place (unit_id, name_key) WHERE ended_at_us IS NULL;

CREATE TABLE place_unit (
    place_id TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    PRIMARY KEY (place_id, unit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX place_unit_by_unit ON place_unit (unit_id);

-- Kinds of people; `votes`: has the right to vote, `required`: expected at meetings and courses.
CREATE TABLE member_kind (
    id TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    votes INTEGER NOT NULL CHECK (votes IN (0, 1)),
    required INTEGER NOT NULL CHECK (required IN (0, 1))
) STRICT, WITHOUT ROWID;
INSERT INTO member_kind VALUES ('full', 1, '正式党员', 1, 1);
INSERT INTO member_kind VALUES ('probationary', 2, '预备党员', 0, 1);
INSERT INTO member_kind VALUES ('applicant', 3, '入党积极分子', 0, 0);
INSERT INTO member_kind VALUES ('public', 4, '群众', 0, 0);

-- Everybody in the roster. Identity and telephone numbers are sealed (field_crypto.h) and found by keyed
-- HMAC only. search_key: name, pinyin, initials.
CREATE TABLE member (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    search_key TEXT NOT NULL,
    kind_id TEXT NOT NULL REFERENCES member_kind (id),
    gender TEXT CHECK (gender IN ('female', 'male')),
    locale TEXT,
    identity_sealed BLOB,
    identity_lookup BLOB UNIQUE CHECK (length(identity_lookup) = 32),
    phone_sealed BLOB,
    phone_lookup BLOB CHECK (length(phone_lookup) = 32),
    external_id TEXT UNIQUE,
    left_at_us INTEGER,
    change INTEGER NOT NULL,
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX member_by_search ON member (search_key, id, kind_id, left_at_us);
CREATE INDEX member_by_name ON member (name_key);
CREATE INDEX member_by_phone ON member (phone_lookup) WHERE phone_lookup IS NOT NULL;
CREATE INDEX member_by_change ON member (change);

-- Who belongs where, when. Days are days of the county; until_day is the first day on which it no longer
-- holds. One home at a time, any number of others (people who work elsewhere).
CREATE TABLE membership (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    is_home INTEGER NOT NULL CHECK (is_home IN (0, 1)),
    from_day TEXT NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    until_day TEXT CHECK (until_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]')
) STRICT, WITHOUT ROWID;
CREATE INDEX membership_by_member ON membership (member_id, from_day);
CREATE INDEX membership_by_unit ON membership (unit_id, until_day, is_home, member_id);
CREATE UNIQUE INDEX membership_one_home ON membership (member_id) WHERE is_home = 1 AND until_day IS NULL;
CREATE UNIQUE INDEX membership_once ON membership (member_id, unit_id) WHERE until_day IS NULL;

-- A member on the way to another unit, which must accept. One open at a time.
CREATE TABLE transfer (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    from_unit_id TEXT NOT NULL REFERENCES unit (id),
    to_unit_id TEXT NOT NULL REFERENCES unit (id),
    from_day TEXT NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    state TEXT NOT NULL CHECK (state IN ('asked', 'accepted', 'refused', 'withdrawn')),
    asked_by TEXT NOT NULL,
    asked_at_us INTEGER NOT NULL,
    decided_by TEXT,
    decided_at_us INTEGER,
    reason TEXT
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX transfer_one_open ON transfer (member_id) WHERE state = 'asked';
CREATE INDEX transfer_by_target ON transfer (to_unit_id, state);
CREATE INDEX transfer_by_source ON transfer (from_unit_id, state);

-- Days on which a member is not expected; the reason is sealed and shown to the deciding unit only.
CREATE TABLE exemption (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    from_day TEXT NOT NULL CHECK (from_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    until_day TEXT NOT NULL CHECK (until_day GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]'),
    reason_sealed BLOB,
    decided_by TEXT NOT NULL,
    decided_at_us INTEGER NOT NULL,
    revoked_by TEXT,
    revoked_at_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX exemption_by_member ON exemption (member_id, from_day);

-- Numbering of the roster's change feed: each changed unit and member carries the newest number.
CREATE TABLE roster_head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    last_change INTEGER NOT NULL
) STRICT;
INSERT INTO roster_head VALUES (1, 0);


-- A role within a unit's subtree or for one event. A role in account.roles holds everywhere.
CREATE TABLE appointment (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    role INTEGER NOT NULL CHECK (role > 0),
    unit_id TEXT REFERENCES unit (id),
    event_id TEXT,
    appointed_by TEXT NOT NULL,
    appointed_at_us INTEGER NOT NULL,
    ended_by TEXT,
    ended_at_us INTEGER,
    CHECK ((unit_id IS NULL) <> (event_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX appointment_by_account ON appointment (account_id) WHERE ended_at_us IS NULL;
CREATE INDEX appointment_by_unit ON appointment (unit_id) WHERE ended_at_us IS NULL;
CREATE UNIQUE INDEX appointment_once ON appointment (account_id, role, ifnull(unit_id, event_id)) WHERE ended_at_us IS NULL;

-- One-time codes by which members come to their account, or to a new password. Keyed HMAC only.
CREATE TABLE activation (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    code_lookup BLOB NOT NULL UNIQUE CHECK (length(code_lookup) = 32),
    issued_by TEXT NOT NULL,
    issued_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,
    used_at_us INTEGER,
    cancelled_at_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX activation_by_member ON activation (member_id, issued_at_us);

-- Bulk exports and who allowed them.
CREATE TABLE "export" (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('members', 'units', 'report', 'records')),
    report TEXT,                      -- of that kind: its name and what it was asked with, as in a URL
    unit_id TEXT REFERENCES unit (id),
    format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx', 'zip')),
    with_numbers INTEGER NOT NULL CHECK (with_numbers IN (0, 1)),
    n_rows INTEGER NOT NULL,
    reason TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'refused', 'taken')),
    asked_by TEXT NOT NULL,
    asked_at_us INTEGER NOT NULL,
    decided_by TEXT,
    decided_at_us INTEGER,
    taken_at_us INTEGER,
    expires_at_us INTEGER NOT NULL,
    register_id TEXT,                 -- a bundle: of this register's records, or …
    record_ids TEXT,                  -- … of these, a JSON array
    CHECK ((report IS NULL) = (kind <> 'report')),
    CHECK ((kind = 'records') = (register_id IS NOT NULL OR record_ids IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Paired televisions, PCs and kiosks. next_hash is offered and takes over when it is used. A set that
-- comes back with previous_hash lost its memory (a power cut): it is believed, and previous_hash holds
-- the newer secret from then on (rolled_back_at_us); when that one is used too, there are two sets with
-- one screen's secret (copied_at_us) and both are shut out.
CREATE TABLE screen (
    id TEXT NOT NULL PRIMARY KEY,
    unit_id TEXT NOT NULL REFERENCES unit (id),
    place_id TEXT REFERENCES place (id) ON DELETE SET NULL,
    name TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('tv', 'pc', 'kiosk')),
    secret_hash BLOB UNIQUE CHECK (length(secret_hash) = 32),
    next_hash BLOB UNIQUE CHECK (length(next_hash) = 32),
    previous_hash BLOB CHECK (length(previous_hash) = 32),
    rotated_at_us INTEGER NOT NULL,
    rolled_back_at_us INTEGER,
    locale TEXT,
    version TEXT,
    capabilities TEXT,
    peer TEXT,
    paired_by TEXT NOT NULL,
    paired_at_us INTEGER NOT NULL,
    last_seen_at_us INTEGER,
    copied_at_us INTEGER,
    unpaired_at_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX screen_by_unit ON screen (unit_id) WHERE unpaired_at_us IS NULL;
CREATE INDEX screen_by_previous ON screen (previous_hash) WHERE previous_hash IS NOT NULL;

-- Screens that show a code (RFC 8628) until somebody approves it. former_id: what this set proved to
-- have been before.
CREATE TABLE pairing (
    id TEXT NOT NULL PRIMARY KEY,
    device_hash BLOB NOT NULL UNIQUE CHECK (length(device_hash) = 32),
    code_lookup BLOB NOT NULL CHECK (length(code_lookup) = 32),
    kind TEXT NOT NULL CHECK (kind IN ('tv', 'pc', 'kiosk')),
    capabilities TEXT,
    peer TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'refused', 'taken')),
    screen_id TEXT REFERENCES screen (id) ON DELETE CASCADE,
    former_id TEXT REFERENCES screen (id) ON DELETE SET NULL,
    decided_by TEXT,
    created_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX pairing_by_code ON pairing (code_lookup) WHERE state = 'waiting';

-- What a meeting is, in words of the county; built-in ones cannot go.
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

-- Meetings that come again (RFC 5545 §3.3.10, FREQ with UNTIL). The single meetings are made ahead from
-- `plan` (JSON, meeting_plan.h); next_occurrence counts those that were made, also the removed ones.
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

-- Meetings and their recordings. ended_at_us is set from "ended" on; base_wall_us is the wall clock of
-- media time 0. trim_to_ms 0: to the end. alias: a name in URLs.
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
    kind TEXT NOT NULL DEFAULT 'broadcast' CHECK (kind IN ('broadcast', 'group', 'talk') AND (kind = 'broadcast' OR is_recorded = 0)), -- nothing records rooms, talks must never be
    CHECK (ends_at_us > starts_at_us)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_by_start ON meeting (starts_at_us, id);
CREATE INDEX meeting_by_state ON meeting (state, starts_at_us);
CREATE INDEX meeting_by_series ON meeting (series_id, starts_at_us) WHERE series_id IS NOT NULL;

-- What can be heard. The floor is the language of the room.
CREATE TABLE meeting_language (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    tag TEXT NOT NULL,
    position INTEGER NOT NULL,
    is_floor INTEGER NOT NULL CHECK (is_floor IN (0, 1)),
    offset_ms INTEGER NOT NULL,
    PRIMARY KEY (meeting_id, tag)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX meeting_language_one_floor ON meeting_language (meeting_id) WHERE is_floor = 1;

-- Items of the agenda; started_at_ms is media time: chapters of the recording.
CREATE TABLE meeting_agenda (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    started_at_ms INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_agenda_by_meeting ON meeting_agenda (meeting_id, position);

-- Who is invited: these units and all below them.
CREATE TABLE meeting_unit (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    unit_id TEXT NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    PRIMARY KEY (meeting_id, unit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX meeting_unit_by_unit ON meeting_unit (unit_id);

-- Ways in. Stream key, passphrase and address (which may hold a password) are sealed; a key is found again
-- by its lookup value.
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

-- Withdrawn spans of media time, half-open.
CREATE TABLE recording_cut (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    from_ms INTEGER NOT NULL CHECK (from_ms >= 0),
    to_ms INTEGER NOT NULL CHECK (to_ms > from_ms),
    made_by TEXT NOT NULL,
    made_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_cut_by_meeting ON recording_cut (meeting_id, from_ms);

-- What people were told already.
CREATE TABLE meeting_notice (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('soon', 'open')),
    told_at_us INTEGER NOT NULL,
    PRIMARY KEY (meeting_id, kind)
) STRICT, WITHOUT ROWID;

-- Secret names of calendars; sealed too, because they are shown again.
CREATE TABLE calendar_secret (
    account_id TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    secret_sealed BLOB NOT NULL,
    made_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Courses: series → course → lesson → assets (pictures, sounds, subtitles, documents), uploads, jobs.

-- What courses are about; the office's own list.
CREATE TABLE topic (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    position INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

CREATE TABLE series (
    id TEXT NOT NULL PRIMARY KEY,
    title TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    position INTEGER NOT NULL,
    created_at_us INTEGER NOT NULL,
    changed_at_us INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1
) STRICT, WITHOUT ROWID;

CREATE TABLE course (
    id TEXT NOT NULL PRIMARY KEY,
    alias TEXT UNIQUE,                -- a second name in URLs
    series_id TEXT REFERENCES series (id) ON DELETE SET NULL,
    topic_id TEXT REFERENCES topic (id) ON DELETE SET NULL,
    position INTEGER NOT NULL,        -- in its series
    title TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    language TEXT NOT NULL,           -- BCP 47, of title and summary
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    audience TEXT NOT NULL CHECK (audience IN ('public', 'signed_in', 'units')),
    is_required INTEGER NOT NULL DEFAULT 0 CHECK (is_required IN (0, 1)), -- for its audience; else free
    due_at_us INTEGER,                -- until when it is required
    allows_download INTEGER NOT NULL DEFAULT 1 CHECK (allows_download IN (0, 1)),
    allows_speed INTEGER NOT NULL DEFAULT 1 CHECK (allows_speed IN (0, 1)),
    published_at_us INTEGER,
    initials TEXT NOT NULL DEFAULT '', -- pinyin of the title, for remotes
    words_row INTEGER NOT NULL UNIQUE, -- of course_search
    office_id TEXT REFERENCES unit (id) ON DELETE SET NULL, -- whose room on the disk it takes; NULL: nobody's
    revision INTEGER NOT NULL DEFAULT 1,
    created_by TEXT REFERENCES account (id) ON DELETE SET NULL,
    created_at_us INTEGER NOT NULL,
    changed_at_us INTEGER NOT NULL,
    changed_by TEXT REFERENCES account (id) ON DELETE SET NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX course_by_series ON course (series_id, position);
CREATE INDEX course_by_topic ON course (topic_id, published_at_us);
CREATE INDEX course_by_state ON course (state, published_at_us);
CREATE INDEX course_by_office ON course (office_id);

-- What the courses of a unit and of all below may take on the disk, as the unit above it says.
CREATE TABLE course_quota (
    unit_id TEXT NOT NULL PRIMARY KEY REFERENCES unit (id) ON DELETE CASCADE,
    bytes INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT, WITHOUT ROWID;

-- Who a course with audience 'units' is for: these units and all below.
CREATE TABLE course_unit (
    course_id TEXT NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    unit_id TEXT NOT NULL REFERENCES unit (id) ON DELETE CASCADE,
    PRIMARY KEY (course_id, unit_id)
) STRICT, WITHOUT ROWID;

-- Title and summary in further languages, of a series, course or lesson.
CREATE TABLE course_text (
    of_id TEXT NOT NULL,              -- series, course or lesson
    language TEXT NOT NULL,           -- BCP 47
    title TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (of_id, language)
) STRICT, WITHOUT ROWID;

CREATE TABLE lesson (
    id TEXT NOT NULL PRIMARY KEY,
    alias TEXT UNIQUE,
    course_id TEXT NOT NULL REFERENCES course (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('video', 'pages', 'document', 'quiz', 'recording')),
    title TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    is_shown INTEGER NOT NULL DEFAULT 0 CHECK (is_shown IN (0, 1)), -- to its audience, once the course is published
    meeting_id TEXT REFERENCES meeting (id) ON DELETE CASCADE,      -- kind 'recording': whose recording it is
    duration_ms INTEGER NOT NULL DEFAULT 0, -- of the canonical time line; 0: not known yet
    has_poster INTEGER NOT NULL DEFAULT 0 CHECK (has_poster IN (0, 1)),   -- by the media side
    has_sprites INTEGER NOT NULL DEFAULT 0 CHECK (has_sprites IN (0, 1)),
    created_at_us INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1, -- raised by whoever edits it, its pages or its quiz
    changed_at_us INTEGER NOT NULL,
    changed_by TEXT REFERENCES account (id) ON DELETE SET NULL,
    CHECK ((kind = 'recording') = (meeting_id IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_by_course ON lesson (course_id, position);
CREATE INDEX lesson_by_meeting ON lesson (meeting_id) WHERE meeting_id IS NOT NULL;

-- Chapters.
CREATE TABLE lesson_mark (
    lesson_id TEXT NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    at_ms INTEGER NOT NULL,
    title TEXT NOT NULL,
    PRIMARY KEY (lesson_id, at_ms)
) STRICT, WITHOUT ROWID;

-- What a lesson is made of. Its files are immutable: a replacement is another asset.
CREATE TABLE asset (
    id TEXT NOT NULL PRIMARY KEY,
    lesson_id TEXT NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('picture', 'sound', 'subtitle', 'document')),
    position INTEGER NOT NULL,        -- among those of its kind; the first sound is the default one
    language TEXT NOT NULL DEFAULT '', -- BCP 47; "" only for pictures and documents
    label TEXT NOT NULL DEFAULT '',   -- shown beside the language: "解说", "无障碍"
    translator TEXT NOT NULL DEFAULT '',
    reviewer TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL CHECK (state IN ('waiting', 'preparing', 'ready', 'failed', 'withdrawn')),
    problem TEXT NOT NULL DEFAULT '', -- why it failed, or a warning of one that is ready: one sentence
    duration_ms INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    loudness_centi INTEGER,           -- hundredths of LUFS (EBU R 128), measured; NULL: not sound
    source_name TEXT NOT NULL DEFAULT '', -- of the file it came from
    job_id TEXT REFERENCES course_job (id) ON DELETE SET NULL, -- that made it
    created_by TEXT REFERENCES account (id) ON DELETE SET NULL,
    created_at_us INTEGER NOT NULL,
    changed_at_us INTEGER NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1 -- raised by whoever edits it
) STRICT, WITHOUT ROWID;
CREATE INDEX asset_by_lesson ON asset (lesson_id, kind, position);
CREATE INDEX asset_bytes ON asset (lesson_id, bytes); -- summed for quotas
CREATE INDEX asset_by_job ON asset (job_id) WHERE job_id IS NOT NULL;

-- Assets whose files are still to be deleted.
CREATE TABLE asset_gone (
    id TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
CREATE TRIGGER asset_deleted AFTER DELETE ON asset
BEGIN INSERT OR IGNORE INTO asset_gone (id) VALUES (OLD.id); END;

-- Sizes of the files to take home, by the media side; 0: there is none.
CREATE TABLE lesson_download (
    lesson_id TEXT NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    language TEXT NOT NULL,           -- BCP 47
    video_bytes INTEGER NOT NULL,
    sound_bytes INTEGER NOT NULL,
    PRIMARY KEY (lesson_id, language)
) STRICT, WITHOUT ROWID;

-- Pages of a lesson of pictures and text.
CREATE TABLE lesson_page (
    id TEXT NOT NULL PRIMARY KEY,
    lesson_id TEXT NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',    -- paragraphs, apart by an empty line
    picture_id TEXT REFERENCES asset (id) ON DELETE SET NULL, -- a document of one page
    least_s INTEGER NOT NULL DEFAULT 0, -- dwell time that counts as read
    texts TEXT NOT NULL DEFAULT '{"texts":[]}' -- JSON: title and body in further languages
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_page_by_lesson ON lesson_page (lesson_id, position);

CREATE TABLE quiz_question (
    id TEXT NOT NULL PRIMARY KEY,
    lesson_id TEXT NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    choices TEXT NOT NULL,            -- JSON: [{"text": …, "is_right": …}]
    explanation TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;
CREATE INDEX quiz_question_by_lesson ON quiz_question (lesson_id, position);

CREATE TABLE quiz_answer (
    id TEXT NOT NULL PRIMARY KEY,
    lesson_id TEXT NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    member_id TEXT REFERENCES member (id) ON DELETE SET NULL,
    answers TEXT NOT NULL,            -- JSON: {question id: [indexes chosen]}
    n_right INTEGER NOT NULL,
    n_questions INTEGER NOT NULL,
    answered_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX quiz_answer_by_account ON quiz_answer (account_id, lesson_id, answered_at_us);

-- Questions to the teacher.
CREATE TABLE lesson_question (
    id TEXT NOT NULL PRIMARY KEY,
    lesson_id TEXT NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    account_id TEXT REFERENCES account (id) ON DELETE SET NULL,
    at_ms INTEGER,                    -- media time that it is about
    body TEXT NOT NULL,
    asked_at_us INTEGER NOT NULL,
    answer TEXT NOT NULL DEFAULT '',
    answered_by TEXT REFERENCES account (id) ON DELETE SET NULL,
    answered_at_us INTEGER,
    is_public INTEGER NOT NULL DEFAULT 0 CHECK (is_public IN (0, 1)) -- seen by all who see the lesson
) STRICT, WITHOUT ROWID;
CREATE INDEX lesson_question_by_lesson ON lesson_question (lesson_id, asked_at_us);
CREATE INDEX lesson_question_by_account ON lesson_question (account_id, asked_at_us);
CREATE INDEX lesson_question_open ON lesson_question (asked_at_us) WHERE answered_at_us IS NULL;

-- Full-text search: Han text is cut into overlapping pairs of characters before it comes here
-- (catalog/course/course_cut.h). Rows are course.words_row.
CREATE VIRTUAL TABLE course_search USING fts5 (title, about, summary, prefix = '1 2',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'");

-- Files on their way (tus 1.0.0). The bytes lie in the folder of uploads, by id.
CREATE TABLE upload (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    lesson_id TEXT REFERENCES lesson (id) ON DELETE SET NULL,
    purpose TEXT NOT NULL CHECK (purpose IN ('video', 'sound', 'subtitle', 'document', 'picture')),
    language TEXT NOT NULL DEFAULT '',
    file_name TEXT NOT NULL DEFAULT '',
    length INTEGER NOT NULL,          -- bytes in all
    metadata TEXT NOT NULL DEFAULT '', -- Upload-Metadata as it came
    created_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,
    finished_at_us INTEGER,           -- NULL: bytes are missing
    is_cleared INTEGER NOT NULL DEFAULT 0 CHECK (is_cleared IN (0, 1)) -- expired, the bytes are gone
) STRICT, WITHOUT ROWID;
CREATE INDEX upload_by_account ON upload (account_id, created_at_us);
CREATE INDEX upload_by_expiry ON upload (expires_at_us);
CREATE INDEX upload_open ON upload (lesson_id) WHERE finished_at_us IS NULL;

-- The queue of preparation. Rows stay for a month after their end.
CREATE TABLE course_job (
    id TEXT NOT NULL PRIMARY KEY,
    lesson_id TEXT NOT NULL REFERENCES lesson (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('video', 'sound', 'subtitle', 'document', 'picture', 'low')),
    asset_id TEXT REFERENCES asset (id) ON DELETE CASCADE, -- low: the sound that gets its economy sound
    source_name TEXT NOT NULL,
    mark TEXT NOT NULL DEFAULT '',    -- of the file's content: the same file again is told
    language TEXT NOT NULL DEFAULT '',
    translator TEXT NOT NULL DEFAULT '', -- of the sounds and subtitles that it makes
    source_bytes INTEGER NOT NULL DEFAULT 0, -- of the file that it keeps until it has ended well
    state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
    step TEXT NOT NULL DEFAULT '',    -- what it does now: "probe", "v720", "sound", "sprites"
    permille INTEGER NOT NULL DEFAULT 0,
    left_s INTEGER,                   -- NULL: not known yet
    attempts INTEGER NOT NULL DEFAULT 0, -- starts of the process
    problem TEXT NOT NULL DEFAULT '', -- one sentence
    created_by TEXT REFERENCES account (id) ON DELETE SET NULL,
    created_at_us INTEGER NOT NULL,
    started_at_us INTEGER,
    ended_at_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX course_job_by_state ON course_job (state, created_at_us);
CREATE INDEX course_job_by_lesson ON course_job (lesson_id, created_at_us);
CREATE UNIQUE INDEX course_job_by_asset ON course_job (asset_id) WHERE asset_id IS NOT NULL;

-- Languages that the office adds to the built-in table, or names differently.
CREATE TABLE language (
    tag TEXT NOT NULL PRIMARY KEY,    -- BCP 47
    autonym TEXT NOT NULL,
    name_zh TEXT NOT NULL,
    name_en TEXT NOT NULL,
    script TEXT NOT NULL,             -- ISO 15924
    is_rtl INTEGER NOT NULL CHECK (is_rtl IN (0, 1)),
    is_vertical INTEGER NOT NULL CHECK (is_vertical IN (0, 1)),
    code3 TEXT NOT NULL               -- ISO 639-2/T or 639-3, for MPEG-TS and MP4
) STRICT, WITHOUT ROWID;

-- Viewings: who opened what. What was seen is in the raw log of the day (docs/viewing-log.md); resume_ms,
-- state and last_… follow it by some seconds. No addresses of clients are kept.
CREATE TABLE viewing (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT REFERENCES meeting (id) ON DELETE CASCADE,
    lesson_id TEXT REFERENCES lesson (id) ON DELETE CASCADE,
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
    study_id TEXT REFERENCES study (id) ON DELETE SET NULL, -- what was watched in a study session
    is_kept INTEGER NOT NULL DEFAULT 0 CHECK (is_kept IN (0, 1)), -- downloaded: takes nobody
    taken_at_us INTEGER NOT NULL DEFAULT 0, -- told to go on here; 0: since its opening
    is_over INTEGER NOT NULL DEFAULT 0 CHECK (is_over IN (0, 1)), -- its player said that it ends
    CHECK (account_id IS NULL OR screen_id IS NULL),
    CHECK ((meeting_id IS NULL) != (lesson_id IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX viewing_by_account ON viewing (account_id, meeting_id, last_beat_at_us) WHERE account_id IS NOT NULL;
CREATE INDEX viewing_by_screen ON viewing (screen_id, meeting_id, last_beat_at_us) WHERE screen_id IS NOT NULL;
CREATE INDEX viewing_by_member ON viewing (member_id, started_at_us) WHERE member_id IS NOT NULL;
CREATE INDEX viewing_by_meeting ON viewing (meeting_id, started_at_us);
CREATE INDEX viewing_by_lesson ON viewing (lesson_id, started_at_us) WHERE lesson_id IS NOT NULL;
CREATE INDEX viewing_lessons_of_account ON viewing (account_id, lesson_id, last_beat_at_us) WHERE account_id IS NOT NULL AND lesson_id IS NOT NULL;
CREATE INDEX viewing_lessons_of_screen ON viewing (screen_id, lesson_id, last_beat_at_us) WHERE screen_id IS NOT NULL AND lesson_id IS NOT NULL;
CREATE INDEX viewing_by_study ON viewing (study_id, last_beat_at_us) WHERE study_id IS NOT NULL;
CREATE INDEX viewing_stakes ON viewing (account_id, started_at_us) WHERE account_id IS NOT NULL AND is_over = 0 AND is_kept = 0;

-- People of a place watch a lesson together (集中学习): one at a time in each place.
CREATE TABLE study (
    id TEXT NOT NULL PRIMARY KEY,
    place_id TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    course_id TEXT REFERENCES course (id) ON DELETE SET NULL,
    lesson_id TEXT REFERENCES lesson (id) ON DELETE SET NULL, -- that is on, or was the last one
    title TEXT NOT NULL,              -- of the course or the lesson, as it was called then
    is_course INTEGER NOT NULL CHECK (is_course IN (0, 1)), -- the lessons of the course in their order; 0: this one
    language TEXT NOT NULL DEFAULT '', -- BCP 47 of the sound; "": the screen's
    is_paused INTEGER NOT NULL DEFAULT 0 CHECK (is_paused IN (0, 1)), -- by the clerk or the remote
    seek_ms INTEGER NOT NULL DEFAULT 0, -- where the screens were told to go …
    seek_revision INTEGER NOT NULL DEFAULT 0, -- … by this revision; 0: never
    revision INTEGER NOT NULL DEFAULT 1,
    opened_by TEXT REFERENCES account (id) ON DELETE SET NULL, -- by one of both …
    opened_on TEXT REFERENCES screen (id) ON DELETE SET NULL,  -- … the remote control of this screen
    opened_name TEXT NOT NULL,        -- of the account or screen, as it was called then
    begun_at_us INTEGER NOT NULL,
    ended_at_us INTEGER,              -- NULL: it is open
    end_kind TEXT NOT NULL DEFAULT '' CHECK (end_kind IN ('', 'closed', 'replaced', 'idle', 'long', 'place')),
    ended_by TEXT REFERENCES account (id) ON DELETE SET NULL,
    CHECK ((ended_at_us IS NULL) = (end_kind = ''))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX study_open ON study (place_id) WHERE ended_at_us IS NULL;
CREATE INDEX study_by_place ON study (place_id, begun_at_us);

-- The screens that were chosen for it; none: all of the place, also those that come later.
CREATE TABLE study_screen (
    study_id TEXT NOT NULL REFERENCES study (id) ON DELETE CASCADE,
    screen_id TEXT NOT NULL REFERENCES screen (id) ON DELETE CASCADE,
    PRIMARY KEY (study_id, screen_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX screen_by_place ON screen (place_id) WHERE unpaired_at_us IS NULL AND place_id IS NOT NULL;

-- Places where somebody has said that picture and sound are there.
CREATE TABLE meeting_site (
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    place_id TEXT NOT NULL REFERENCES place (id) ON DELETE CASCADE,
    confirmed_at_us INTEGER NOT NULL,
    confirmed_by TEXT NOT NULL,       -- name of the account or screen
    PRIMARY KEY (meeting_id, place_id)
) STRICT, WITHOUT ROWID;

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

-- How long a recording is kept, and which were removed when their time was over. No row: nothing is known yet.
CREATE TABLE recording_keeping (
    meeting_id TEXT NOT NULL PRIMARY KEY REFERENCES meeting (id) ON DELETE CASCADE,
    is_kept INTEGER NOT NULL DEFAULT 0 CHECK (is_kept IN (0, 1)), -- for ever, whatever the rule says
    due_at_us INTEGER,             -- when it is to be removed, as told to those who run the meeting; NULL: never
    expired_at_us INTEGER,         -- when it was removed; NULL: it is there
    has_files INTEGER NOT NULL DEFAULT 0 CHECK (has_files IN (0, 1)) -- removed, but not off the disk yet
) STRICT, WITHOUT ROWID;
CREATE INDEX recording_keeping_files ON recording_keeping (meeting_id) WHERE has_files = 1;

-- Spans of a meeting's media in which the platform failed: attendance.md, "Faults".
CREATE TABLE meeting_fault (
    id INTEGER NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    from_ms INTEGER NOT NULL CHECK (from_ms >= 0), -- media time of the meeting, half-open
    to_ms INTEGER NOT NULL CHECK (to_ms > from_ms),
    kind TEXT NOT NULL CHECK (kind IN ('away', 'held', 'entered')), -- server gone; programme held, or nobody in the room sent; said by a person
    said_by TEXT NOT NULL DEFAULT '',  -- account of an entered one
    reason TEXT NOT NULL DEFAULT '',
    made_at_us INTEGER NOT NULL
) STRICT;
CREATE INDEX meeting_fault_by_meeting ON meeting_fault (meeting_id, from_ms);

-- The ledger (存证): texts that nobody changes unseen. RFC 9162 over salted leaves; never changed, but for a duty
-- of deletion, which takes salt and text and leaves the hash.
CREATE TABLE ledger_leaf (
    leaf_index INTEGER NOT NULL PRIMARY KEY CHECK (leaf_index >= 0),
    kind TEXT NOT NULL CHECK (kind IN ('record', 'read', 'export', 'log_day', 'policy', 'key', 'epoch', 'close', 'erasure', 'sample',
        'indicator')),
    subject_id TEXT NOT NULL,         -- what it is about: a record, a member, a day; '': nothing that has an id
    hash BLOB NOT NULL CHECK (length(hash) = 32), -- SHA-256(0x00 ‖ salt ‖ text)
    appended_at_us INTEGER NOT NULL,
    salt BLOB CHECK (length(salt) = 32), -- random; NULL: erased
    text TEXT,
    CHECK ((salt IS NULL) = (text IS NULL))
) STRICT;
CREATE INDEX ledger_leaf_by_subject ON ledger_leaf (subject_id, leaf_index) WHERE subject_id <> '';
CREATE INDEX ledger_leaf_of_close ON ledger_leaf (leaf_index) WHERE kind = 'close';
CREATE TRIGGER ledger_leaf_no_delete BEFORE DELETE ON ledger_leaf
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_leaf_no_update BEFORE UPDATE ON ledger_leaf
WHEN NEW.salt IS NOT NULL OR NEW.leaf_index <> OLD.leaf_index OR NEW.kind <> OLD.kind
    OR NEW.subject_id <> OLD.subject_id OR NEW.hash <> OLD.hash OR NEW.appended_at_us <> OLD.appended_at_us
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;

-- Full tiles of 256 hashes (C2SP tlog-tiles): level 0 over leaves, level n over the roots of tiles of level n - 1.
-- Its hashes are those rows; what is not full is computed from them.
CREATE TABLE ledger_tile (
    level INTEGER NOT NULL CHECK (level BETWEEN 0 AND 7),
    tile_index INTEGER NOT NULL CHECK (tile_index >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    PRIMARY KEY (level, tile_index)
) STRICT, WITHOUT ROWID;

-- The tree goes on in every epoch, under another origin (NODE/EPOCH). Epoch 1 has no row.
CREATE TABLE ledger_epoch (
    number INTEGER NOT NULL PRIMARY KEY CHECK (number >= 2),
    first_index INTEGER NOT NULL,     -- its first leaf, which says the same
    lost_to INTEGER,                  -- leaves [first_index, lost_to) of the epoch before are lost; NULL: nobody knows how many
    approved_1 TEXT NOT NULL,         -- two persons, as they were called then
    approved_2 TEXT NOT NULL,
    opened_at_us INTEGER NOT NULL
) STRICT;

-- Signed heads (C2SP tlog-checkpoint) as they went out.
CREATE TABLE ledger_checkpoint (
    epoch INTEGER NOT NULL,
    size INTEGER NOT NULL CHECK (size > 0),
    text TEXT NOT NULL,
    made_at_us INTEGER NOT NULL,
    PRIMARY KEY (epoch, size)
) STRICT, WITHOUT ROWID;

-- Others who remember our heads and sign them (C2SP tlog-cosignature).
CREATE TABLE ledger_cosigner (
    name TEXT NOT NULL PRIMARY KEY,
    key_text TEXT NOT NULL,           -- as signed-note writes keys
    added_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_cosignature (
    epoch INTEGER NOT NULL,
    size INTEGER NOT NULL,
    name TEXT NOT NULL,
    line TEXT NOT NULL,               -- the signature's line without its end
    received_at_us INTEGER NOT NULL,
    PRIMARY KEY (epoch, size, name)
) STRICT, WITHOUT ROWID;

-- Attendance registers (签到册): who was expected at an event, and who was there. They outlive what they are of:
-- ids of events, units, members are kept as they were, with the names of that time.
CREATE TABLE register (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('meeting', 'study', 'lesson')),
    event_id TEXT NOT NULL,           -- meeting, study session, or lesson
    member_id TEXT,                   -- who watches the lesson alone; else NULL
    type_id TEXT NOT NULL,            -- meeting_type: what duties count by; 'study' of sessions and lessons
    title TEXT NOT NULL,
    unit_id TEXT,                     -- that answers for it; NULL: the whole tree
    place_id TEXT,                    -- of a study session
    began_at_us INTEGER NOT NULL,
    ended_at_us INTEGER,              -- NULL: it goes on
    closes_at_us INTEGER,             -- when it will be closed; known when it has ended
    closed_at_us INTEGER,
    policy_id TEXT,                   -- what it was closed with …
    policy_version INTEGER,
    revision INTEGER NOT NULL DEFAULT 1,
    CHECK ((kind = 'lesson') = (member_id IS NOT NULL)),
    CHECK (closed_at_us IS NULL OR ended_at_us IS NOT NULL)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX register_once ON register (kind, event_id, coalesce(member_id, ''));
CREATE INDEX register_by_began ON register (began_at_us);
CREATE INDEX register_by_unit ON register (unit_id, began_at_us);
CREATE INDEX register_by_member ON register (member_id, began_at_us) WHERE member_id IS NOT NULL;
CREATE INDEX register_going ON register (kind, began_at_us) WHERE ended_at_us IS NULL;
CREATE INDEX register_due ON register (closes_at_us) WHERE closed_at_us IS NULL AND closes_at_us IS NOT NULL;

-- Who was expected when the event began (花名册快照), and later who came besides.
CREATE TABLE register_person (
    register_id TEXT NOT NULL REFERENCES register (id) ON DELETE CASCADE,
    member_id TEXT NOT NULL,
    account_id TEXT,                  -- the member's then
    name TEXT NOT NULL,
    search_key TEXT NOT NULL,         -- name, pinyin, initials
    kind_id TEXT NOT NULL,            -- member_kind
    unit_id TEXT NOT NULL,            -- home: where the record is earned
    unit_name TEXT NOT NULL,
    group_id TEXT NOT NULL,           -- the unit below the register's own that the reports group by (township)
    group_name TEXT NOT NULL,
    is_expected INTEGER NOT NULL CHECK (is_expected IN (0, 1)), -- 0: came besides, or of a kind that need not come
    is_visiting INTEGER NOT NULL CHECK (is_visiting IN (0, 1)), -- belongs elsewhere
    is_excused INTEGER NOT NULL DEFAULT 0 CHECK (is_excused IN (0, 1)), -- exempt or on leave when it began
    PRIMARY KEY (register_id, member_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX register_person_by_member ON register_person (member_id);
CREATE INDEX register_person_by_unit ON register_person (unit_id, register_id);

-- Who is where, as others can see it. Rows are never changed, but for names of guests whose time is over.
CREATE TABLE presence (
    id TEXT NOT NULL PRIMARY KEY,     -- made by who enters it: sent twice, it counts once
    register_id TEXT NOT NULL REFERENCES register (id) ON DELETE CASCADE,
    claim TEXT NOT NULL CHECK (claim IN ('room', 'beside')),
    member_id TEXT,                   -- one of both …
    guest_name TEXT,                  -- … a person without account or roster entry; '#' and guest_number when it was erased
    place_id TEXT,                    -- of a room
    viewing_id TEXT,                  -- beside whose screen
    from_us INTEGER NOT NULL,
    until_us INTEGER,                 -- NULL: until the event's end, or until a `left` mark
    how TEXT NOT NULL CHECK (how IN ('remote', 'phone', 'qr', 'card', 'pin', 'paper')),
    entered_by TEXT NOT NULL,         -- account or screen …
    entered_name TEXT NOT NULL,       -- … as it was called then
    entered_at_us INTEGER NOT NULL,
    guest_number INTEGER CHECK (guest_number > 0), -- the name's time was over: which guest of the register; NULL: it is there
    CHECK ((member_id IS NULL) != (guest_name IS NULL)),
    CHECK ((claim = 'beside') = (viewing_id IS NOT NULL)),
    CHECK ((claim = 'room') = (place_id IS NOT NULL)),
    CHECK (until_us IS NULL OR until_us > from_us)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_by_register ON presence (register_id, member_id);
CREATE INDEX presence_by_place ON presence (register_id, place_id) WHERE place_id IS NOT NULL;
CREATE INDEX presence_by_viewing ON presence (viewing_id) WHERE viewing_id IS NOT NULL;
CREATE INDEX presence_by_member ON presence (member_id, from_us) WHERE member_id IS NOT NULL;
CREATE INDEX presence_named_guest ON presence (register_id) WHERE guest_name NOT NULL AND guest_number IS NULL;

-- What is said of a presence later: gone at a moment, or entered by mistake. Of several `left` the one
-- entered last counts; what was withdrawn never was.
CREATE TABLE presence_mark (
    id TEXT NOT NULL PRIMARY KEY,
    presence_id TEXT NOT NULL REFERENCES presence (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('left', 'withdrawn')),
    at_us INTEGER NOT NULL,           -- `left`: when
    reason TEXT NOT NULL DEFAULT '',
    entered_by TEXT NOT NULL,
    entered_name TEXT NOT NULL,
    entered_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_mark_by_presence ON presence_mark (presence_id, entered_at_us);

-- Heads counted in a room, and the clerk's word for the whole of it.
CREATE TABLE register_count (
    id TEXT NOT NULL PRIMARY KEY,
    register_id TEXT NOT NULL REFERENCES register (id) ON DELETE CASCADE,
    place_id TEXT NOT NULL,
    heads INTEGER NOT NULL CHECK (heads BETWEEN 0 AND 100000),
    entered_by TEXT NOT NULL,
    entered_name TEXT NOT NULL,
    entered_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX register_count_by_register ON register_count (register_id, place_id, entered_at_us);

CREATE TABLE register_confirmation (
    id TEXT NOT NULL PRIMARY KEY,
    register_id TEXT NOT NULL REFERENCES register (id) ON DELETE CASCADE,
    place_id TEXT,                    -- NULL: the whole register
    step TEXT NOT NULL CHECK (step IN ('begin', 'middle', 'end', 'late')),
    present INTEGER NOT NULL,         -- people ticked then
    entered_by TEXT NOT NULL,
    entered_name TEXT NOT NULL,
    entered_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX register_confirmation_by_register ON register_confirmation (register_id, entered_at_us);

-- Cards of members: keyed HMAC of the number, which is kept nowhere.
CREATE TABLE member_card (
    lookup BLOB NOT NULL PRIMARY KEY CHECK (length(lookup) = 32),
    member_id TEXT NOT NULL REFERENCES member (id) ON DELETE CASCADE,
    label TEXT NOT NULL DEFAULT '',
    made_by TEXT NOT NULL,
    made_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX member_card_by_member ON member_card (member_id);

-- How attendance is worth hours (学时认定规则). A version is never changed. One policy (id) for a kind and unit; of the
-- nearest unit counts the version with the latest from_year that has come, of these the newest.
CREATE TABLE policy (
    id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    unit_id TEXT,                     -- NULL: the whole tree
    kind TEXT NOT NULL CHECK (kind IN ('meeting', 'study', 'lesson')), -- of registers
    from_year INTEGER NOT NULL CHECK (from_year BETWEEN 2000 AND 2999), -- first calendar year of the county
    preset TEXT NOT NULL,             -- that it was made from
    max_rate INTEGER NOT NULL CHECK (max_rate BETWEEN 1000 AND 4000),
    replay_weight INTEGER NOT NULL CHECK (replay_weight BETWEEN 0 AND 1000),
    offline_weight INTEGER NOT NULL CHECK (offline_weight BETWEEN 0 AND 1000),
    present_at INTEGER NOT NULL CHECK (present_at BETWEEN 0 AND 1000),
    absent_below INTEGER NOT NULL CHECK (absent_below BETWEEN 0 AND present_at),
    late_after_ms INTEGER NOT NULL CHECK (late_after_ms >= 0),
    left_before_ms INTEGER NOT NULL CHECK (left_before_ms >= 0),
    least_ms INTEGER NOT NULL CHECK (least_ms >= 0),
    cap_ms INTEGER NOT NULL CHECK (cap_ms >= 0),
    counts TEXT NOT NULL CHECK (counts IN ('coverage', 'presence')),
    hour_ms INTEGER NOT NULL CHECK (hour_ms > 0),
    yearly_hours INTEGER NOT NULL DEFAULT 0 CHECK (yearly_hours >= 0), -- of the kind study: thousandths of class-hours that a
                                      -- year asks for, of all kinds together; 0: none
    yearly_hours_lead INTEGER NOT NULL DEFAULT 0 CHECK (yearly_hours_lead >= 0), -- of who leads a unit
    reason TEXT NOT NULL,
    made_by TEXT NOT NULL,            -- account; '': came with the server
    made_name TEXT NOT NULL,          -- as it was called then
    made_at_us INTEGER NOT NULL,
    leaf INTEGER,                     -- in the ledger; NULL: not there yet
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;
CREATE INDEX policy_by_unit ON policy (kind, unit_id, from_year, version);
CREATE INDEX policy_unsealed ON policy (id) WHERE leaf IS NULL;
INSERT INTO policy VALUES ('00000000-0000-7000-8000-0000000e0001', 1, NULL, 'meeting', 2000, 'meeting', 2000, 1000, 1000, 850, 100,
    300000, 600000, 120000, 0, 'coverage', 3600000, 0, 0, '', '', '', 0, NULL);
INSERT INTO policy VALUES ('00000000-0000-7000-8000-0000000e0002', 1, NULL, 'study', 2000, 'study', 2000, 1000, 1000, 850, 100,
    300000, 600000, 120000, 3600000, 'coverage', 3600000, 32000, 56000, '', '', '', 0, NULL);
INSERT INTO policy VALUES ('00000000-0000-7000-8000-0000000e0003', 1, NULL, 'lesson', 2000, 'study', 2000, 1000, 1000, 850, 100,
    300000, 600000, 120000, 3600000, 'coverage', 3600000, 0, 0, '', '', '', 0, NULL);

-- How often a unit owes what kind of meeting.
CREATE TABLE duty (
    id TEXT NOT NULL PRIMARY KEY,
    unit_id TEXT,                     -- all units of this level below it; NULL: the whole tree
    level_id TEXT,                    -- NULL: the unit itself
    type_id TEXT NOT NULL,            -- meeting_type
    period TEXT NOT NULL CHECK (period IN ('month', 'quarter', 'half', 'year')),
    times INTEGER NOT NULL CHECK (times BETWEEN 1 AND 366),
    from_day TEXT NOT NULL,
    until_day TEXT,
    made_by TEXT NOT NULL,
    made_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Leave of one event or of some days (请假).
CREATE TABLE attendance_leave (
    id TEXT NOT NULL PRIMARY KEY,
    member_id TEXT NOT NULL,
    event_kind TEXT CHECK (event_kind IN ('meeting', 'study')),
    event_id TEXT,                    -- NULL: the days
    from_day TEXT,
    until_day TEXT,
    reason_sealed BLOB,               -- field_crypto.h: for who decides
    state TEXT NOT NULL CHECK (state IN ('asked', 'granted', 'refused', 'withdrawn')),
    asked_by TEXT NOT NULL,
    asked_at_us INTEGER NOT NULL,
    decided_by TEXT,
    decided_at_us INTEGER,
    answer TEXT NOT NULL DEFAULT '',
    CHECK ((event_id IS NULL) = (event_kind IS NULL)),
    CHECK ((event_id IS NULL) != (from_day IS NULL)),
    CHECK ((from_day IS NULL) = (until_day IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX attendance_leave_by_member ON attendance_leave (member_id, state);
CREATE INDEX attendance_leave_by_event ON attendance_leave (event_id, state) WHERE event_id IS NOT NULL;

-- The closed facts (学习记录、参会记录): what reports sum. The canonical text with its salt is leaf `leaf` of the ledger;
-- what the columns say of time and state is what it says. The newest of a chain counts.
CREATE TABLE record (
    id TEXT NOT NULL PRIMARY KEY,
    register_id TEXT NOT NULL,        -- '' of what was carried over, like the next one
    kind TEXT NOT NULL CHECK (kind IN ('meeting', 'study', 'lesson', 'carried')),
    event_id TEXT NOT NULL,
    type_id TEXT NOT NULL,
    title TEXT NOT NULL,
    began_at_us INTEGER NOT NULL,
    year INTEGER NOT NULL,            -- of the county's calendar
    member_id TEXT NOT NULL,
    name TEXT NOT NULL,
    unit_id TEXT NOT NULL,
    unit_name TEXT NOT NULL,
    group_id TEXT NOT NULL,
    group_name TEXT NOT NULL,
    is_expected INTEGER NOT NULL CHECK (is_expected IN (0, 1)),
    policy_id TEXT NOT NULL,
    policy_version INTEGER NOT NULL,
    live_ms INTEGER NOT NULL,
    replay_ms INTEGER NOT NULL,
    offline_ms INTEGER NOT NULL,
    presence_ms INTEGER NOT NULL,
    required_ms INTEGER NOT NULL,
    covered_ms INTEGER NOT NULL,
    credited_ms INTEGER NOT NULL,
    hours_milli INTEGER NOT NULL,     -- thousandths of class-hours by the policy's hour
    state TEXT NOT NULL CHECK (state IN ('present', 'late', 'left_early', 'partial', 'absent', 'excused')),
    how TEXT NOT NULL,
    confidence TEXT NOT NULL CHECK (confidence IN ('high', 'middle', 'low')),
    confidence_reason TEXT NOT NULL CHECK (confidence_reason IN ('confirmed', 'contacts', 'nothing', 'offline', 'paper', 'unconfirmed', 'same_minute')),
    replaces_id TEXT UNIQUE,          -- the record that it corrects or continues
    is_newest INTEGER NOT NULL CHECK (is_newest IN (0, 1)),
    looked_until_us INTEGER NOT NULL, -- how far the raw log was read: what is watched later continues it
    closed_at_us INTEGER NOT NULL,
    leaf INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX record_by_register ON record (register_id, member_id);
CREATE UNIQUE INDEX record_first ON record (register_id, member_id) WHERE replaces_id IS NULL AND kind <> 'carried';
CREATE UNIQUE INDEX record_last ON record (register_id, member_id) WHERE is_newest = 1 AND kind <> 'carried';
CREATE INDEX record_by_member ON record (member_id, year) WHERE is_newest = 1;
CREATE INDEX record_by_unit ON record (year, group_id, unit_id) WHERE is_newest = 1;
CREATE INDEX record_by_leaf ON record (leaf);

-- "This number is wrong" (申诉), by the member or through the clerk.
CREATE TABLE objection (
    id TEXT NOT NULL PRIMARY KEY,
    record_id TEXT NOT NULL,
    member_id TEXT NOT NULL,
    text TEXT NOT NULL,
    raised_by TEXT NOT NULL,
    raised_at_us INTEGER NOT NULL,
    unit_id TEXT NOT NULL,            -- whose queue it is in
    due_at_us INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'granted', 'refused', 'withdrawn')),
    answer TEXT NOT NULL DEFAULT '',
    answered_by TEXT,
    answered_at_us INTEGER,
    correction_id TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX objection_by_unit ON objection (unit_id, state, due_at_us);
CREATE INDEX objection_by_record ON objection (record_id);
CREATE INDEX objection_by_member ON objection (member_id);

-- What is to be put right (更正): asked by one person, confirmed by a second one. Then it is a record of its own.
CREATE TABLE correction (
    id TEXT NOT NULL PRIMARY KEY,
    record_id TEXT,                   -- NULL: there is none yet: a late entry or hours carried over
    register_id TEXT,
    member_id TEXT NOT NULL,
    unit_id TEXT NOT NULL,            -- whose queue it is in
    kind TEXT NOT NULL CHECK (kind IN ('presence', 'excuse', 'fault', 'erase_credit', 'carried')),
    content TEXT NOT NULL,            -- JSON by kind: attendance.md, "Corrections"
    reason TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    asked_name TEXT NOT NULL,
    asked_at_us INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('asked', 'approved', 'refused', 'withdrawn')),
    decided_by TEXT,
    decided_name TEXT,
    decided_at_us INTEGER,
    answer TEXT NOT NULL DEFAULT '',
    new_record_id TEXT,
    CHECK (decided_by IS NULL OR state = 'withdrawn' OR decided_by != asked_by)
) STRICT, WITHOUT ROWID;
CREATE INDEX correction_by_unit ON correction (unit_id, state, asked_at_us);
CREATE INDEX correction_by_member ON correction (member_id);

-- Who looked at whose records (one row and one leaf a day for each pair); the member sees it.
CREATE TABLE record_read (
    member_id TEXT NOT NULL,
    reader_id TEXT NOT NULL,
    day TEXT NOT NULL,
    reader_name TEXT NOT NULL,
    times INTEGER NOT NULL,
    leaf INTEGER NOT NULL,
    PRIMARY KEY (member_id, day, reader_id)
) STRICT, WITHOUT ROWID;

-- What reports sum: hours and states of a member in a year, of the newest record of each chain. Kept by the transaction that
-- writes the record. The states are those of meetings and study sessions at which he was expected.
CREATE TABLE member_year (
    member_id TEXT NOT NULL,
    year INTEGER NOT NULL,
    hours_milli INTEGER NOT NULL,     -- of all records
    n_present INTEGER NOT NULL,
    n_late INTEGER NOT NULL,
    n_left_early INTEGER NOT NULL,
    n_partial INTEGER NOT NULL,
    n_absent INTEGER NOT NULL,
    n_excused INTEGER NOT NULL,
    n_besides INTEGER NOT NULL,       -- came without being expected
    n_lessons INTEGER NOT NULL,       -- watched alone, as much as it takes to be present
    PRIMARY KEY (member_id, year)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER record_counts AFTER INSERT ON record WHEN NEW.is_newest = 1
BEGIN
    INSERT INTO member_year VALUES (NEW.member_id, NEW.year, NEW.hours_milli,
        NEW.kind IN ('meeting', 'study') AND NEW.is_expected AND NEW.state = 'present',
        NEW.kind IN ('meeting', 'study') AND NEW.is_expected AND NEW.state = 'late',
        NEW.kind IN ('meeting', 'study') AND NEW.is_expected AND NEW.state = 'left_early',
        NEW.kind IN ('meeting', 'study') AND NEW.is_expected AND NEW.state = 'partial',
        NEW.kind IN ('meeting', 'study') AND NEW.is_expected AND NEW.state = 'absent',
        NEW.kind IN ('meeting', 'study') AND NEW.is_expected AND NEW.state = 'excused',
        NEW.kind IN ('meeting', 'study') AND NOT NEW.is_expected AND NEW.state NOT IN ('absent', 'excused'),
        NEW.kind = 'lesson' AND NEW.state = 'present')
    ON CONFLICT (member_id, year) DO UPDATE SET hours_milli = hours_milli + excluded.hours_milli,
        n_present = n_present + excluded.n_present, n_late = n_late + excluded.n_late,
        n_left_early = n_left_early + excluded.n_left_early, n_partial = n_partial + excluded.n_partial,
        n_absent = n_absent + excluded.n_absent, n_excused = n_excused + excluded.n_excused,
        n_besides = n_besides + excluded.n_besides, n_lessons = n_lessons + excluded.n_lessons;
END;
CREATE TRIGGER record_counts_no_more AFTER UPDATE OF is_newest ON record WHEN OLD.is_newest = 1 AND NEW.is_newest = 0
BEGIN
    UPDATE member_year SET hours_milli = hours_milli - OLD.hours_milli,
        n_present = n_present - (OLD.kind IN ('meeting', 'study') AND OLD.is_expected AND OLD.state = 'present'),
        n_late = n_late - (OLD.kind IN ('meeting', 'study') AND OLD.is_expected AND OLD.state = 'late'),
        n_left_early = n_left_early - (OLD.kind IN ('meeting', 'study') AND OLD.is_expected AND OLD.state = 'left_early'),
        n_partial = n_partial - (OLD.kind IN ('meeting', 'study') AND OLD.is_expected AND OLD.state = 'partial'),
        n_absent = n_absent - (OLD.kind IN ('meeting', 'study') AND OLD.is_expected AND OLD.state = 'absent'),
        n_excused = n_excused - (OLD.kind IN ('meeting', 'study') AND OLD.is_expected AND OLD.state = 'excused'),
        n_besides = n_besides - (OLD.kind IN ('meeting', 'study') AND NOT OLD.is_expected
            AND OLD.state NOT IN ('absent', 'excused')),
        n_lessons = n_lessons - (OLD.kind = 'lesson' AND OLD.state = 'present')
    WHERE member_id = OLD.member_id AND year = OLD.year;
END;

-- Reports that name people, as they were given: one row and one leaf a day for each reader, report and form. Whose line it had,
-- sees it.
CREATE TABLE report_read (
    leaf INTEGER NOT NULL PRIMARY KEY,
    day TEXT NOT NULL,
    reader_id TEXT NOT NULL,
    reader_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,            -- register, course or unit that it is about; '': everything within reach
    period TEXT NOT NULL,             -- year; '': none
    form TEXT NOT NULL CHECK (form IN ('screen', 'csv', 'xlsx')),
    units TEXT NOT NULL,              -- that it covered with all below them, in order, with commas; '': the whole tree
    times INTEGER NOT NULL,
    first_at_us INTEGER NOT NULL,
    last_at_us INTEGER NOT NULL,
    UNIQUE (day, reader_id, kind, subject, period, form, units)
) STRICT;
-- The same units one by one; '': the whole tree.
CREATE TABLE report_read_unit (
    unit_id TEXT NOT NULL,
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    leaf INTEGER NOT NULL REFERENCES report_read (leaf) ON DELETE CASCADE,
    PRIMARY KEY (unit_id, day, leaf)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_read_unit_of_event ON report_read_unit (unit_id, subject, day) WHERE kind = 'event';

-- Figures from elsewhere that units are ranked by as well. What is published is never changed; withdrawn it counts no more.
CREATE TABLE indicator (
    id TEXT NOT NULL PRIMARY KEY,
    unit_id TEXT, -- units below it have values; NULL: units of the whole tree
    year INTEGER NOT NULL CHECK (year BETWEEN 2000 AND 2999),
    name TEXT NOT NULL,
    measure TEXT NOT NULL,            -- what the values are counted in
    weight INTEGER NOT NULL CHECK (weight BETWEEN 0 AND 100),
    is_higher_better INTEGER NOT NULL CHECK (is_higher_better IN (0, 1)),
    source TEXT NOT NULL,             -- who says so
    revision INTEGER NOT NULL CHECK (revision >= 1), -- of the draft
    state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'withdrawn')),
    made_by TEXT NOT NULL,            -- account that wrote this revision
    made_name TEXT NOT NULL,
    made_at_us INTEGER NOT NULL,
    published_by TEXT CHECK (published_by <> made_by),
    published_name TEXT,
    published_at_us INTEGER,
    leaf INTEGER,                     -- of the ledger
    withdrawn_by TEXT,
    withdrawn_name TEXT,
    withdrawn_at_us INTEGER,
    withdrawn_reason TEXT,
    CHECK ((state = 'draft') = (leaf IS NULL)),
    CHECK ((state = 'withdrawn') = (withdrawn_reason NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX indicator_by_year ON indicator (year, state);
CREATE TABLE indicator_value (
    indicator_id TEXT NOT NULL REFERENCES indicator (id) ON DELETE CASCADE,
    unit_id TEXT NOT NULL,
    value INTEGER NOT NULL,           -- thousandths
    note TEXT,
    PRIMARY KEY (indicator_id, unit_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX indicator_value_by_unit ON indicator_value (unit_id);

-- Rooms: what happens of a meeting while people are in it. A room's id is its meeting's.
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
    is_given INTEGER NOT NULL DEFAULT 0 CHECK (is_given IN (0, 1)), -- the role, by a host
    link_id TEXT,                     -- of a guest: what let him in
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
    guest_number INTEGER,             -- the time of his name is over: it is # and this number, by who came first
    CHECK (until_us IS NULL OR until_us >= from_us)
) STRICT, WITHOUT ROWID;
CREATE INDEX room_visit_by_meeting ON room_visit (meeting_id, member_id, from_us);
CREATE INDEX room_visit_open ON room_visit (meeting_id) WHERE until_us IS NULL;
CREATE INDEX room_visit_by_member ON room_visit (member_id, from_us) WHERE member_id IS NOT NULL;
CREATE INDEX room_visit_guests ON room_visit (meeting_id) WHERE kind = 'guest' AND guest_number IS NULL;

-- Invitations by link: who has it comes to the lobby, or into the room.
CREATE TABLE room_link (
    id TEXT NOT NULL PRIMARY KEY,
    meeting_id TEXT NOT NULL REFERENCES meeting (id) ON DELETE CASCADE,
    opens TEXT NOT NULL CHECK (opens IN ('lobby', 'room')),
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    secret_sealed BLOB NOT NULL,      -- to show it again
    made_by TEXT NOT NULL,
    made_at_us INTEGER NOT NULL,
    revoked_at_us INTEGER,
    n_banned INTEGER NOT NULL DEFAULT 0 CHECK (n_banned >= 0) -- guests who came by it and were put out for good
) STRICT, WITHOUT ROWID;
CREATE INDEX room_link_by_meeting ON room_link (meeting_id, made_at_us);
