/* Segments of transport streams that were made, in memory, the least recently used go first.
 *
 * One thread puts, any thread finds: readers look within an epoch (base/epoch.h), without a lock.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"

#define TS_CACHE_MEETING_BYTES 40
#define TS_CACHE_MAX_BYTES     (UINT64_C(128) * 1024 * 1024) /* 100 segments of 720p: 6 minutes */
#define TS_CACHE_MAX_ENTRIES   1024u                         /* failures included */
#define TS_CACHE_FAILURE_US    INT64_C(5000000)              /* then it may be tried again */

/* Padded with zeros: compared as bytes. */
typedef struct TsKey {
    char meeting[TS_CACHE_MEETING_BYTES];
    uint64_t msn;
    uint32_t video, audio; /* numbers of tracks */
} TsKey;

TsKey ts_cache_key(const char *meeting, uint64_t msn, unsigned video, unsigned audio);

typedef enum TsCacheState { TS_CACHE_ABSENT, TS_CACHE_READY, TS_CACHE_FAILED } TsCacheState;

typedef struct TsCache TsCache;

/* ---- the thread that makes segments ---- */

TsCache *ts_cache_new(uint64_t max_bytes);
void ts_cache_free(TsCache *cache); /* when nobody reads any more */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TsCache, ts_cache_free)

/* `take_file` NULL: it could not be made. Replaces what was there. */
void ts_cache_put(TsCache *cache, const TsKey *key, GateFile *take_file);
/* Forgets a meeting: segments were withdrawn, or it is gone. */
void ts_cache_forget(TsCache *cache, const char *meeting);

/* ---- any thread, within an epoch ---- */

/* READY: `ret_file` is a reference of the caller's. */
TsCacheState ts_cache_find(TsCache *cache, const TsKey *key, GateFile **ret_file);

uint64_t ts_cache_bytes(const TsCache *cache); /* any thread */
