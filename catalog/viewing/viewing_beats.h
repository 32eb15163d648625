/* Takes what players and the gate say of viewings: checks it, keeps it in the raw log, and only
 * then says so. Owned by the api thread; stopping as for beat_log.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "catalog/store/store.h"
#include "catalog/viewing/beat_log.h"
#include "catalog/viewing/credit_book.h"
#include "catalog/viewing/viewing_book.h"
#include "catalog/viewing/viewing_contact.h"
#include "catalog/viewing/viewing_token.h"
#include "catalog/viewing/viewing_turns.h"
#include "catalog/viewing/viewing_types.h"

typedef struct ViewingBeats ViewingBeats;

/* Another of this account's viewings has the person now. */
typedef void (*ViewingTurnFn)(const char *account_id, const char *viewing_id, void *user);

/* All are borrowed. */
typedef struct ViewingBeatsOptions {
    Worker *worker; /* the api thread */
    Store *store;
    BeatLog *log;
    ViewingBook *book;
    ViewingTokens *tokens;
    const ViewingContacts *contacts;
    ViewingTurns *turns;
    ViewingTurnFn on_turn; /* or NULL */
    void *on_turn_user;
} ViewingBeatsOptions;

ViewingBeats *viewing_beats_new(const ViewingBeatsOptions *options);
void viewing_beats_free(ViewingBeats *beats);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ViewingBeats, viewing_beats_free)

/* Borrowed; of the api thread. */
CreditBook *viewing_beats_credit(ViewingBeats *beats);

/* Beats, or the player's word that the person goes on here. */
typedef struct ViewingBeatsCall {
    const char *viewing_id;
    const char *who_id; /* the account or screen that says it; "": nobody */
    const char *token;  /* of the viewing, stands for `who_id`; or NULL */
    const ViewingBeat *beats;
    unsigned n_beats;
    bool takes; /* there are no beats */
} ViewingBeatsCall;

typedef struct ViewingBeatsAnswer {
    int64_t sequence; /* the highest that is safely stored */
    char contact[VIEWING_CONTACT_BYTES];
    bool is_elsewhere;   /* another viewing has the person: this one counts nothing meanwhile */
    int64_t credited_ms; /* of its event, so far; -1: not known (credit_book.h) */
} ViewingBeatsAnswer;

/* `answer` is NULL on failure: NOT_FOUND (also for another one's viewing), UNAUTHENTICATED,
 * INVALID, CONFLICT (nobody to take), RATE_LIMITED, OVERLOADED, IO, UNAVAILABLE. */
typedef void (*ViewingBeatsFn)(const GError *error, const ViewingBeatsAnswer *answer, void *data);

/* Calls `fn` once, now or later, then free_data(data); only the latter when the server stops. The
 * call is copied. */
void viewing_beats_take(ViewingBeats *beats, const ViewingBeatsCall *call, ViewingBeatsFn fn,
                        void *data, GDestroyNotify free_data);

/* A viewing was opened, in a commit that is done and that read `stakes` and `terms` behind it.
 * Copied. */
typedef struct ViewingOpening {
    const ViewingRow *row;
    const ViewingStakes *stakes;
    const CreditLiveTerms *terms;
    /* `error` is NULL when the log has its opening: without that line no beat of it would count.
     * OVERLOADED, IO, UNAVAILABLE. Called once, later, then free_data(data); only the latter when
     * the server stops. */
    void (*fn)(const GError *error, void *data);
    void *data;
    GDestroyNotify free_data;
} ViewingOpening;

/* It takes the person once its opening is stored. ERROR_OVERLOADED: the caller keeps the data. */
bool viewing_beats_opened(ViewingBeats *beats, const ViewingOpening *opening, GError **error);

/* Every few seconds: forgets whose figures nobody asks for any more. */
void viewing_beats_tick(ViewingBeats *beats);

/* What the gate has sent; nobody waits for the log. Viewings that are not in memory are counted in
 * the log only. ERROR_OVERLOADED: count them again later. */
bool viewing_beats_delivered(ViewingBeats *beats, const ViewingDelivery *items, unsigned n_items,
                             GError **error);
