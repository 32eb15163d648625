/* Signalling, as the rest of the server uses it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/gate/gate.h"
#include "base/worker.h"
#include "catalog/catalog.h"
#include "server/room_media_door.h"
#include "signaling/ports/seat_identity.h"

typedef struct SignalingAdapter SignalingAdapter;

/* Starts the ws thread; `control` is borrowed. */
SignalingAdapter *signaling_adapter_start(Worker *control, unsigned max_connections,
                                          GError **error);
/* Once, before the first connection: where beats go. Borrowed until signaling_adapter_stop(). */
void signaling_adapter_set_catalog(SignalingAdapter *adapter, Catalog *catalog);
/* Where the SFU tells what becomes of people's pictures; borrowed. */
RoomMediaDoor *signaling_adapter_media(SignalingAdapter *adapter);
/* Tells everybody that the server stops and closes with 1001. NULL and repeated calls are allowed.
 */
void signaling_adapter_stop(SignalingAdapter *adapter);
/* After the SFU is freed. */
void signaling_adapter_free(SignalingAdapter *adapter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SignalingAdapter, signaling_adapter_free)

/* For a hand-over whose context is a SeatIdentity (g_free). */
const GateUpstream *signaling_adapter_upstream(SignalingAdapter *adapter);

/* A SessionsEndFn's work, any thread: closes the connections of one session, or of a whole account
 * when `session_id` is NULL. */
void signaling_adapter_end(SignalingAdapter *adapter, const char *account_id,
                           const char *session_id);

/* Any thread: asks whether those in a meeting's room, or with NULL in any, may stay there. */
void signaling_adapter_review(SignalingAdapter *adapter, const char *meeting_id);

/* A NewsFn's work, any thread: tells the seats of these accounts, or screens, that something of
 * theirs has changed. */
void signaling_adapter_notify(SignalingAdapter *adapter, const char *const *account_ids,
                              const char *kind, const char *subject);

/* A JobNewsFn's work, any thread: who edits courses is told. */
void signaling_adapter_tell_job(SignalingAdapter *adapter, const JobNews *news);

typedef struct SignalingLoad {
    unsigned open, max; /* WebSocket connections */
} SignalingLoad;
void signaling_adapter_get_load(SignalingAdapter *adapter, SignalingLoad *ret_load);

/* Any thread. */
void signaling_adapter_write_metrics(SignalingAdapter *adapter, GString *out);

/* The message tables as JSON lines, for `print-tables`. Needs no adapter. */
void signaling_adapter_describe(GString *out);
