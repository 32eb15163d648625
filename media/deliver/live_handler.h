/* The gate's handler for /live/: playlists that may be waited for, parts and segments straight from
 * the append files, on any gate worker, without lock or allocation. */
#pragma once

#include <glib.h>

#include "base/gate/gate.h"
#include "base/token.h"
#include "media/deliver/delivered.h"
#include "media/deliver/live_path.h"
#include "media/deliver/shelf.h"

/* Three target durations (draft-pantos-hls-rfc8216bis §6.2.5.2): then 503. */
#define LIVE_HANDLER_HOLD_US (3 * 2 * INT64_C(1000000))

typedef struct LiveHandler LiveHandler;

/* What this handler leaves to others: old televisions and downloads. Borrowed for the call. */
typedef struct LiveQuestion {
    LiveHandler *handler;
    const LivePath *path;
    GateTurn turn;
    const ShelfMeeting *meeting;
    const ShelfView *view; /* or NULL */
    bool is_studio;        /* the viewing's: known of a download only */
} LiveQuestion;

/* On a gate worker, within an epoch. False: there is no such thing. */
typedef struct LiveExtra {
    bool (*answer)(const LiveQuestion *question, GateAnswer *answer, void *user);
    void *user;
} LiveExtra;

/* Counts the answer, once it is sent, as delivered to the question's viewing. */
void live_handler_count(const LiveQuestion *question, GateAnswer *answer, uint64_t first_part,
                        unsigned n_parts);

/* A name that is not on the shelf: somebody may put it there. False: nobody will; else the request
 * is held for the key once, which is fired in any case. On a gate worker. */
typedef struct LiveMissing {
    bool (*want)(GateText name, uint64_t *ret_key, void *user);
    void *user;
} LiveMissing;

/* All are borrowed until after the gate was freed. */
typedef struct LiveHandlerOptions {
    const TokenKeys *keys;
    const Shelf *shelf;
    Delivered *delivered; /* NULL: nothing is counted */
    LiveExtra extra;      /* may be zero */
    LiveMissing missing;  /* may be zero */
} LiveHandlerOptions;

LiveHandler *live_handler_new(const LiveHandlerOptions *options);
void live_handler_free(LiveHandler *handler);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LiveHandler, live_handler_free)

GateHandler live_handler_gate(LiveHandler *handler);

/* For /metrics, any thread. */
typedef struct LiveStats {
    uint64_t playlists, held, media, refused, timed_out;
} LiveStats;
void live_handler_get_stats(const LiveHandler *handler, LiveStats *ret_stats);
