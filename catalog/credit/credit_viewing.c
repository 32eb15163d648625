#include "catalog/credit/credit_viewing.h"

#include <string.h>

#include "base/clock.h"

/* A beat without its intervals: they stand in `seen`, one behind the other. */
typedef struct Beat {
    int64_t sequence, arrived_ms, contact_ms, since_ms, rate_milli;
    unsigned first_seen, n_seen;
} Beat;

struct CreditViewing {
    BeatRecord opened;
    int64_t opened_ms, ended_ms;
    GArray *beats; /* Beat, by sequence number */
    GArray *seen;  /* Interval */
    GArray *taken; /* int64_t */
    IntervalSet *sent;
};

static int64_t ms_of(int64_t at_us) {
    return at_us / CLOCK_US_PER_MS;
}

CreditViewing *credit_viewing_new(const BeatRecord *opened) {
    CreditViewing *viewing = g_new0(CreditViewing, 1);
    viewing->opened = *opened;
    viewing->opened_ms = ms_of(opened->at_us);
    viewing->ended_ms = INT64_MAX;
    viewing->beats = g_array_new(FALSE, FALSE, sizeof(Beat));
    viewing->seen = g_array_new(FALSE, FALSE, sizeof(Interval));
    viewing->taken = g_array_new(FALSE, FALSE, sizeof(int64_t));
    viewing->sent = interval_set_new();
    g_array_append_val(viewing->taken, viewing->opened_ms);
    return viewing;
}

void credit_viewing_free(CreditViewing *viewing) {
    if (!viewing)
        return;
    g_array_unref(viewing->beats);
    g_array_unref(viewing->seen);
    g_array_unref(viewing->taken);
    interval_set_free(viewing->sent);
    g_free(viewing);
}

/* ---- lines ---- */

/* Where the beat belongs; beats come in order but for a few. False: there is one already. */
static bool find_place(const GArray *beats, int64_t sequence, unsigned *ret_index) {
    unsigned index = beats->len;
    while (index > 0 && g_array_index(beats, Beat, index - 1).sequence > sequence)
        index--;
    *ret_index = index;
    return index == 0 || g_array_index(beats, Beat, index - 1).sequence < sequence;
}

static void take_beat(CreditViewing *viewing, const BeatRecord *record) {
    const ViewingBeat *said = &record->beat;
    unsigned index;
    if (!find_place(viewing->beats, said->sequence, &index))
        return;
    Beat beat = {.sequence = said->sequence,
                 .arrived_ms = ms_of(record->at_us),
                 .contact_ms = ms_of(said->contact_us),
                 .since_ms = said->since_ms,
                 .rate_milli = said->rate_milli,
                 .first_seen = viewing->seen->len,
                 .n_seen = said->n_seen};
    for (unsigned i = 0; i < said->n_seen; i++) {
        Interval interval = {said->seen[i].from_ms, said->seen[i].to_ms};
        g_array_append_val(viewing->seen, interval);
    }
    g_array_insert_val(viewing->beats, index, beat);
}

void credit_viewing_take(CreditViewing *viewing, const BeatRecord *record) {
    int64_t at_ms = ms_of(record->at_us);
    switch (record->kind) {
    case BEAT_RECORD_BEAT:
        take_beat(viewing, record);
        break;
    case BEAT_RECORD_DELIVERED:
        interval_set_add(viewing->sent, record->delivered.from_ms, record->delivered.to_ms);
        break;
    case BEAT_RECORD_TAKEN:
        g_array_append_val(viewing->taken, at_ms);
        break;
    case BEAT_RECORD_ENDED:
        viewing->ended_ms = MIN(viewing->ended_ms, at_ms);
        break;
    case BEAT_RECORD_OPENED:
    case BEAT_RECORD_N_KINDS:
        break;
    }
}

/* ---- what it says ---- */

const char *credit_viewing_id(const CreditViewing *viewing) {
    return viewing->opened.viewing_id;
}

const char *credit_viewing_of(const CreditViewing *viewing) {
    return viewing->opened.opened.of_id;
}

const char *credit_viewing_who_id(const CreditViewing *viewing) {
    return viewing->opened.opened.who_id;
}

ViewingWho credit_viewing_who(const CreditViewing *viewing) {
    return viewing->opened.opened.who;
}

