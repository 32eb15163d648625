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
/* Any thread. ERROR_OVERLOADED, ERROR_UNAVAILABLE: say it again later. */
bool meeting_watch_media(ApiEnv *env, const char *meeting_id, const MeetingMediaFacts *facts,
                         GError **error);
