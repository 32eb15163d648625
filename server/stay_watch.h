/* What ends, ends everywhere: whenever a meeting or a right has changed, those who are in its room
 * or connected by WHIP and WHEP are asked about again, and who may not stay is put out. A meeting's
 * change is followed at once, others within STAY_WATCH_EVERY_US and a tick. */
#pragma once

#include "base/clock.h"
#include "catalog/catalog.h"
#include "server/rtc_adapter.h"
#include "server/signaling_adapter.h"

#define STAY_WATCH_EVERY_US (3 * CLOCK_US_PER_S)  /* all of them, at most so often */
#define STAY_WATCH_CALM_US  (60 * CLOCK_US_PER_S) /* nothing was told, but time passes: periods */

typedef struct StayWatch StayWatch;

/* All are borrowed. */
StayWatch *stay_watch_new(SignalingAdapter *signaling, RtcAdapter *rtc, Catalog *catalog);
/* After the api thread has stopped. */
void stay_watch_free(StayWatch *watch);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StayWatch, stay_watch_free)

/* On the api thread. A NewsFn's part, an ActFn's and a SessionsEndFn's. */
void stay_watch_on_news(StayWatch *watch, const char *kind, const char *subject_id);
void stay_watch_on_act(StayWatch *watch);
void stay_watch_on_end(StayWatch *watch, const char *account_id, const char *session_id,
                       const char *except_id);
/* Every few seconds, on the main thread; through `api`. */
void stay_watch_tick(StayWatch *watch, Worker *api);
