#include "media/rtc/rtc_line.h"

#include <glib.h>

#include "media/rtc/flow/bwe.h"
#include "media/rtc/flow/twcc_history.h"
#include "media/rtc/wire/rtcp_feedback.h"

#define RESULTS_AT_ONCE   256u
#define SLOTS_PER_STREAM  256u
#define NEWS_PERCENT      20 /* a smaller change of the estimate is none */
#define MAX_ROUND_TRIP_US INT64_C(3000000)
/* After the last sign of it the line is taken for narrow so long. */
#define NARROW_US INT64_C(10000000)
#define QUEUE_US  INT64_C(30000)
/* A line that bears so many times what goes over it needs no pacing, however much that is above the
 * last bound; probes look as far. */
#define WIDE_FACTOR 2
#define WIDE_BPS    UINT64_C(30000000)
/* Sound is sent twice from so much loss on, and so long after it. */
#define LOSSY        0.01
#define LOSSY_NARROW 0.03 /* where pictures suffer from what sound takes */
#define LOSSY_US     INT64_C(10000000)
/* … unless a queue was seen since: then it was ours, and twice the sound makes it worse. */
#define FULL_US INT64_C(4000000)
/* A peer that tells its estimate only by REMB is sent padding for some seconds, half as much again
 * as it has told: its estimate never exceeds what it gets by more. */
#define PUSH_US           INT64_C(3000000)
#define PUSH_STEP_US      INT64_C(200000)
#define PUSH_PERCENT      150
#define FIRST_PUSH_US     INT64_C(5000000)
#define MAX_PUSH_US       INT64_C(20000000)
#define PUSH_GAIN_PERCENT 110
#define PUSH_FALL_PERCENT 90 /* of the estimate at its begin: the line is full */

/* A picture that lacks something waits for one round trip and this; libwebrtc asks a second time
 * after 100 ms, and calls 150 ms more than usual a freeze. */
#define WAIT_US      INT64_C(100000)
#define MOST_WAIT_US INT64_C(300000)

struct RtcLine {
    RtcLineOptions options;
    Bwe *bwe;
    Pacer *pacer;
    TwccHistory history;
    TwccSent *sent; /* NULL: nothing is numbered */
    LayerStream *streams;
    LayerSum sum;
    bool is_paced;                        /* narrow, or the pacer is busy */
    int64_t begun_us;                     /* its first packet; 0: none */
    uint16_t probe;                       /* the last one's number */
    int64_t narrow_us, lossy_us, full_us; /* when it last was; 0: never */
    uint64_t over_uses;
    int64_t push_us, push_wait_us; /* begin of the next one, or of this; the wait after it */
    uint64_t pushed_bps;           /* the estimate at its begin; 0: it has not begun */
    int64_t told_us;
    RtcLineState told;
    uint64_t told_bps;
};

static unsigned count_slots(unsigned n_streams) {
    unsigned n = TWCC_HISTORY_LEAST_SLOTS;
    while (n < n_streams * SLOTS_PER_STREAM && n < TWCC_HISTORY_MOST_SLOTS)
        n *= 2;
    return n;
}

RtcLine *rtc_line_new(const RtcLineOptions *options) {
    RtcLine *line = g_new0(RtcLine, 1);
    uint64_t start_bps = options->has_feedback ? RTC_LINE_START_BPS : RTC_LINE_SILENT_BPS;
    g_assert(options->n_streams <= LAYER_CHOICE_MAX_STREAMS);
    line->options = *options;
    line->bwe = bwe_new(start_bps);
    line->pacer = pacer_new(options->now_us, start_bps);
    line->streams = g_new0(LayerStream, options->n_streams);
    for (unsigned i = 0; i < options->n_streams; i++)
        rtc_line_reset_stream(line, i);
    line->told_us = options->now_us;
    line->push_wait_us = FIRST_PUSH_US;
    if (options->has_feedback) {
        unsigned n_slots = count_slots(options->n_streams);
        line->sent = g_new(TwccSent, n_slots);
        twcc_history_init(&line->history, line->sent, n_slots);
    }
    return line;
}

void rtc_line_free(RtcLine *line) {
    if (!line)
        return;
    bwe_free(line->bwe);
    pacer_free(line->pacer);
    g_free(line->sent);
    g_free(line->streams);
    g_free(line);
}

/* ---- sending ---- */

/* The history keeps eight bits of a probe's number: enough to know the last one. */
static uint8_t short_probe(uint16_t probe) {
    return (uint8_t)(probe == 0 ? 0 : 1 + (probe - 1) % UINT8_MAX);
}

uint16_t rtc_line_number(RtcLine *line, int64_t now_us, uint32_t bytes, uint16_t probe) {
    if (!line->sent)
        return 0;
    if (line->begun_us == 0)
        line->begun_us = now_us;
    return twcc_history_add(&line->history, now_us, (uint16_t)MIN(bytes, UINT16_MAX),
                            short_probe(probe));
}

