#include "catalog/credit/credit_viewing.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/viewing/beat_piece.h"

/* A beat without its intervals: they stand in `seen`, one behind the other. A county's meeting is
 * millions of them, in memory at once (credit_feed.h). */
typedef struct Beat {
    int64_t arrived_ms, contact_ms, since_ms;
    uint32_t sequence, first_seen;
    uint16_t rate_milli, n_seen;
} Beat;

/* An interval of media. */
typedef struct Shown {
    uint32_t from, to;
} Shown;

struct CreditViewing {
    BeatRecord opened;
    int64_t opened_ms, ended_ms;
    GArray *beats;                /* Beat, by sequence number */
    GArray *seen;                 /* Shown */
    int64_t offset_ms, length_ms; /* of what was moved; 0, INT64_MAX */
    GArray *taken;                /* int64_t */
    IntervalSet *sent;
    bool is_said; /* every beat has its contact */
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
    viewing->seen = g_array_new(FALSE, FALSE, sizeof(Shown));
    viewing->length_ms = INT64_MAX;
    viewing->taken = g_array_new(FALSE, FALSE, sizeof(int64_t));
    viewing->sent = interval_set_new();
    viewing->is_said = true;
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

static Interval move(const CreditViewing *viewing, int64_t from, int64_t to) {
    return (Interval){viewing->offset_ms + MIN(from, viewing->length_ms),
                      viewing->offset_ms + MIN(to, viewing->length_ms)};
}

void credit_viewing_move(CreditViewing *viewing, const char *of_id, int64_t offset_ms,
                         int64_t length_ms) {
    g_assert(viewing->beats->len == 0 && interval_set_n(viewing->sent) == 0);
    g_strlcpy(viewing->opened.opened.of_id, of_id, sizeof viewing->opened.opened.of_id);
    viewing->offset_ms = offset_ms;
    viewing->length_ms = length_ms;
}

static void take_delivered(CreditViewing *viewing, const BeatRecord *record) {
    Interval sent = move(viewing, record->delivered.from_ms, record->delivered.to_ms);
    interval_set_add(viewing->sent, sent.from, sent.to);
}

static void take_beat(CreditViewing *viewing, const BeatRecord *record) {
    const ViewingBeat *said = &record->beat;
    unsigned index;
    if (!find_place(viewing->beats, said->sequence, &index))
        return;
    Beat beat = {.sequence = (uint32_t)said->sequence,
                 .arrived_ms = ms_of(record->at_us),
                 .contact_ms = ms_of(said->contact_us),
                 .since_ms = said->since_ms,
                 .rate_milli = (uint16_t)said->rate_milli,
                 .first_seen = viewing->seen->len};
    for (unsigned i = 0; i < said->n_seen; i++) {
        Interval moved = move(viewing, said->seen[i].from_ms, said->seen[i].to_ms);
        Shown shown = {(uint32_t)moved.from, (uint32_t)moved.to};
        if (shown.from < shown.to)
            g_array_append_val(viewing->seen, shown);
    }
    beat.n_seen = (uint16_t)(viewing->seen->len - beat.first_seen);
    viewing->is_said &= said->contact_us > 0 && said->since_ms >= 0;
    g_array_insert_val(viewing->beats, index, beat);
}

void credit_viewing_take(CreditViewing *viewing, const BeatRecord *record) {
    int64_t at_ms = ms_of(record->at_us);
    switch (record->kind) {
    case BEAT_RECORD_BEAT:
        take_beat(viewing, record);
        break;
    case BEAT_RECORD_DELIVERED:
        take_delivered(viewing, record);
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

bool credit_viewing_is_kept(const CreditViewing *viewing) {
    return viewing->opened.opened.mode == BEAT_RECORD_KEPT;
}

int64_t credit_viewing_opened(const CreditViewing *viewing) {
    return viewing->opened_ms;
}

const IntervalSet *credit_viewing_sent(const CreditViewing *viewing) {
    return viewing->sent;
}

unsigned credit_viewing_n_beats(const CreditViewing *viewing) {
    return viewing->beats->len;
}

bool credit_viewing_has_contacts(const CreditViewing *viewing) {
    return viewing->is_said && viewing->beats->len > 0;
}

/* ---- pieces ---- */

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

static int64_t sum_of(const Shown *seen, unsigned n_seen) {
    int64_t sum = 0;
    for (unsigned i = 0; i < n_seen; i++)
        sum += seen[i].to - seen[i].from;
    return sum;
}

static void lay(GArray *pieces, BeatSpan *span, const Shown *seen, CreditClass class) {
    BeatPiece piece;
    for (unsigned i = 0; span->done_ms < span->kept; i++) {
        if (!beat_piece_lay(span, seen[i].from, seen[i].to, &piece))
            continue;
        CreditPiece laid = {.media = {piece.media_from, piece.media_to},
                            .wall = {piece.wall_from, piece.wall_to},
                            .class = class};
        g_array_append_val(pieces, laid);
    }
}

GArray *credit_viewing_pieces(const CreditViewing *viewing, int64_t max_rate_milli) {
    GArray *pieces = g_array_new(FALSE, FALSE, sizeof(CreditPiece));
    BeatBefore before = {viewing->opened_ms, viewing->opened_ms, max_rate_milli};
    for (unsigned i = 0; i < viewing->beats->len; i++) {
        const Beat *beat = &g_array_index(viewing->beats, Beat, i);
        const Shown *seen = &g_array_index(viewing->seen, Shown, beat->first_seen);
        const BeatTime time = {beat->arrived_ms, beat->contact_ms, beat->since_ms, beat->rate_milli,
                               sum_of(seen, beat->n_seen)};
        BeatSpan span;
        if (!beat_piece_place(&time, &before, &span))
            continue;
        lay(pieces, &span, seen, class_of(viewing, span.unseen));
        before.placed_ms = span.start + span.length;
    }
    return pieces;
}
