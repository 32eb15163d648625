/* The way of catalog_viewing_beats() to the api thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"
#include "catalog/viewing/viewing_beats.h"

/* A player's beats by another way than the API. Everything is copied; `fn` runs once on the api
 * thread and must not block, then free_data(data); only the latter when the server stops. On
 * failure the caller keeps `data`: ERROR_OVERLOADED, ERROR_UNAVAILABLE. Any thread. */
typedef struct CatalogBeats {
    ViewingBeatsCall call; /* ids are UUIDs, or nothing is found */
    ViewingBeatsFn fn;
    void *data;
    GDestroyNotify free_data;
} CatalogBeats;

bool catalog_beats_post(Worker *worker, ViewingBeats *owner, const CatalogBeats *beats,
                        GError **error);
