/* The state of the server's parts for GET /api/v1/health: what costs time is looked at by the main
 * thread now and then, the rest when asked. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/api_server.h"
#include "base/gate/gate.h"
#include "catalog/api/health.h"
#include "catalog/catalog.h"
#include "media/engine/media_engine.h"
#include "server/settings.h"
#include "server/signaling_adapter.h"
#include "server/tls_files.h"
#include "server/witness.h"

typedef struct HealthWatch HealthWatch;

/* All are borrowed until the end. */
HealthWatch *health_watch_new(const Settings *settings, const TlsFiles *tls);
void health_watch_free(HealthWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HealthWatch, health_watch_free)

/* The parts that are asked for their load; borrowed. Before the first request is answered. */
void health_watch_attach(HealthWatch *watch, Gate *gate, SignalingAdapter *signaling,
                         MediaEngine *media, Catalog *catalog);

/* Likewise. */
void health_watch_attach_witness(HealthWatch *watch, Witness *witness);

/* Looks at disk and certificate. Main thread; blocks for a moment. */
void health_watch_sample(HealthWatch *watch, int64_t now_us);

/* A HealthFn; `user` is the watch. */
unsigned health_watch_report(HealthPart *ret_parts, unsigned max_parts, void *user);
