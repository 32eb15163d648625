-- Units, places, members, rights, activation, screens.
CREATE TABLE level (
    id TEXT NOT NULL PRIMARY KEY,
    position INTEGER NOT NULL,
    name TEXT NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE TABLE roster_head (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    last_change INTEGER NOT NULL
) STRICT;
INSERT INTO roster_head VALUES (1, 0);

ALTER TABLE account ADD COLUMN member_id TEXT REFERENCES member (id) ON DELETE SET NULL;
ALTER TABLE account ADD COLUMN appointed_roles INTEGER NOT NULL DEFAULT 0 CHECK (appointed_roles >= 0);
CREATE UNIQUE INDEX account_by_member ON account (member_id) WHERE member_id IS NOT NULL;
ALTER TABLE session ADD COLUMN shared INTEGER NOT NULL DEFAULT 0 CHECK (shared IN (0, 1));

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

CREATE TABLE export (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('members', 'units')),
    unit_id TEXT REFERENCES unit (id),
    format TEXT NOT NULL CHECK (format IN ('csv', 'xlsx')),
    with_numbers INTEGER NOT NULL CHECK (with_numbers IN (0, 1)),
    n_rows INTEGER NOT NULL,
    reason TEXT,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'ready', 'refused', 'taken')),
    asked_by TEXT NOT NULL,
    asked_at_us INTEGER NOT NULL,
    decided_by TEXT,
    decided_at_us INTEGER,
    taken_at_us INTEGER,
    expires_at_us INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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

CREATE INDEX audit_by_target ON audit (target, id) WHERE target IS NOT NULL;
