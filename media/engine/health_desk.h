/* Questions for a meeting's health: asked on any thread, answered by the owner of the meetings. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"
#include "media/engine/live_health.h"

/* `health` is borrowed; NULL: there is no such meeting, or it is at rest. */
typedef void (*LiveHealthFn)(const LiveHealth *health, void *data);

/* `fn` runs once on `reply_to`, then free_data(data); only the latter when a thread stops first. */
typedef struct HealthQuestion {
    char meeting_id[SHELF_ID_BYTES];
    Worker *reply_to;
    LiveHealthFn fn;
    void *data;
    GDestroyNotify free_data;
} HealthQuestion;

typedef struct HealthDesk {
    Worker *owner;
    LiveHealth *(*describe)(const char *meeting_id, void *user); /* on the owner's thread */
    void *user;
} HealthDesk;

/* The desk is copied. On failure (ERROR_OVERLOADED, ERROR_UNAVAILABLE) the caller keeps `data`. */
bool health_desk_ask(const HealthDesk *desk, const HealthQuestion *question, GError **error);
