#include "media/course/plan.h"

#include <stdio.h>

#define MIN_SIDE 16u
/* A source whose rate is above that of its rung by more than this is encoded anew. */
#define COPY_RATE_FACTOR 2u
#define COPY_RATE_LEAST  4000000u /* what every line has that carries 1080p */
#define COPY_MAX_SAMPLE  (4u * 1024 * 1024)

typedef struct LadderRow {
    unsigned height, bit_rate;
} LadderRow;

/* Rates of 16:9 pictures; 180 stays below 192 kbit/s together with the low sound and the boxes. */
static const LadderRow LADDER[] = {
    {1080, 4500000}, {720, 2500000}, {540, 1500000}, {360, 700000}, {270, 350000}, {180, 132000},
};
#define N_LADDER (sizeof LADDER / sizeof *LADDER)

/* ITU-T H.264 table A-1: level_idc, MaxMBPS, MaxFS. */
static const struct {
    unsigned level, blocks_a_second, blocks;
} LEVELS[] = {
    {10, 1485, 99},     {11, 3000, 396},    {12, 6000, 396},    {13, 11880, 396},
    {20, 11880, 396},   {21, 19800, 792},   {22, 20250, 1620},  {30, 40500, 1620},
    {31, 108000, 3600}, {32, 216000, 5120}, {40, 245760, 8192}, {41, 245760, 8192},
    {42, 522240, 8704},
};

static const char *const REASON_WORDS[N_PLAN_REASONS] = {
    [PLAN_COPY] = "copy",
    [PLAN_NOT_H264] = "not_h264",
    [PLAN_PROFILE] = "profile",
    [PLAN_PIXELS] = "pixels",
    [PLAN_LEVEL] = "level",
    [PLAN_INTERLACED] = "interlaced",
    [PLAN_HDR] = "hdr",
    [PLAN_NOT_SQUARE] = "not_square",
    [PLAN_TURNED] = "turned",
    [PLAN_ODD] = "odd",
    [PLAN_TOO_TALL] = "too_tall",
    [PLAN_VARIABLE] = "variable",
    [PLAN_TOO_FAST] = "too_fast",
    [PLAN_OPEN_GOP] = "open_gop",
    [PLAN_PARAMETERS] = "parameters",
    [PLAN_GOP] = "gop",
    [PLAN_RATE] = "rate",
};

const char *plan_reason_word(PlanReason reason) {
    return REASON_WORDS[reason];
}

/* ---- size ---- */

typedef struct Shown { /* upright, square pixels */
    double width, height;
    unsigned class; /* the height of the 16:9 frame that it fits */
} Shown;

static Shown shown_of(const PictureFacts *facts) {
    double sar = facts->sar_num > 0 && facts->sar_den > 0
                     ? (double)facts->sar_num / (double)facts->sar_den
                     : 1.0;
    Shown shown = {facts->width * sar, facts->height, 0};
    if (sar < 1.0) /* never fewer pixels than there were */
        shown = (Shown){facts->width, facts->height / sar, 0};
    if (facts->quarter_turns == 1 || facts->quarter_turns == 3)
        shown = (Shown){shown.height, shown.width, 0};
    double longer = shown.width > shown.height ? shown.width : shown.height;
    double shorter = shown.width > shown.height ? shown.height : shown.width;
    double framed = longer * 9 / 16;
    shown.class = (unsigned)((framed > shorter ? framed : shorter) + 0.5);
    return shown;
}

static unsigned even(double side) {
    unsigned whole = (unsigned)(side / 2 + 0.5) * 2;
    return whole < 2 ? 2 : whole;
}

/* By area between the rows of the ladder. */
static unsigned rate_of(unsigned class) {
    if (class >= LADDER[0].height)
        return LADDER[0].bit_rate;
    for (size_t i = 1; i < N_LADDER; i++) {
        const LadderRow *low = &LADDER[i], *high = &LADDER[i - 1];
        if (class < low->height)
            continue;
        double from = (double)low->height * low->height, to = (double)high->height * high->height;
        double part = ((double)class * class - from) / (to - from);
        return low->bit_rate + (unsigned)(part * (high->bit_rate - low->bit_rate));
    }
    return LADDER[N_LADDER - 1].bit_rate;
}

static void add_rung(PicturePlan *plan, const Shown *shown, unsigned class) {
    PlanRung *rung = &plan->rungs[plan->n_rungs];
    double scale = (double)class / (double)shown->class;
    *rung = (PlanRung){.width = even(shown->width * scale),
                       .height = even(shown->height * scale),
                       .bit_rate = rate_of(class)};
    (void)snprintf(rung->name, sizeof rung->name, "v%u", class % 100000);
    plan->n_rungs++;
}

/* ---- rate ---- */

/* Halved until it is 30 or less. */
static unsigned halves(const PictureFacts *facts) {
    unsigned each = 1;
    while (facts->rate_num > (uint64_t)facts->rate_den * 30 * each + facts->rate_den / 2 * each)
        each *= 2;
    return each;
}

