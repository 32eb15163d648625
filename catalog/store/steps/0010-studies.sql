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

-- What was watched in a study session.
ALTER TABLE viewing ADD COLUMN study_id TEXT REFERENCES study (id) ON DELETE SET NULL;
CREATE INDEX viewing_by_study ON viewing (study_id, last_beat_at_us) WHERE study_id IS NOT NULL;