/* After whatever may change it: a packet looks at this alone. */
static void note_pace(RtcLine *line) {
    line->is_paced = line->narrow_us != 0 || pacer_is_busy(line->pacer);
}

bool rtc_line_is_paced(const RtcLine *line) {
    return line->is_paced;
}

void rtc_line_fetch(const RtcLine *line) {
    __builtin_prefetch(&line->sent);
    __builtin_prefetch(&line->is_paced);
}

PacerAnswer rtc_line_offer(RtcLine *line, int64_t now_us, PacerItem *item) {
    PacerAnswer answer = pacer_offer(line->pacer, now_us, item);
    note_pace(line);
    return answer;
}

bool rtc_line_is_busy(const RtcLine *line) {
    return pacer_is_busy(line->pacer);
}

size_t rtc_line_step(RtcLine *line, int64_t now_us, PacerItem *ret_items, size_t max) {
    size_t n = pacer_step(line->pacer, now_us, ret_items, max);
    note_pace(line);
    return n;
}

/* ---- what follows from a new estimate ---- */

static void look(RtcLine *line, int64_t now_us) {
    BweStats stats;
    bwe_get_stats(line->bwe, &stats);
    bool is_narrow =
        line->sum.n_lowered > 0 || stats.over_uses != line->over_uses || stats.queue_us >= QUEUE_US;
    if (stats.over_uses != line->over_uses || stats.queue_us >= QUEUE_US)
        line->full_us = now_us;
    line->over_uses = stats.over_uses;
    if (is_narrow)
        line->narrow_us = now_us;
    else if (now_us - line->narrow_us >= NARROW_US)
        line->narrow_us = 0;
    if (stats.loss >= (line->sum.n_lowered > 0 ? LOSSY_NARROW : LOSSY) &&
        now_us - line->full_us >= FULL_US)
        line->lossy_us = now_us;
    pacer_set_estimate(line->pacer, stats.target_bps);
    note_pace(line);
}

static void probe(RtcLine *line, int64_t now_us) {
    BweProbe order;
    if (!line->options.has_padding || !line->options.has_feedback ||
        !bwe_next_probe(line->bwe, now_us, &order))
        return;
    line->probe = order.number;
    pacer_probe(line->pacer, now_us, &order);
    note_pace(line);
}

static void end_push(RtcLine *line, int64_t now_us, uint64_t target_bps) {
    bool has_gained = target_bps * 100 >= line->pushed_bps * PUSH_GAIN_PERCENT;
    line->push_wait_us = has_gained ? FIRST_PUSH_US : MIN(line->push_wait_us * 2, MAX_PUSH_US);
    line->push_us = now_us + line->push_wait_us;
    line->pushed_bps = 0;
}

static void push(RtcLine *line, int64_t now_us) {
    BweStats stats;
    bwe_get_stats(line->bwe, &stats);
    bool is_wanted = !stats.has_feedback && stats.remb_bps > 0 && line->options.has_padding &&
                     line->sum.n_lowered > 0;
    if (now_us < line->push_us || (!is_wanted && line->pushed_bps == 0))
        return;
    if (line->pushed_bps == 0) {
        line->pushed_bps = stats.target_bps;
        line->push_us = now_us;
    }
    bool is_full = stats.target_bps * 100 < line->pushed_bps * PUSH_FALL_PERCENT;
    if (!is_wanted || is_full || now_us - line->push_us >= PUSH_US) {
        end_push(line, now_us, stats.target_bps);
        return;
    }
    uint64_t rate_bps = stats.target_bps * PUSH_PERCENT / 100;
    const BweProbe order = {
        .number = 1, .rate_bps = rate_bps, .bytes = (uint32_t)(rate_bps * PUSH_STEP_US / 8000000)};
    pacer_probe(line->pacer, now_us, &order);
    note_pace(line);
}

/* ---- hearing ---- */

static BwePacket packet_of(const RtcLine *line, const TwccResult *result) {
    bool is_of_probe = result->probe != 0 && result->probe == short_probe(line->probe);
    return (BwePacket){.send_us = result->sent_us,
                       .arrival_us = result->arrived_us,
                       .bytes = result->bytes,
                       .probe = is_of_probe ? line->probe : 0,
                       .is_lost = !result->has_arrived};
}

static void take_arrivals(RtcLine *line, int64_t now_us, RtcpTwccReader *reader) {
    TwccResult results[RESULTS_AT_ONCE];
    BwePacket packets[RESULTS_AT_ONCE];
    unsigned n;
    do {
        n = twcc_history_match(&line->history, reader, now_us, RESULTS_AT_ONCE, results);
        for (unsigned i = 0; i < n; i++) {
            packets[i] = packet_of(line, &results[i]);
            if (results[i].has_arrived)
                bwe_set_rtt(line->bwe, MIN(now_us - results[i].sent_us, MAX_ROUND_TRIP_US));
        }
        bwe_on_feedback(line->bwe, now_us, packets, n);
    } while (n == RESULTS_AT_ONCE);
    look(line, now_us);
    probe(line, now_us);
}

