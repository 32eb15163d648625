#include "media/link/link_text.h"

#include "media/types/media_track.h"

#define MOST_PIXELS    8192
#define MOST_BIT_RATE  1000000000
#define MOST_TITLE     200
#define MOST_MESSAGE   500
#define MOST_URI       2000
#define MOST_LANGUAGES 32
#define MOST_OFFSET_MS 60000
#define MOST_PRIORITY  1000
#define MOST_ID        INT32_MAX
#define LONGEST_AGE_MS INT64_C(1000000000000)

const char *const LINK_SOURCE_WORDS[] = {"flv", "mpeg-ts", "rtsp", "udp", "file", "test", NULL};
const char *const LINK_INPUT_STATE_WORDS[] = {"connecting", "live",    "silent",
                                              "lost",       "refused", NULL};

#define FIELD(Struct, member, kind, presence, ...)                                                 \
    { #member, kind, offsetof(Struct, member), presence, __VA_ARGS__ }
#define END                                                                                        \
    { NULL, JSON_END, }
#define TABLE(NAME, Struct, fields) const JsonTable NAME = {#Struct, sizeof(Struct), fields}

static const JsonField TRACK_FIELDS[] = {
    FIELD(LinkTrack, is_video, JSON_INTEGER, JSON_REQUIRED, .max = 1),
    FIELD(LinkTrack, name, JSON_STRING, JSON_REQUIRED, .min = 1, .max = MEDIA_NAME_BYTES - 1),
    FIELD(LinkTrack, width, JSON_INTEGER, JSON_OPTIONAL, .max = MOST_PIXELS),
    FIELD(LinkTrack, height, JSON_INTEGER, JSON_OPTIONAL, .max = MOST_PIXELS),
    FIELD(LinkTrack, bit_rate, JSON_INTEGER, JSON_REQUIRED, .min = 8000, .max = MOST_BIT_RATE),
    FIELD(LinkTrack, language, JSON_STRING, JSON_OPTIONAL, .max = MEDIA_LANGUAGE_BYTES - 1),
    FIELD(LinkTrack, channels, JSON_INTEGER, JSON_OPTIONAL, .max = 2),
    END,
};
static const JsonTable TRACK_TABLE = {"LinkTrack", sizeof(LinkTrack), TRACK_FIELDS};

static const JsonField START_FIELDS[] = {
    FIELD(LinkStart, meeting_id, JSON_STRING, JSON_REQUIRED, .max = 64),
    FIELD(LinkStart, title, JSON_STRING, JSON_OPTIONAL, .max = MOST_TITLE),
    FIELD(LinkStart, line, JSON_STRING, JSON_OPTIONAL, .max = MOST_TITLE),
    FIELD(LinkStart, width, JSON_INTEGER, JSON_REQUIRED, .min = 64, .max = MOST_PIXELS),
    FIELD(LinkStart, height, JSON_INTEGER, JSON_REQUIRED, .min = 64, .max = MOST_PIXELS),
    FIELD(LinkStart, floor, JSON_STRING, JSON_REQUIRED, .min = 1, .max = MEDIA_LANGUAGE_BYTES - 1),
    FIELD(LinkStart, tracks, JSON_OBJECTS, JSON_REQUIRED, .min = 1, .max = MEDIA_MAX_TRACKS,
          .table = &TRACK_TABLE),
    END,
};
TABLE(LINK_START_TABLE, LinkStart, START_FIELDS);

static const JsonField INPUT_OPEN_FIELDS[] = {
    FIELD(LinkInputOpen, id, JSON_INTEGER, JSON_REQUIRED, .max = MOST_ID),
    FIELD(LinkInputOpen, source, JSON_ENUM, JSON_REQUIRED, .words = LINK_SOURCE_WORDS),
    FIELD(LinkInputOpen, uri, JSON_STRING, JSON_OPTIONAL, .max = MOST_URI),
    FIELD(LinkInputOpen, language, JSON_STRING, JSON_OPTIONAL, .max = MEDIA_LANGUAGE_BYTES - 1),
    FIELD(LinkInputOpen, offset_ms, JSON_INTEGER, JSON_OPTIONAL, .min = -MOST_OFFSET_MS,
          .max = MOST_OFFSET_MS),
    FIELD(LinkInputOpen, has_descriptor, JSON_BOOL, JSON_OPTIONAL),
    FIELD(LinkInputOpen, priority, JSON_INTEGER, JSON_OPTIONAL, .min = -MOST_PRIORITY,
          .max = MOST_PRIORITY),
    END,
};
TABLE(LINK_INPUT_OPEN_TABLE, LinkInputOpen, INPUT_OPEN_FIELDS);

static const JsonField INPUT_REF_FIELDS[] = {
    FIELD(LinkInputRef, id, JSON_INTEGER, JSON_REQUIRED, .max = MOST_ID),
    END,
};
TABLE(LINK_INPUT_REF_TABLE, LinkInputRef, INPUT_REF_FIELDS);

static const JsonField CUT_FIELDS[] = {
    FIELD(LinkCut, on, JSON_BOOL, JSON_REQUIRED),
    END,
};
TABLE(LINK_CUT_TABLE, LinkCut, CUT_FIELDS);

static const JsonField RUNG_FIELDS[] = {
    FIELD(LinkRung, track, JSON_INTEGER, JSON_REQUIRED, .max = MEDIA_MAX_TRACKS - 1),
    FIELD(LinkRung, on, JSON_BOOL, JSON_REQUIRED),
    END,
};
TABLE(LINK_RUNG_TABLE, LinkRung, RUNG_FIELDS);

static const JsonField SLATE_FIELDS[] = {
    FIELD(LinkSlate, title, JSON_STRING, JSON_OPTIONAL, .max = MOST_TITLE),
    FIELD(LinkSlate, line, JSON_STRING, JSON_OPTIONAL, .max = MOST_TITLE),
    END,
};
TABLE(LINK_SLATE_TABLE, LinkSlate, SLATE_FIELDS);

static const JsonField READY_FIELDS[] = {
    FIELD(LinkReady, wall_us, JSON_INTEGER, JSON_REQUIRED),
    END,
};
TABLE(LINK_READY_TABLE, LinkReady, READY_FIELDS);

static const JsonField LEVELS_FIELDS[] = {
    FIELD(LinkLevels, language, JSON_STRING, JSON_REQUIRED, .max = MEDIA_LANGUAGE_BYTES - 1),
    FIELD(LinkLevels, momentary, JSON_INTEGER, JSON_REQUIRED, .min = -1000, .max = 1000),
    FIELD(LinkLevels, short_term, JSON_INTEGER, JSON_REQUIRED, .min = -1000, .max = 1000),
    FIELD(LinkLevels, peak, JSON_INTEGER, JSON_REQUIRED, .min = -1000, .max = 1000),
    END,
};
TABLE(LINK_LEVELS_TABLE, LinkLevels, LEVELS_FIELDS);

static const JsonField INPUT_REPORT_FIELDS[] = {
    FIELD(LinkInputReport, id, JSON_INTEGER, JSON_REQUIRED, .max = MOST_ID),
    FIELD(LinkInputReport, state, JSON_ENUM, JSON_REQUIRED, .words = LINK_INPUT_STATE_WORDS),
    FIELD(LinkInputReport, video_codec, JSON_STRING, JSON_OPTIONAL, .max = 64),
    FIELD(LinkInputReport, audio_codec, JSON_STRING, JSON_OPTIONAL, .max = 64),
    FIELD(LinkInputReport, width, JSON_INTEGER, JSON_OPTIONAL, .max = INT32_MAX),
    FIELD(LinkInputReport, height, JSON_INTEGER, JSON_OPTIONAL, .max = INT32_MAX),
    FIELD(LinkInputReport, frame_rate, JSON_NUMBER, JSON_OPTIONAL, .max = 100000),
    FIELD(LinkInputReport, is_interlaced, JSON_BOOL, JSON_OPTIONAL),
    FIELD(LinkInputReport, video_bit_rate, JSON_INTEGER, JSON_OPTIONAL),
    FIELD(LinkInputReport, audio_bit_rate, JSON_INTEGER, JSON_OPTIONAL),
    FIELD(LinkInputReport, frames, JSON_INTEGER, JSON_OPTIONAL),
    FIELD(LinkInputReport, dropped_frames, JSON_INTEGER, JSON_OPTIONAL),
    FIELD(LinkInputReport, av_offset_ms, JSON_INTEGER, JSON_OPTIONAL, .min = -LONGEST_AGE_MS,
          .max = LONGEST_AGE_MS),
    FIELD(LinkInputReport, key_frame_age_ms, JSON_INTEGER, JSON_OPTIONAL, .min = -1,
          .max = LONGEST_AGE_MS),
    FIELD(LinkInputReport, message, JSON_STRING, JSON_OPTIONAL, .max = MOST_MESSAGE),
    FIELD(LinkInputReport, languages, JSON_STRINGS, JSON_OPTIONAL, .max = MOST_LANGUAGES,
          .item_max = MEDIA_LANGUAGE_BYTES - 1),
    END,
};
TABLE(LINK_INPUT_REPORT_TABLE, LinkInputReport, INPUT_REPORT_FIELDS);

static const JsonField LOAD_FIELDS[] = {
    FIELD(LinkLoad, track, JSON_INTEGER, JSON_REQUIRED, .max = MEDIA_MAX_TRACKS - 1),
    FIELD(LinkLoad, frames, JSON_INTEGER, JSON_REQUIRED, .max = INT32_MAX),
    FIELD(LinkLoad, dropped, JSON_INTEGER, JSON_REQUIRED, .max = INT32_MAX),
    END,
};
TABLE(LINK_LOAD_TABLE, LinkLoad, LOAD_FIELDS);

static const JsonField NOTE_FIELDS[] = {
    FIELD(LinkNote, level, JSON_INTEGER, JSON_REQUIRED, .max = 3),
    FIELD(LinkNote, text, JSON_STRING, JSON_REQUIRED, .max = MOST_MESSAGE),
    END,
};
TABLE(LINK_NOTE_TABLE, LinkNote, NOTE_FIELDS);