static void choose_rate(const PictureFacts *facts, PicturePlan *plan) {
    static const struct {
        unsigned num, den;
    } USUAL[] = {{24000, 1001}, {24, 1}, {25, 1}, {30000, 1001}, {30, 1}};
    plan->keeps_each = halves(facts);
    plan->rate_num = facts->rate_num;
    plan->rate_den = facts->rate_den * plan->keeps_each;
    double rate = (double)plan->rate_num / (double)plan->rate_den;
    if (facts->is_variable && rate < 12) { /* slow on average, but perhaps not everywhere */
        plan->rate_num = 25;
        plan->rate_den = 1;
    }
    for (size_t i = 0; i < sizeof USUAL / sizeof *USUAL; i++) {
        double usual = (double)USUAL[i].num / (double)USUAL[i].den;
        double near = facts->is_variable ? 0.04 : 0.0005;
        if (rate > usual * (1 - near) && rate < usual * (1 + near)) {
            plan->rate_num = USUAL[i].num;
            plan->rate_den = USUAL[i].den;
            if (!facts->is_variable)
                return;
        }
    }
}

/* ---- copy ---- */

static bool is_within_level(const PictureFacts *facts) {
    uint64_t blocks = (uint64_t)((facts->width + 15) / 16) * ((facts->height + 15) / 16);
    for (size_t i = 0; i < sizeof LEVELS / sizeof *LEVELS; i++) {
        if (LEVELS[i].level == facts->level)
            return blocks <= LEVELS[i].blocks &&
                   blocks * facts->rate_num <=
                       (uint64_t)LEVELS[i].blocks_a_second * facts->rate_den * 101 / 100;
    }
    return false;
}

static uint64_t copy_rate(unsigned class) {
    uint64_t rate = (uint64_t)COPY_RATE_FACTOR * rate_of(class);
    return rate > COPY_RATE_LEAST ? rate : COPY_RATE_LEAST;
}

static PlanReason judge(const PictureFacts *facts, const Shown *shown, unsigned tallest) {
    const struct {
        PlanReason reason;
        bool is_met;
    } rules[] = {
        {PLAN_NOT_H264, facts->codec != PLAN_H264},
        {PLAN_PROFILE, facts->profile != 66 && facts->profile != 77 && facts->profile != 100},
        {PLAN_PIXELS, !facts->is_420_8_bit},
        {PLAN_HDR, facts->is_hdr},
        {PLAN_INTERLACED, facts->is_interlaced},
        {PLAN_NOT_SQUARE, facts->sar_num != facts->sar_den},
        {PLAN_TURNED, facts->quarter_turns != 0},
        {PLAN_ODD, facts->width % 2 != 0 || facts->height % 2 != 0},
        {PLAN_TOO_TALL, shown->class > tallest},
        {PLAN_TOO_FAST, facts->rate_num > facts->rate_den * 61},
        {PLAN_LEVEL, !is_within_level(facts)},
        {PLAN_VARIABLE, facts->is_variable},
        {PLAN_OPEN_GOP, facts->has_open_gop || !facts->begins_with_idr},
        {PLAN_PARAMETERS, facts->changes_parameters},
        {PLAN_GOP, !facts->has_cuts},
        {PLAN_RATE,
         facts->bit_rate > copy_rate(shown->class) || facts->largest_sample > COPY_MAX_SAMPLE},
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (rules[i].is_met)
            return rules[i].reason;
    }
    return PLAN_COPY;
}

bool plan_picture(const PictureFacts *facts, const int64_t *heights, size_t n_heights,
                  PicturePlan *ret_plan) {
    PicturePlan plan = {.quarter_turns = facts->quarter_turns < 0 ? 0 : facts->quarter_turns};
    Shown shown = shown_of(facts);
    if (n_heights == 0 || shown.width < MIN_SIDE || shown.height < MIN_SIDE)
        return false;
    unsigned top = (uint64_t)heights[0] < shown.class ? (unsigned)heights[0] : shown.class;
    plan.reason = judge(facts, &shown, (unsigned)heights[0]);
    plan.deinterlaces = facts->is_interlaced;
    plan.maps_tones = facts->is_hdr;
    choose_rate(facts, &plan);
    add_rung(&plan, &shown, top);
    for (size_t i = 0; i < n_heights && plan.n_rungs < PLAN_MAX_RUNGS; i++) {
        /* A step of less than a sixth is none. */
        if (heights[i] * 6 <= (int64_t)top * 5)
            add_rung(&plan, &shown, (unsigned)heights[i]);
    }
    plan.rungs[0].is_copy = plan.reason == PLAN_COPY;
    *ret_plan = plan;
    return true;
}

/* ---- sounds ---- */

bool plan_sound_fits(const SoundFacts *facts) {
    return facts->is_aac_lc && facts->sample_rate == 48000 && facts->channels >= 1 &&
           facts->channels <= 2 && facts->is_steady && facts->bit_rate <= 2 * PLAN_SOUND_BIT_RATE;
}

SoundPlan plan_sound(const SoundFacts *facts) {
    int away = facts->has_loudness ? PLAN_LOUDNESS_CENTI - facts->loudness_centi : 0;
    bool is_near = away <= PLAN_LOUDNESS_NEAR && away >= -PLAN_LOUDNESS_NEAR;
    if (plan_sound_fits(facts) && is_near)
        return (SoundPlan){.is_copy = true, .channels = facts->channels};
    bool is_mono = facts->channels == 1 || facts->is_same_twice;
    return (SoundPlan){
        .channels = is_mono ? 1 : 2,
        .bit_rate = is_mono ? PLAN_MONO_BIT_RATE : PLAN_SOUND_BIT_RATE,
        .gain_centi = away > PLAN_GAIN_MAX_CENTI ? PLAN_GAIN_MAX_CENTI : away,
    };
}
