/* Meetings between requests: the media side is told at the start what there is; ends that nobody
 * undid become recordings, series are made ahead; what was recorded is written down. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/api/api_env.h"
#include "catalog/meeting/meeting_media.h"

/* On the thread that attaches: orders for all meetings that are on or have keys. */
void meeting_watch_start(ApiEnv *env);
/* Every few seconds, any thread. */
void meeting_watch_tick(ApiEnv *env);
/* As the server stops, before its database does: who is in a room was there until now. */
void meeting_watch_stop(ApiEnv *env);
/* Every few seconds, one thread; looks at the recordings once in MEETING_WATCH_KEEP_US, first at
 * once: `next_at_us` (monotonic) is the caller's, 0 at first. */
#define MEETING_WATCH_KEEP_US (INT64_C(3600) * 1000000)
void meeting_watch_keep(ApiEnv *env, int64_t *next_at_us);
/* Any thread: nothing of this meeting's media is on the disk any more. ERROR_OVERLOADED,
 * ERROR_UNAVAILABLE: it is asked for again. */
bool meeting_watch_gone(ApiEnv *env, const char *meeting_id, GError **error);
/* Any thread. ERROR_OVERLOADED, ERROR_UNAVAILABLE: say it again later. */
bool meeting_watch_media(ApiEnv *env, const char *meeting_id, const MeetingMediaFacts *facts,
                         GError **error);
