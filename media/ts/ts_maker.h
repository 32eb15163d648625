/* A thread that makes segments of transport streams on request, each once (single flight), and
 * keeps them in a TsCache.
 *
 * A handler looks with ts_maker_find() on its gate worker. ABSENT, in whatever turn: it posts a
 * job and holds the request by a key of its choice; that key comes back by on_made, also when
 * another request's job made the segment, also when it failed. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "base/worker.h"
#include "media/ts/ts_cache.h"
#include "media/ts/ts_mux.h"
#include "media/types/grid_row.h"

#define TS_MAKER_MAX_WAITING 256u /* jobs; then ERROR_OVERLOADED */
#define TS_MAKER_MAX_PARTS   (TS_MUX_MAX_SEGMENTS * MEDIA_PARTS_PER_SEGMENT)

/* Parts of one track, and what is needed to read them. References are the job's. */
typedef struct TsSource {
    MediaTrack track; /* kind, language, config */
    GateFile *file;
    GateFile *spill;                    /* of GRID_SPILLED parts; NULL: none */
    GridSpan spans[TS_MAKER_MAX_PARTS]; /* n_parts of the job; length 0: gap */
} TsSource;

typedef struct TsJob {
    TsKey key;
    unsigned n_parts;             /* 1 to TS_MAKER_MAX_PARTS */
    int64_t begin_ticks, n_ticks; /* as of TsMuxSegment, as is the next */
    int64_t decode_lead_ticks;
    TsSource video, audio;
    uint64_t hold_key; /* given back */
} TsJob;

TsJob *ts_job_new(void);
void ts_job_free(TsJob *job); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TsJob, ts_job_free)

typedef struct TsMaker TsMaker;

typedef struct TsMakerOptions {
    const char *thread; /* its name; NULL: "ts" */
    uint64_t max_bytes;
    void (*on_made)(uint64_t hold_key, void *user); /* on its thread */
    void *user;
} TsMakerOptions;

TsMaker *ts_maker_start(const TsMakerOptions *options, GError **error);
void ts_maker_stop(TsMaker *maker); /* no on_made after it */
void ts_maker_free(TsMaker *maker); /* when no reader runs any more; NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TsMaker, ts_maker_free)

/* Any thread, within an epoch. */
TsCacheState ts_maker_find(TsMaker *maker, const TsKey *key, GateFile **ret_file);

/* Any thread. On failure (ERROR_OVERLOADED, ERROR_UNAVAILABLE) the job is the caller's still. */
bool ts_maker_post(TsMaker *maker, TsJob *take_job, GError **error);
/* Any thread: what was made of a meeting is stale. */
bool ts_maker_forget(TsMaker *maker, const char *meeting, GError **error);

typedef struct TsMakerStats {
    uint64_t made, failed, made_us, bytes;
} TsMakerStats;
void ts_maker_get_stats(TsMaker *maker, TsMakerStats *ret_stats); /* any thread */
/* The thread, for its mailbox's metrics. */
Worker *ts_maker_worker(const TsMaker *maker);
