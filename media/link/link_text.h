/* The commands and reports of the link as structs; each has a JsonTable of the same name in
 * capitals (LINK_START_TABLE …) for json_table_read() and json_table_write(). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/json_table.h"

#define LINK_TEXT_MAX_BYTES 65536

typedef struct LinkTrack {
    int64_t is_video; /* 0 or 1 */
    char *name;
    int64_t width, height, bit_rate; /* width, height: video */
    char *language;                  /* audio */
    int64_t channels;
} LinkTrack;

typedef struct LinkStart {
    char *meeting_id;      /* for logs */
    char *title, *line;    /* on the slate */
    int64_t width, height; /* of the programme */
    char *floor;           /* language tag of the room */
    GPtrArray *tracks;     /* LinkTrack; their order numbers them */
} LinkStart;

typedef enum LinkSource {
    LINK_SOURCE_FLV,     /* descriptor */
    LINK_SOURCE_MPEG_TS, /* descriptor */
    LINK_SOURCE_RTSP,    /* uri; pulled again with back-off */
    LINK_SOURCE_UDP,     /* uri: udp://ADDR:PORT, MPEG-TS, multicast too */
    LINK_SOURCE_FILE,    /* uri: path, played in a loop */
    LINK_SOURCE_TEST,    /* built-in picture with a clock, and a tone each second */
} LinkSource;
extern const char *const LINK_SOURCE_WORDS[];

typedef struct LinkInputOpen {
    int64_t id; /* not used by another open input */
    int source; /* LinkSource */
    char *uri;
    char *language;    /* sound only, for this language; "" : picture and floor */
    int64_t offset_ms; /* delays (or, negative, advances) this input's sound and picture */
    bool has_descriptor;
    /* Of several inputs with picture the highest priority that is live is shown. */
    int64_t priority;
} LinkInputOpen;

typedef struct LinkInputRef {
    int64_t id;
} LinkInputRef;

typedef struct LinkCut {
    bool on;
} LinkCut;

typedef struct LinkRung {
    int64_t track;
    bool on;
} LinkRung;

typedef struct LinkSlate {
    char *title, *line;
} LinkSlate;

typedef struct LinkReady {
    int64_t wall_us; /* wall clock at tick 0 */
} LinkReady;

/* EBU R128 momentary and short-term loudness in LUFS ×10, true or sample peak in dBFS ×10; -1000:
 * silence. One per language, five times a second. */
typedef struct LinkLevels {
    char *language;
    int64_t momentary, short_term, peak;
} LinkLevels;

typedef enum LinkInputState {
    LINK_INPUT_CONNECTING,
    LINK_INPUT_LIVE,
    LINK_INPUT_SILENT,  /* no data for 2 s */
    LINK_INPUT_LOST,    /* ended or failed; a pull input tries again */
    LINK_INPUT_REFUSED, /* cannot be used: see message */
} LinkInputState;
extern const char *const LINK_INPUT_STATE_WORDS[];

/* Once a second, and at each change of state. */
typedef struct LinkInputReport {
    int64_t id;
    int state;                       /* LinkInputState */
    char *video_codec, *audio_codec; /* "H.264", "AAC" …; absent: none */
    int64_t width, height;
    double frame_rate; /* as measured */
    bool is_interlaced;
    int64_t video_bit_rate, audio_bit_rate; /* measured, bits a second */
    int64_t frames, dropped_frames;
    int64_t av_offset_ms;     /* sound after (+) or before (-) picture as they arrive */
    int64_t key_frame_age_ms; /* -1: none seen */
    char *message;            /* one English sentence when something is wrong */
    GStrv languages;          /* of a transport stream's sound, ISO 639 as BCP 47 */
} LinkInputReport;

/* Once a second, for each video track. */
typedef struct LinkLoad {
    int64_t track;
    int64_t frames, dropped; /* within this second: encoded, dropped before the encoder */
} LinkLoad;

typedef struct LinkNote {
    int64_t level; /* LogLevel */
    char *text;
} LinkNote;

extern const JsonTable LINK_START_TABLE, LINK_INPUT_OPEN_TABLE, LINK_INPUT_REF_TABLE,
    LINK_CUT_TABLE, LINK_RUNG_TABLE, LINK_SLATE_TABLE, LINK_READY_TABLE, LINK_LEVELS_TABLE,
    LINK_INPUT_REPORT_TABLE, LINK_LOAD_TABLE, LINK_NOTE_TABLE;
