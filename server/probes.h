/* /healthz, /readyz and /metrics, answered by the gate itself. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/gate/gate.h"
#include "server/metrics.h"

typedef enum ProbesState { PROBES_STARTING, PROBES_READY, PROBES_STOPPING } ProbesState;

typedef struct Probes Probes;

/* ERROR_CONFIG when `allow` holds no network; `token` is NULL for none. */
Probes *probes_new(const char *const *allow, const char *token, GError **error);
void probes_free(Probes *probes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Probes, probes_free)

/* Before PROBES_READY is set, by the thread that sets it; copied. */
void probes_set_sources(Probes *probes, const MetricsSources *sources);

/* Any thread. */
void probes_set_state(Probes *probes, ProbesState state);

GateHandler probes_health_handler(Probes *probes);  /* 200 while the process runs */
GateHandler probes_ready_handler(Probes *probes);   /* 503 unless PROBES_READY */
GateHandler probes_metrics_handler(Probes *probes); /* 403 for readers that are not allowed */
