#include "catalog/attendance/record_compute.h"

#include "base/error.h"

#define SPARE_PERCENT 85 /* of how many people a reading had room for when it was given up */

/* One person of one register. */
typedef struct Slot {
    const RecordFacts *facts;
    unsigned index;
} Slot;

static GArray *slots_of(const GPtrArray *all_facts) {
    GArray *slots = g_array_new(FALSE, FALSE, sizeof(Slot));
    for (unsigned i = 0; i < all_facts->len; i++) {
        const RecordFacts *facts = all_facts->pdata[i];
        for (unsigned j = 0; j < facts->persons->len; j++) {
            Slot slot = {facts, j};
            g_array_append_val(slots, slot);
        }
    }
    return slots;
}

static CreditFeed *feed_for(const GArray *slots, unsigned from, unsigned to) {
    CreditFeed *feed = credit_feed_new();
    for (unsigned i = from; i < to;) {
        const Slot *first = &g_array_index(slots, Slot, i);
        unsigned n = 1;
        while (i + n < to && g_array_index(slots, Slot, i + n).facts == first->facts)
            n++;
        record_facts_want(first->facts, first->index, first->index + n, feed);
        i += n;
    }
    return feed;
}

static void take_all(const RecordComputing *computing, const GArray *slots, unsigned from,
                     unsigned to, const CreditFeed *feed) {
    for (unsigned i = from; i < to; i++) {
        const Slot *slot = &g_array_index(slots, Slot, i);
        computing->take(record_draft_new(slot->facts, slot->index, feed, computing->days),
                        computing->user);
    }
}

/* Of `n` people, when the memory was full behind this part of the log. */
static unsigned fewer(unsigned n, const CreditFeedFigures *figures) {
    int64_t part = figures->bytes * SPARE_PERCENT / MAX(figures->all_bytes, 1);
    return (unsigned)CLAMP((int64_t)n * part / 100, 1, MAX(n / 2, 1));
}

static bool refuse(CreditFeedEnd end, GError **error) {
    if (end == CREDIT_FEED_STOPPED)
        g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE, "The server is stopping.");
    return false;
}

bool record_compute(const RecordComputing *computing, RecordComputed *ret_computed,
                    GError **error) {
    g_autoptr(GArray) slots = slots_of(computing->facts);
    *ret_computed = (RecordComputed){.persons = slots->len};
    unsigned n_at_once = slots->len, n;
    for (unsigned from = 0; from < slots->len; from += n) {
        n = MIN(n_at_once, slots->len - from);
        g_autoptr(CreditFeed) feed = feed_for(slots, from, from + n);
        CreditFeedFigures figures;
        const CreditFeedDays days = {.directory = computing->directory,
                                     .days = (const char *const *)computing->days->names,
                                     .max_beats = n == 1 ? INT64_MAX : computing->max_beats,
                                     .is_stopping = computing->is_stopping,
                                     .user = computing->user};
        CreditFeedEnd end = credit_feed_read(feed, &days, &figures, error);
        ret_computed->readings++;
        ret_computed->bytes += figures.bytes;
        ret_computed->damaged_lines = MAX(ret_computed->damaged_lines, figures.damaged_lines);
        if (end == CREDIT_FEED_FULL) {
            n_at_once = fewer(n, &figures);
            n = 0;
            continue;
        }
        if (end != CREDIT_FEED_READ)
            return refuse(end, error);
        take_all(computing, slots, from, from + n, feed);
    }
    return true;
}
