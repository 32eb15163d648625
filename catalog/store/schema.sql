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
    last_sign_in_at_us INTEGER       -- NULL: never
) STRICT, WITHOUT ROWID;

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
    revoked_at_us INTEGER            -- NULL: not revoked
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
