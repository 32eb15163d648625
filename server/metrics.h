/* Gathers the counters of all parts as Prometheus text. Only reads atomics: any thread, no lock. */
#pragma once

#include <glib.h>

#include "base/api_server.h"
#include "base/gate/gate.h"
#include "base/worker.h"
#include "catalog/catalog.h"
#include "media/engine/media_engine.h"
#include "media/library/library.h"
#include "media/rtc/rtc.h"
#include "server/signaling_adapter.h"

#define METRICS_MAX_WORKERS 16

/* Borrowed; NULL parts are left out. */
typedef struct MetricsSources {
    Gate *gate;
    ApiServer *api;
    Catalog *catalog;
    MediaEngine *media;
    Library *library;
    SignalingAdapter *signaling;
    Rtc *rtc;
    Worker *workers[METRICS_MAX_WORKERS]; /* ended by NULL when fewer; names are labels */
    int64_t started_at_us;                /* wall clock */
} MetricsSources;

void metrics_write(const MetricsSources *sources, GString *out);
