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
