/* Lessons as one thing: their assets on the disk, what is made of them, who may look. The façade
 * for server/.
 *
 * Owns the threads `library`, `vod-ts` and `lesson-file`. Verbs may be called from any thread and
 * are values only. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"
#include "base/token.h"
#include "base/worker.h"
#include "media/deliver/delivered_sum.h"
#include "media/library/lesson_facts.h"
#include "media/library/library_handler.h"
#include "media/library/library_order.h"
#include "media/ts/ts_maker.h"

/* Open at once; the least recently used are closed. One lesson of an hour in eight languages has
 * twenty files and half a megabyte of playlists. */
#define LIBRARY_MAX_VIEWS      96u
#define LIBRARY_MAX_VIEW_BYTES (UINT64_C(64) * 1024 * 1024)
#define LIBRARY_TS_BYTES       (UINT64_C(64) * 1024 * 1024)

typedef struct Library Library;

/* On the thread `library`; must not block. */
typedef struct LibraryEvents {
    /* After each order, once the descriptions of its assets were read. */
    void (*on_facts)(const LibraryFacts *facts, void *user);
    void (*on_delivered)(const DeliveredRun *runs, unsigned n, void *user); /* in milliseconds */
    /* Nothing of the asset is on the disk any more. */
    void (*on_asset_removed)(const char *asset_id, void *user);
} LibraryEvents;

typedef struct LibraryOptions {
    const char *folder;          /* has assets/ and downloads/; made when it is not there */
    uint64_t max_download_bytes; /* of downloads/ */
    int64_t min_free_bytes;      /* of the disk: less is left for no download */
    const TokenKeys *keys;       /* borrowed */
    LibraryEvents events;
    void *user;
} LibraryOptions;

Library *library_start(const LibraryOptions *options, GError **error);
/* Before the gate is freed; the handler stays valid. */
void library_stop(Library *library);
/* After the gate was freed. NULL is allowed. */
void library_free(Library *library);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Library, library_free)

/* For a GateRoute with prefix "/vod/"; from library_set_gate() on waiters are told. */
GateHandler library_gate_handler(Library *library);
void library_set_gate(Library *library, Gate *gate);

/* What a lesson shall be from now on. */
void library_order(Library *library, const LibraryOrder *order);
/* The lesson is gone; its assets stay on the disk. */
void library_forget(Library *library, const char *id);
/* Nobody's any more: its folder and the files made of it are removed, which is told. */
void library_remove_asset(Library *library, const char *asset_id);

/* For /metrics, any thread. */
typedef struct LibraryStats {
    LibraryHandlerStats handler;
    TsMakerStats ts;
    uint64_t delivered_lost;
    unsigned lessons, opened;
} LibraryStats;
void library_get_stats(Library *library, LibraryStats *ret_stats);
#define LIBRARY_MAX_WORKERS 3
/* Those of its threads that run, ended by NULL, for the mailboxes' metrics. */
void library_get_workers(Library *library, Worker *ret_workers[LIBRARY_MAX_WORKERS + 1]);
