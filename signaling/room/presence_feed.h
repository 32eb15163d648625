/* Tells the watchers who is here: one message each 200 ms at most, encoded once. Control thread. */
#pragma once

#include "base/timer_wheel.h"
#include "signaling/room/presence.h"
#include "signaling/session/outlet.h"

#define PRESENCE_FEED_INTERVAL_MS 200
/* With more than a thousand watchers the interval grows, so that a busy hour of many does not
 * become quadratic. */
#define PRESENCE_FEED_SENDS_PER_S 5000

typedef struct PresenceFeed PresenceFeed;

PresenceFeed *presence_feed_new(TimerWheel *wheel, const Outlet *outlet);
void presence_feed_free(PresenceFeed *feed);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PresenceFeed, presence_feed_free)

/* As in presence.h. */
void presence_feed_join(PresenceFeed *feed, const PersonInfo *person);
void presence_feed_set_state(PresenceFeed *feed, const char *session, PresenceState state);
void presence_feed_break(PresenceFeed *feed, const char *session);
void presence_feed_leave(PresenceFeed *feed, const char *session);

/* Fills everything but `re`; caller frees `people` (not the persons in it). A later change message
 * may repeat what the snapshot says. */
void presence_feed_watch(PresenceFeed *feed, WsId id, PresenceMessage *ret_snapshot);
void presence_feed_unwatch(PresenceFeed *feed, WsId id); /* unknown ids are ignored */