const GArray *credit_viewing_taken(const CreditViewing *viewing) {
    return viewing->taken;
}

int64_t credit_viewing_ended(const CreditViewing *viewing) {
    return viewing->ended_ms;
}

const IntervalSet *credit_viewing_sent(const CreditViewing *viewing) {
    return viewing->sent;
}

/* ---- pieces ---- */

/* How far the clock is used up, and until when pieces are placed. */
typedef struct Clock {
    int64_t used, placed;
} Clock;

/* Where the kept media of one beat lies. */
typedef struct Span {
    int64_t start, length, kept;
} Span;

static CreditClass class_of(const CreditViewing *viewing, int64_t unseen_ms) {
    switch (viewing->opened.opened.mode) {
    case BEAT_RECORD_LIVE:
        return CREDIT_LIVE;
    case BEAT_RECORD_KEPT:
        return unseen_ms > CREDIT_WITNESSED_MS ? CREDIT_OFFLINE : CREDIT_REPLAY;
    case BEAT_RECORD_RECORDING:
    case BEAT_RECORD_LESSON:
    case BEAT_RECORD_N_MODES:
        break;
    }
    return CREDIT_REPLAY;
}

static int64_t sum_of(const Interval *seen, unsigned n_seen) {
    int64_t sum = 0;
    for (unsigned i = 0; i < n_seen; i++)
        sum += seen[i].to - seen[i].from;
    return sum;
}

static int64_t divide_up(int64_t number, int64_t by) {
    return (number + by - 1) / by;
}

/* Step 4 of the rule: the player's clock decides where, between what is used and the arrival. */
static Span place(const CreditViewing *viewing, const Beat *beat, Clock *clock, int64_t kept) {
    int64_t contact = MIN(MAX(viewing->opened_ms, beat->contact_ms), beat->arrived_ms);
    int64_t end = beat->arrived_ms;
    if (beat->since_ms >= 0 && beat->since_ms < end - contact)
        end = contact + beat->since_ms;
    end = MIN(MAX(end, clock->used), beat->arrived_ms);
    int64_t begin = MIN(MAX(clock->placed, contact), end);
    int64_t rate = MAX(beat->rate_milli, CREDIT_RATE_MIN_MILLI);
    int64_t length = MIN(divide_up(kept * 1000, rate), end - begin);
    if (length == 0)
        length = MIN(kept, end - viewing->opened_ms);
    clock->placed = end;
    return (Span){.start = end - length, .length = length, .kept = kept};
}

static void lay(GArray *pieces, const Span *span, const Interval *seen, CreditClass class) {
    int64_t before = 0;
    for (unsigned i = 0; before < span->kept; i++) {
        int64_t media = MIN(seen[i].to - seen[i].from, span->kept - before);
        CreditPiece piece = {.media = {seen[i].from, seen[i].from + media},
                             .wall = {span->start + before * span->length / span->kept,
                                      span->start + (before + media) * span->length / span->kept},
                             .class = class};
        if (piece.wall.from == piece.wall.to)
            piece.wall.to++;
        if (media > 0)
            g_array_append_val(pieces, piece);
        before += media;
    }
}

GArray *credit_viewing_pieces(const CreditViewing *viewing, int64_t max_rate_milli) {
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(CreditPiece));
    Clock clock = {viewing->opened_ms, viewing->opened_ms};
    for (unsigned i = 0; i < viewing->beats->len; i++) {
        Beat beat = g_array_index(viewing->beats, Beat, i);
        const Interval *seen = &g_array_index(viewing->seen, Interval, beat.first_seen);
        int64_t contact = MIN(MAX(viewing->opened_ms, beat.contact_ms), beat.arrived_ms);
        int64_t from = MAX(clock.used, contact);
        if (beat.arrived_ms <= from)
            continue;
        int64_t room = (beat.arrived_ms - from) * max_rate_milli / 1000;
        int64_t kept = MIN(sum_of(seen, beat.n_seen), room);
        if (kept == 0)
            continue;
        clock.used = from + divide_up(kept * 1000, max_rate_milli);
        beat.rate_milli = MIN(beat.rate_milli, max_rate_milli);
        Span span = place(viewing, &beat, &clock, kept);
        lay(pieces, &span, seen, class_of(viewing, beat.arrived_ms - contact));
    }
    return pieces;
}
