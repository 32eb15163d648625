/* Takes what players and the gate say of viewings: checks it, keeps it in the raw log, and only
 * then says so. Owned by the api thread; stopping as for beat_log.h. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "catalog/store/store.h"
#include "catalog/viewing/beat_log.h"
#include "catalog/viewing/viewing_book.h"
#include "catalog/viewing/viewing_token.h"
#include "catalog/viewing/viewing_types.h"

typedef struct ViewingBeats ViewingBeats;

/* All are borrowed. */
typedef struct ViewingBeatsOptions {
    Worker *worker; /* the api thread */
    Store *store;
    BeatLog *log;
    ViewingBook *book;
    ViewingTokens *tokens;
} ViewingBeatsOptions;

ViewingBeats *viewing_beats_new(const ViewingBeatsOptions *options);
void viewing_beats_free(ViewingBeats *beats);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ViewingBeats, viewing_beats_free)

typedef struct ViewingBeatsCall {
    const char *viewing_id;
    const char *who_id; /* the account or screen that says it; "": nobody */
    const char *token;  /* of the viewing, stands for `who_id`; or NULL */
    const ViewingBeat *beats;
    unsigned n_beats;
} ViewingBeatsCall;

/* `sequence`: the highest that is safely stored. Errors: NOT_FOUND (also for another one's
 * viewing), UNAUTHENTICATED, INVALID, RATE_LIMITED, OVERLOADED, IO, UNAVAILABLE. */
typedef void (*ViewingBeatsFn)(const GError *error, int64_t sequence, void *data);

/* Calls `fn` once, now or later, then free_data(data); only the latter when the server stops. The
 * call is copied. */
void viewing_beats_take(ViewingBeats *beats, const ViewingBeatsCall *call, ViewingBeatsFn fn,
                        void *data, GDestroyNotify free_data);

/* A viewing was opened, in a commit that is done. ERROR_OVERLOADED. */
bool viewing_beats_opened(ViewingBeats *beats, const ViewingRow *row, GError **error);

/* What the gate has sent; nobody waits for the log. Viewings that are not in memory are counted in
 * the log only. ERROR_OVERLOADED: count them again later. */
bool viewing_beats_delivered(ViewingBeats *beats, const ViewingDelivery *items, unsigned n_items,
                             GError **error);
