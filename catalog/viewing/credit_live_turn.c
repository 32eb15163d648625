#include "catalog/viewing/credit_live_turn.h"

#include <glib.h>
#include <string.h>

#define FIRST_ROOM 2

static bool is_of(const CreditLiveClaim *claim, const uint8_t *id) {
    return memcmp(claim->id, id, VIEWING_ID_BINARY_BYTES) == 0;
}

/* Of the same moment the greater id. */
static bool is_later(const CreditLiveClaim *one, const CreditLiveClaim *other) {
    if (one->from_ms != other->from_ms)
        return one->from_ms > other->from_ms;
    return memcmp(one->id, other->id, VIEWING_ID_BINARY_BYTES) > 0;
}

static void forget_oldest(CreditLiveTurn *turn) {
    unsigned oldest = 0;
    for (unsigned i = 1; i < turn->n; i++)
        if (is_later(&turn->claims[oldest], &turn->claims[i]))
            oldest = i;
    turn->claims[oldest] = turn->claims[--turn->n];
}

static bool is_known(const CreditLiveTurn *turn, const CreditLiveClaim *claim) {
    for (unsigned i = 0; i < turn->n; i++)
        if (turn->claims[i].from_ms == claim->from_ms && is_of(&turn->claims[i], claim->id))
            return true;
    return false;
}

void credit_live_turn_take(CreditLiveTurn *turn, const CreditLiveClaim *claim) {
    if (is_known(turn, claim))
        return;
    if (turn->n == turn->room && turn->room < CREDIT_LIVE_MAX_CLAIMS + 1) {
        turn->room = MIN(MAX(2 * turn->room, FIRST_ROOM), CREDIT_LIVE_MAX_CLAIMS + 1);
        turn->claims = g_renew(CreditLiveClaim, turn->claims, turn->room);
    }
    turn->claims[turn->n++] = *claim;
    if (turn->n > CREDIT_LIVE_MAX_CLAIMS)
        forget_oldest(turn);
}

void credit_live_turn_end(CreditLiveTurn *turn, const uint8_t id[VIEWING_ID_BINARY_BYTES],
                          int64_t at_ms) {
    for (unsigned i = 0; i < turn->n; i++)
        if (is_of(&turn->claims[i], id))
            turn->claims[i].until_ms = MIN(turn->claims[i].until_ms, at_ms);
}

void credit_live_turn_clear(CreditLiveTurn *turn) {
    g_clear_pointer(&turn->claims, g_free);
    *turn = (CreditLiveTurn){0};
}

static bool has_at(const CreditLiveTurn *turn, const uint8_t *id, int64_t at_ms) {
    const CreditLiveClaim *holder = NULL;
    if (at_ms < turn->known_ms)
        return false;
    for (unsigned i = 0; i < turn->n; i++) {
        const CreditLiveClaim *claim = &turn->claims[i];
        if (claim->from_ms <= at_ms && at_ms < claim->until_ms &&
            (!holder || is_later(claim, holder)))
            holder = claim;
    }
    return holder && is_of(holder, id);
}

static int64_t nearer(int64_t edge_ms, int64_t behind_ms, int64_t best_ms) {
    return edge_ms > behind_ms ? MIN(edge_ms, best_ms) : best_ms;
}

/* The next moment behind `at_ms` at which somebody else may have the person. */
static int64_t next_edge(const CreditLiveTurn *turn, int64_t at_ms, int64_t upto_ms) {
    int64_t best_ms = nearer(turn->known_ms, at_ms, upto_ms);
    for (unsigned i = 0; i < turn->n; i++) {
        best_ms = nearer(turn->claims[i].from_ms, at_ms, best_ms);
        best_ms = nearer(turn->claims[i].until_ms, at_ms, best_ms);
    }
    return best_ms;
}

bool credit_live_turn_next(const CreditLiveTurn *turn, const uint8_t id[VIEWING_ID_BINARY_BYTES],
                           CreditLivePart *part) {
    int64_t from_ms = part->from_ms;
    while (from_ms < part->upto_ms && !has_at(turn, id, from_ms))
        from_ms = next_edge(turn, from_ms, part->upto_ms);
    int64_t upto_ms = from_ms;
    while (upto_ms < part->upto_ms && has_at(turn, id, upto_ms))
        upto_ms = next_edge(turn, upto_ms, part->upto_ms);
    *part = (CreditLivePart){from_ms, upto_ms};
    return from_ms < upto_ms;
}
