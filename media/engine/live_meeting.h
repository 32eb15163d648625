/* One meeting's media: follows its order, keeps its programme alive, records and announces. The
 * package thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/event_loop.h"
#include "base/worker.h"
#include "media/engine/download.h"
#include "media/engine/feeds.h"
#include "media/engine/live_health.h"
#include "media/engine/live_order.h"
#include "media/engine/outage.h"
#include "media/record/space_guard.h"
#include "media/ts/ts_maker.h"

typedef struct LiveMeeting LiveMeeting;

/* For the catalogue. */
typedef struct LiveFacts {
    char id[SHELF_ID_BYTES];
    int64_t duration_us, base_wall_us; /* wall clock at media time 0; 0: nothing yet */
    int64_t live_from_us;              /* media time at which it went on air; -1: not yet */
    uint64_t bytes;
    OutageFault fault; /* the last one */
} LiveFacts;

/* What a meeting needs of the engine; borrowed. */
typedef struct LiveHost {
    EventLoop *loop;
    Shelf *shelf;
    Worker *disk;
    DownloadMaker *downloads;
    const char *folder;      /* of all recordings */
    const char *program;     /* tongping-program */
    const unsigned *heights; /* of the ladder, ended by 0 */
    int64_t window_us;       /* DVR of meetings that are not recorded */
    int64_t started_us;      /* wall clock */
    uint64_t (*new_key)(void *user);
    void (*fire)(uint64_t key, void *user);
    void (*on_facts)(const LiveFacts *facts, void *user);
    void *user;
} LiveHost;

/* ERROR_OVERLOADED when there are too many, ERROR_CORRUPT, ERROR_IO. */
LiveMeeting *live_meeting_new(const LiveHost *host, const LiveOrder *order, GError **error);
void live_meeting_free(LiveMeeting *meeting); /* NULL is allowed */

void live_meeting_follow(LiveMeeting *meeting, const LiveOrder *order);
Feeds *live_meeting_feeds(LiveMeeting *meeting);

/* Nobody has asked for it or sent to it for LIVE_MEETING_IDLE_US. */
#define LIVE_MEETING_IDLE_US INT64_C(60000000)
bool live_meeting_is_idle(const LiveMeeting *meeting);

Download *live_meeting_download(LiveMeeting *meeting);

/* A job for the segment `t{msn}.ts`; NULL: there is none. Caller frees. */
TsJob *live_meeting_ts_job(const LiveMeeting *meeting, const TsKey *key);

/* What it writes; false: nothing. */
bool live_meeting_writes(const LiveMeeting *meeting, SpaceRecording *ret_recording);
/* A StorageHoldFn: while held it goes on from memory. */
void live_meeting_hold(void *meeting, bool is_held);

/* Counted by each tick. */
typedef struct LiveTally {
    unsigned meetings, programmes, recordings_stopped, restarts;
} LiveTally;

/* Once a second. */
void live_meeting_tick(LiveMeeting *meeting, LiveTally *tally);

void live_meeting_note_refused(LiveMeeting *meeting, const LiveRefused *refused);
void live_meeting_describe(const LiveMeeting *meeting, LiveHealth *health);
