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
