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

-- Who is where, as others can see it. Rows are never changed.
CREATE TABLE presence (
    id TEXT NOT NULL PRIMARY KEY,     -- made by who enters it: sent twice, it counts once
    register_id TEXT NOT NULL REFERENCES register (id) ON DELETE CASCADE,
    claim TEXT NOT NULL CHECK (claim IN ('room', 'beside')),
    member_id TEXT,                   -- one of both …
    guest_name TEXT,                  -- … a person without account or roster entry
    place_id TEXT,                    -- of a room
    viewing_id TEXT,                  -- beside whose screen
    from_us INTEGER NOT NULL,
    until_us INTEGER,                 -- NULL: until the event's end, or until a `left` mark
    how TEXT NOT NULL CHECK (how IN ('remote', 'phone', 'qr', 'card', 'pin', 'paper')),
    entered_by TEXT NOT NULL,         -- account or screen …
    entered_name TEXT NOT NULL,       -- … as it was called then
    entered_at_us INTEGER NOT NULL,
    CHECK ((member_id IS NULL) != (guest_name IS NULL)),
    CHECK ((claim = 'beside') = (viewing_id IS NOT NULL)),
    CHECK ((claim = 'room') = (place_id IS NOT NULL)),
    CHECK (until_us IS NULL OR until_us > from_us)
) STRICT, WITHOUT ROWID;
CREATE INDEX presence_by_register ON presence (register_id, member_id);
CREATE INDEX presence_by_place ON presence (register_id, place_id) WHERE place_id IS NOT NULL;
CREATE INDEX presence_by_viewing ON presence (viewing_id) WHERE viewing_id IS NOT NULL;
CREATE INDEX presence_by_member ON presence (member_id, from_us) WHERE member_id IS NOT NULL;

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
