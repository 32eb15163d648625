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
INSERT INTO member_year
    SELECT member_id, year, sum(hours_milli),
        sum(kind IN ('meeting', 'study') AND is_expected AND state = 'present'),
        sum(kind IN ('meeting', 'study') AND is_expected AND state = 'late'),
        sum(kind IN ('meeting', 'study') AND is_expected AND state = 'left_early'),
        sum(kind IN ('meeting', 'study') AND is_expected AND state = 'partial'),
        sum(kind IN ('meeting', 'study') AND is_expected AND state = 'absent'),
        sum(kind IN ('meeting', 'study') AND is_expected AND state = 'excused'),
        sum(kind IN ('meeting', 'study') AND NOT is_expected AND state NOT IN ('absent', 'excused')),
        sum(kind = 'lesson' AND state = 'present')
    FROM record WHERE is_newest = 1 GROUP BY member_id, year;

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

-- Exports of reports too: those that name many people wait for a second person.
CREATE TABLE export_wider (
    id TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('members', 'units', 'report')),
    report TEXT,                      -- of that kind: its name and what it was asked with, as in a URL
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
    expires_at_us INTEGER NOT NULL,
    CHECK ((report IS NULL) = (kind <> 'report'))
) STRICT, WITHOUT ROWID;
INSERT INTO export_wider SELECT id, kind, NULL, unit_id, format, with_numbers, n_rows, reason, state, asked_by, asked_at_us,
    decided_by, decided_at_us, taken_at_us, expires_at_us FROM export;
DROP TABLE export;
ALTER TABLE export_wider RENAME TO export;
