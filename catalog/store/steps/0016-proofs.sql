-- Bundles of records are exports too: what they are of, and a format of their own.
CREATE TABLE export_new (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('members', 'units', 'report', 'records')),
    report TEXT,
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
    register_id TEXT,
    record_ids TEXT,
    CHECK ((report IS NULL) = (kind <> 'report')),
    CHECK ((kind = 'records') = (register_id IS NOT NULL OR record_ids IS NOT NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO export_new SELECT id, kind, report, unit_id, format, with_numbers, n_rows, reason, state, asked_by, asked_at_us,
    decided_by, decided_at_us, taken_at_us, expires_at_us, NULL, NULL FROM export;
DROP TABLE export;
ALTER TABLE export_new RENAME TO export;

-- Names of guests are kept for some days (attendance.keep_guest_names); then a number tells them apart.
ALTER TABLE presence ADD COLUMN guest_number INTEGER CHECK (guest_number > 0);
CREATE INDEX presence_named_guest ON presence (register_id) WHERE guest_name NOT NULL AND guest_number IS NULL;
