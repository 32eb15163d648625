/* The media side as one thing: ingest, programmes, recordings, what is shown. The façade for
 * server/.
 *
 * Owns the threads `package` (everything about meetings), `disk` and those of ingest. Verbs may be
 * called from any thread and are values only. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate.h"
#include "base/token.h"
#include "base/worker.h"
#include "media/deliver/live_handler.h"
#include "media/ingest/ingest.h"
#include "media/ts/ts_maker.h"
#include "media/deliver/delivered_sum.h"
#include "media/engine/health_desk.h"
#include "media/engine/live_meeting.h"
#include "media/engine/live_order.h"
#include "media/engine/storage_watch.h"

typedef struct MediaEngine MediaEngine;

/* On the package thread; must not block. */
typedef struct MediaEngineEvents {
    void (*on_facts)(const LiveFacts *facts, void *user);
    void (*on_delivered)(const DeliveredRun *runs, unsigned n, void *user);
    /* On the disk thread: nothing of a meeting that was to be forgotten is on the disk any more. */
    void (*on_forgotten)(const char *id, void *user);
} MediaEngineEvents;

typedef struct MediaEngineOptions {
    const char *folder;      /* of recordings; made when it is not there */
    const char *program;     /* tongping-program */
    const char *rtmp_listen; /* ADDR:PORT; NULL: off */
    const char *srt_listen;
    const unsigned *heights; /* of the ladder, ended by 0; NULL: as the machine allows */
    int64_t window_us;       /* DVR of meetings that are not recorded */
    int64_t min_free_bytes;  /* recordings are stopped when less is free */
    const TokenKeys *keys;   /* borrowed */
    MediaEngineEvents events;
    void *user;
} MediaEngineOptions;

MediaEngine *media_engine_start(const MediaEngineOptions *options, GError **error);
/* Ends programmes and ingest, closes recordings. Before the gate is freed; the handler stays valid.
 */
void media_engine_stop(MediaEngine *engine);
/* After the gate was freed. NULL is allowed. */
void media_engine_free(MediaEngine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MediaEngine, media_engine_free)

/* For a GateRoute with prefix "/live/"; from media_engine_set_gate() on waiters are told. */
GateHandler media_engine_gate_handler(MediaEngine *engine);
void media_engine_set_gate(MediaEngine *engine, Gate *gate);

unsigned media_engine_rtmp_port(const MediaEngine *engine); /* 0: off */
unsigned media_engine_srt_port(const MediaEngine *engine);

/* What a meeting shall be from now on. */
void media_engine_order(MediaEngine *engine, const LiveOrder *order);
/* The meeting is gone: its programme, and its recording from the disk, which is told. */
void media_engine_forget(MediaEngine *engine, const char *id);

/* Media time announced so far; false: nothing of this meeting is shown. */
bool media_engine_position(MediaEngine *engine, const char *id, int64_t *ret_us);

bool media_engine_ask_health(MediaEngine *engine, const HealthQuestion *question, GError **error);

/* For /metrics, any thread. */
typedef struct MediaStats {
    LiveStats live;
    IngestTotals ingest;
    TsMakerStats ts;
    StorageState storage;
    uint64_t delivered_lost;
    unsigned meetings, programmes, recordings_stopped, restarts;
} MediaStats;
void media_engine_get_stats(MediaEngine *engine, MediaStats *ret_stats);
/* Those of its threads that run, ended by NULL, for the mailboxes' metrics. */
#define MEDIA_ENGINE_MAX_WORKERS 6
void media_engine_get_workers(MediaEngine *engine,
                              Worker *ret_workers[MEDIA_ENGINE_MAX_WORKERS + 1]);