void rtc_line_take(RtcLine *line, int64_t now_us, const RtcpBlock *block) {
    RtcpTwccReader reader;
    uint64_t bps;
    if (line->sent && rtcp_twcc_reader_init(&reader, block)) {
        take_arrivals(line, now_us, &reader);
    } else if (rtcp_feedback_get_remb(block, &bps)) {
        bwe_on_remb(line->bwe, now_us, bps);
        look(line, now_us);
    }
}

void rtc_line_take_loss(RtcLine *line, int64_t now_us, uint8_t fraction_lost) {
    bwe_on_report(line->bwe, now_us, fraction_lost);
    look(line, now_us);
}

/* ---- sharing out ---- */

LayerStream *rtc_line_stream(RtcLine *line, unsigned index) {
    g_assert(index < line->options.n_streams);
    return &line->streams[index];
}

void rtc_line_reset_stream(RtcLine *line, unsigned index) {
    const LayerQuality nothing = {LAYER_NOT_SENT, LAYER_NOT_SENT};
    *rtc_line_stream(line, index) = (LayerStream){.current = nothing, .chosen = nothing};
}

static bool is_least(const LayerStream *stream) {
    int least = 0;
    while (least < LAYER_CHOICE_SPATIAL && stream->layers[least].bps[0] == 0)
        least++;
    return stream->chosen.spatial <= least;
}

static RtcLineState judge(const RtcLine *line) {
    unsigned n_shown = 0, n_least = 0;
    if (line->sum.n_lowered == 0)
        return RTC_LINE_FULL;
    for (unsigned i = 0; i < line->options.n_streams; i++) {
        const LayerStream *stream = &line->streams[i];
        if (stream->limit == LAYER_LIMIT_HIDDEN || stream->limit == LAYER_LIMIT_SOURCE)
            continue;
        n_shown++;
        n_least += is_least(stream);
    }
    if (line->sum.n_off == n_shown)
        return RTC_LINE_SOUND;
    return line->sum.n_off > 0 || n_least == n_shown ? RTC_LINE_LOW : RTC_LINE_REDUCED;
}

static void tell(RtcLine *line, int64_t now_us) {
    RtcLineState state = judge(line);
    uint64_t now_bps = bwe_target_bps(line->bwe), before_bps = line->told_bps;
    uint64_t apart_bps = MAX(now_bps, before_bps) - MIN(now_bps, before_bps);
    bool is_new = state != line->told || apart_bps * 100 >= before_bps * NEWS_PERCENT;
    if (!line->options.fn || !is_new || now_us - line->told_us < RTC_LINE_NEWS_US)
        return;
    line->told = state;
    line->told_bps = now_bps;
    line->told_us = now_us;
    line->options.fn(state, now_bps, line->options.user);
}

/* The estimate is a guess yet. */
static bool is_new(const RtcLine *line, int64_t now_us) {
    return line->full_us == 0 &&
           (line->begun_us == 0 || now_us - line->begun_us < RTC_LINE_FIRST_US);
}

void rtc_line_share(RtcLine *line, int64_t now_us, uint64_t sound_bps) {
    bwe_tick(line->bwe, now_us, line->sent ? line->history.n_bytes_flying : 0);
    const LayerBudget budget = {.now_us = now_us,
                                .estimate_bps = bwe_target_bps(line->bwe),
                                .audio_bps = sound_bps,
                                .first_bps = is_new(line, now_us) ? RTC_LINE_FIRST_BPS : 0};
    line->sum = layer_choice_run(line->streams, line->options.n_streams, &budget);
    for (unsigned i = 0; i < line->options.n_streams; i++)
        line->streams[i].current = line->streams[i].chosen;
    bwe_set_wanted(line->bwe, line->sum.wanted_bps * WIDE_FACTOR);
    look(line, now_us);
    probe(line, now_us);
    push(line, now_us);
    tell(line, now_us);
}

uint64_t rtc_line_estimate_bps(const RtcLine *line) {
    return bwe_target_bps(line->bwe);
}

bool rtc_line_is_lossy(const RtcLine *line, int64_t now_us) {
    return line->lossy_us != 0 && now_us - line->lossy_us < LOSSY_US;
}

unsigned rtc_line_wait_ms(const RtcLine *line, int64_t now_us, int64_t round_trip_us) {
    if (!rtc_line_is_lossy(line, now_us))
        return 0;
    return (unsigned)(MIN(round_trip_us + WAIT_US, MOST_WAIT_US) / 1000);
}
