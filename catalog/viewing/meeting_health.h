/* How a running meeting does, as values: asked on the api thread, answered by whoever runs the
 * media. The structs are those of the API's MeetingHealth. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define MEETING_HEALTH_TEXT_BYTES  128 /* names, codecs, addresses; UTF-8 with its NUL */
#define MEETING_HEALTH_MAX_INPUTS  16
#define MEETING_HEALTH_MAX_LEVELS  8
#define MEETING_HEALTH_MAX_RUNGS   6
#define MEETING_HEALTH_MAX_REFUSED 8
#define MEETING_HEALTH_SILENT_LUFS (-100.0)

typedef enum InputHealthState {
    INPUT_HEALTH_OFF,
    INPUT_HEALTH_CONNECTING,
    INPUT_HEALTH_LIVE,
    INPUT_HEALTH_SILENT,
    INPUT_HEALTH_LOST,
    INPUT_HEALTH_REFUSED,
    INPUT_HEALTH_N_STATES
} InputHealthState;

typedef struct InputHealth {
    char input_id[37];
    InputHealthState state;
    char peer[MEETING_HEALTH_TEXT_BYTES], encoder[MEETING_HEALTH_TEXT_BYTES];
    char video_codec[MEETING_HEALTH_TEXT_BYTES], audio_codec[MEETING_HEALTH_TEXT_BYTES];
    int64_t width, height;
    double frame_rate;
    bool is_interlaced;
    int64_t bit_rate, dropped_frames, av_offset_ms, key_frame_age_ms;
    bool has_spare;
    int64_t rtt_ms, lost_packets;
    char message[MEETING_HEALTH_TEXT_BYTES]; /* English; "" when all is well */
} InputHealth;

typedef struct LevelHealth {
    char language[36];
    double momentary_lufs, short_term_lufs; /* MEETING_HEALTH_SILENT_LUFS: silence */
    double peak_dbfs;
} LevelHealth;

typedef struct RungHealth {
    char name[MEETING_HEALTH_TEXT_BYTES];
    int64_t height, bit_rate;
    bool is_active;
    int64_t dropped_frames; /* in the last second */
} RungHealth;

typedef struct RefusedPublisher {
    int64_t at_us; /* wall clock */
    char peer[MEETING_HEALTH_TEXT_BYTES], reason[MEETING_HEALTH_TEXT_BYTES];
} RefusedPublisher;

typedef struct MeetingHealth {
    bool is_running;
    int64_t restarts; /* of the programme */
    int64_t media_ms; /* announced so far */
    InputHealth inputs[MEETING_HEALTH_MAX_INPUTS];
    unsigned n_inputs;
    LevelHealth levels[MEETING_HEALTH_MAX_LEVELS];
    unsigned n_levels;
    RungHealth rungs[MEETING_HEALTH_MAX_RUNGS];
    unsigned n_rungs;
    RefusedPublisher refused[MEETING_HEALTH_MAX_REFUSED];
    unsigned n_refused;
    int64_t recorded_bytes, free_bytes;
    bool is_recording_stopped; /* no room on the disk; the meeting goes on */
} MeetingHealth;

/* On the api thread. `health` is borrowed; NULL when the meeting is not running. */
typedef void (*MeetingHealthAnswerFn)(const MeetingHealth *health, void *data);

/* One question. */
typedef struct MeetingHealthQuestion {
    const char *meeting_id; /* borrowed for the call */
    MeetingHealthAnswerFn answer;
    void *data;
    GDestroyNotify free_data; /* after `answer`, or instead of it; any thread */
} MeetingHealthQuestion;

/* On the api thread; must not block. True: the question is taken, `answer` runs once, later, on the
 * api thread (or now), then free_data(data); only the latter when a thread stops first. False: the
 * asker keeps it, the meeting counts as not running. */
typedef bool (*MeetingHealthFn)(const MeetingHealthQuestion *question, void *user);
