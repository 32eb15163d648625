/* What becomes of a source: which of its streams are copied, which are encoded, and how. Pure.
 *
 * The rules are tables (plan.c, docs/courses.md "Preparation"). */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PLAN_MAX_RUNGS  5u
#define PLAN_NAME_BYTES 8

/* ---- pictures ---- */

typedef enum PlanCodec { PLAN_H264, PLAN_OTHER_PICTURE } PlanCodec;

/* Seen in the file, all its packets read. */
typedef struct PictureFacts {
    PlanCodec codec;
    unsigned profile, level; /* of H.264: profile_idc, level_idc */
    bool is_420_8_bit;
    bool is_interlaced, is_hdr;
    unsigned width, height;      /* as coded */
    unsigned sar_num, sar_den;   /* 0: not known, taken as square */
    int quarter_turns;           /* 0 to 3, clockwise, to stand upright; -1: mirrored or askew */
    unsigned rate_num, rate_den; /* frames a second, the usual one */
    bool is_variable;            /* frames do not come at that rate */
    bool begins_with_idr;
    bool has_open_gop;       /* a key frame that is no IDR, or frames before it in time */
    bool changes_parameters; /* other parameter sets later, or some that cannot be told apart */
    bool has_cuts;           /* its IDRs allow segments of 1 to 4 s: media/course/cuts.h */
    uint64_t bit_rate;       /* average */
    uint64_t largest_sample;
} PictureFacts;

/* Why the picture is not copied; PLAN_COPY: it is. */
typedef enum PlanReason {
    PLAN_COPY,
    PLAN_NOT_H264,
    PLAN_PROFILE,
    PLAN_PIXELS,
    PLAN_LEVEL,
    PLAN_INTERLACED,
    PLAN_HDR,
    PLAN_NOT_SQUARE,
    PLAN_TURNED,
    PLAN_ODD,
    PLAN_TOO_TALL,
    PLAN_VARIABLE,
    PLAN_TOO_FAST,
    PLAN_OPEN_GOP,
    PLAN_PARAMETERS,
    PLAN_GOP,
    PLAN_RATE,
    N_PLAN_REASONS,
} PlanReason;
const char *plan_reason_word(PlanReason reason);

typedef struct PlanRung {
    char name[PLAN_NAME_BYTES]; /* "v720" */
    unsigned width, height;
    unsigned bit_rate; /* ceiling of the encoder */
    bool is_copy;
} PlanRung;

typedef struct PicturePlan {
    PlanReason reason;
    unsigned n_rungs;
    PlanRung rungs[PLAN_MAX_RUNGS]; /* the largest first */
    bool deinterlaces, maps_tones;
    int quarter_turns;
    unsigned rate_num, rate_den; /* of the encoded rungs */
    unsigned keeps_each;         /* beside a copy: each n-th frame is encoded */
} PicturePlan;

/* `heights` are the wanted ones, falling; those above the source are left out, its own size takes
 * their place. False: no rung has a picture (a side of less than 16 pixels). */
bool plan_picture(const PictureFacts *facts, const int64_t *heights, size_t n_heights,
                  PicturePlan *ret_plan);

/* ---- sounds ---- */

#define PLAN_LOUDNESS_CENTI (-2300) /* LUFS, EBU R 128 */
#define PLAN_LOUDNESS_NEAR  600     /* LU, in hundredths: a sound that is nearer is copied */
#define PLAN_GAIN_MAX_CENTI 3000
#define PLAN_SOUND_BIT_RATE 128000u
#define PLAN_MONO_BIT_RATE  72000u
#define PLAN_LOW_BIT_RATE   48000u

typedef struct SoundFacts {
    bool is_aac_lc;
    unsigned sample_rate, channels;
    bool is_steady;     /* packets of 1024 samples without a hole */
    bool is_same_twice; /* stereo, both sides alike */
    uint64_t bit_rate;
    bool has_loudness; /* false: silence */
    int loudness_centi;
} SoundFacts;

typedef struct SoundPlan {
    bool is_copy;
    unsigned channels; /* 1 or 2 */
    unsigned bit_rate;
    int gain_centi;
} SoundPlan;

/* Whether the sound could be copied, whatever its loudness. */
bool plan_sound_fits(const SoundFacts *facts);
SoundPlan plan_sound(const SoundFacts *facts);
