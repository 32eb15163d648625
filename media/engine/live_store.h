/* Where one meeting's rows go: its recording, and memory while the disk takes nothing. Synced by
 * the disk thread. The package thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "base/worker.h"
#include "media/record/recording.h"
#include "media/record/space_guard.h"
#include "media/types/grid_row.h"

typedef struct LiveStore LiveStore;

/* A recording that could not be begun is tried again with every so many segments. */
#define LIVE_STORE_RETRY_SEGMENTS 8u

/* Opens the recording in `folder`, or, when there is none and `may_create`, begins one with
 * `tracks`; a disk that does not take it is no error: it is tried again. ERROR_NOT_FOUND,
 * ERROR_CORRUPT, ERROR_NEWER, ERROR_IO. */
typedef struct LiveStoreOptions {
    Worker *disk; /* borrowed */
    const char *folder;
    const MediaTrack *tracks;
    unsigned n_tracks;
    bool may_create;
} LiveStoreOptions;
LiveStore *live_store_open(const LiveStoreOptions *options, GError **error);
/* Closes on the disk thread, behind what it was asked. NULL is allowed. */
void live_store_free(LiveStore *store);

/* Removes a recording from the disk, on its thread, behind its closing; then, also when there was
 * none, `done` is called there. Not called: something is left. Names are copied. */
typedef struct LiveStoreDelete {
    const char *folder, *name; /* of all recordings; of this one's in it */
    void (*done)(const char *name, void *user);
    void *user;
} LiveStoreDelete;
void live_store_delete(Worker *disk, const LiveStoreDelete *wish);

unsigned live_store_n_tracks(const LiveStore *store);
const MediaTrack *live_store_tracks(const LiveStore *store);
/* NULL: the disk did not take one. */
Recording *live_store_recording(LiveStore *store);

/* Keeps a row. False: neither disk nor memory took it. */
bool live_store_add(LiveStore *store, const GridRow *row, GridSpan *ret_spans);
/* Since the last call a track's files are others: tell readers. */
bool live_store_has_new_files(LiveStore *store);
/* References for the caller; either may be NULL. */
void live_store_files(LiveStore *store, unsigned track, GateFile **ret_file, GateFile **ret_spill);

void live_store_put_init(LiveStore *store, unsigned generation, unsigned track,
                         const GByteArray *init);
void live_store_forget(LiveStore *store, uint64_t msn); /* what lies before it */
void live_store_sync(LiveStore *store);                 /* asks the disk thread; never waits */

/* While held, rows go to memory only. */
void live_store_hold(LiveStore *store, bool is_held);
/* How fast it has grown within `media_us`, and whether it is held. */
void live_store_describe(const LiveStore *store, int64_t media_us, SpaceRecording *ret_recording);

bool live_store_is_stopped(const LiveStore *store); /* rows go to memory only */
uint64_t live_store_bytes(const LiveStore *store);
