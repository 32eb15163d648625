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

-- A viewing is of a meeting or of a lesson.
CREATE TABLE viewing_before AS SELECT * FROM viewing;
DROP TABLE viewing;
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
    CHECK (account_id IS NULL OR screen_id IS NULL),
    CHECK ((meeting_id IS NULL) != (lesson_id IS NULL))
) STRICT, WITHOUT ROWID;
INSERT INTO viewing (id, meeting_id, account_id, member_id, screen_id, place_id, device, is_live, state, started_at_us,
    expires_at_us, last_beat_at_us, last_sequence, resume_ms, delivered_ms, delivered_bytes)
    SELECT id, meeting_id, account_id, member_id, screen_id, place_id, device, is_live, state, started_at_us,
    expires_at_us, last_beat_at_us, last_sequence, resume_ms, delivered_ms, delivered_bytes FROM viewing_before;
DROP TABLE viewing_before;
CREATE INDEX viewing_by_account ON viewing (account_id, meeting_id, last_beat_at_us) WHERE account_id IS NOT NULL;
CREATE INDEX viewing_by_screen ON viewing (screen_id, meeting_id, last_beat_at_us) WHERE screen_id IS NOT NULL;
CREATE INDEX viewing_by_member ON viewing (member_id, started_at_us) WHERE member_id IS NOT NULL;
CREATE INDEX viewing_by_meeting ON viewing (meeting_id, started_at_us);
CREATE INDEX viewing_by_lesson ON viewing (lesson_id, started_at_us) WHERE lesson_id IS NOT NULL;
CREATE INDEX viewing_lessons_of_account ON viewing (account_id, lesson_id, last_beat_at_us) WHERE account_id IS NOT NULL AND lesson_id IS NOT NULL;
CREATE INDEX viewing_lessons_of_screen ON viewing (screen_id, lesson_id, last_beat_at_us) WHERE screen_id IS NOT NULL AND lesson_id IS NOT NULL;
