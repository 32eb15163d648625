/* When each screen was last heard of: noted in memory, written together, each at most once a
 * minute. Sixteen thousand screens that beat once a minute so cost the database a handful of
 * transactions. What a crash loses is a minute of "last seen". Owned by one thread (the api
 * thread). */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "base/clock.h"
#include "catalog/store/store.h"

#define SCREEN_SEEN_MAX         65536 /* in memory; more are not noted */
#define SCREEN_SEEN_WRITE_US    (60 * CLOCK_US_PER_S)
#define SCREEN_SEEN_ONLINE_US   (150 * CLOCK_US_PER_S) /* two beats and a half */
#define SCREEN_SEEN_FORGET_US   (600 * CLOCK_US_PER_S)
#define SCREEN_SEEN_MAX_WRITTEN 2048 /* in one job: some 20 ms of the writer's time */

typedef struct ScreenSeen ScreenSeen;

ScreenSeen *screen_seen_new(void);
void screen_seen_free(ScreenSeen *seen);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScreenSeen, screen_seen_free)

/* Heard of now. `peer` and `version` may be NULL: as before. */
void screen_seen_note(ScreenSeen *seen, const char *id, const char *peer, const char *version);

/* Wall clock; 0 when it is not in memory: then what is stored counts. */
int64_t screen_seen_at_us(const ScreenSeen *seen, const char *id);

/* Every few seconds: writes what is due, the longest due first, and forgets who went away. Returns
 * how many are being written. */
unsigned screen_seen_flush(ScreenSeen *seen, Store *store);
