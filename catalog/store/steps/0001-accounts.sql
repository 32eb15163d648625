-- Accounts, sessions, audit, set-up and outbox.
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    search_key TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    roles INTEGER NOT NULL CHECK (roles >= 0),
    locale TEXT,
    locked INTEGER NOT NULL DEFAULT 0 CHECK (locked IN (0, 1)),
    created_at_us INTEGER NOT NULL,
    updated_at_us INTEGER NOT NULL,
    last_sign_in_at_us INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    id TEXT NOT NULL PRIMARY KEY,
    account_id TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    secret_hash BLOB NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    previous_hash BLOB CHECK (length(previous_hash) = 32),
    previous_until_us INTEGER,
    device TEXT NOT NULL,
    peer TEXT NOT NULL,
    created_at_us INTEGER NOT NULL,
    rotated_at_us INTEGER NOT NULL,
    last_used_at_us INTEGER NOT NULL,
    expires_at_us INTEGER NOT NULL,
    revoked_at_us INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX session_by_account ON session (account_id, last_used_at_us);
CREATE INDEX session_by_previous ON session (previous_hash) WHERE previous_hash IS NOT NULL;

CREATE TABLE audit (
    id TEXT NOT NULL PRIMARY KEY,
    origin TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    actor_id TEXT,
    actor_name TEXT NOT NULL,
    action TEXT NOT NULL,
    target TEXT,
    peer TEXT,
    outcome TEXT NOT NULL,
    detail TEXT,
    UNIQUE (origin, sequence)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit table is append-only');
END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit table is append-only');
END;

CREATE TABLE setup (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    secret_hash BLOB NOT NULL CHECK (length(secret_hash) = 32),
    expires_at_us INTEGER NOT NULL,
    taken_at_us INTEGER
) STRICT;

CREATE TABLE outbox (
    origin TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    at_us INTEGER NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (origin, sequence)
) STRICT, WITHOUT ROWID;
CREATE TABLE outbox_head (
    origin TEXT NOT NULL PRIMARY KEY,
    last_sequence INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
