/* What is made of a meeting's media when somebody asks for it: segments for old televisions, the
 * recording as a file to take home. Owns the threads `ts` and `mp4`. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "media/deliver/live_handler.h"
#include "media/engine/live_meeting.h"
#include "media/engine/storage_watch.h"

typedef struct MadeMedia MadeMedia;

typedef struct MadeMediaOptions {
    Worker *owner;      /* of the meetings; borrowed */
    const char *folder; /* of all recordings; borrowed */
    int64_t min_free_bytes;
    LiveMeeting *(*find)(const char *meeting_id, void *user); /* on the owner's thread; or NULL */
    void (*fire)(uint64_t key, void *user);                   /* any thread */
    void *user;
} MadeMediaOptions;

MadeMedia *made_media_start(const MadeMediaOptions *options, GError **error);
void made_media_stop(MadeMedia *made); /* after the owner */
void made_media_free(MadeMedia *made); /* after the gate; NULL is allowed, also above */

/* For LiveExtra; user is a MadeMedia. */
bool made_media_answer(const LiveQuestion *question, GateAnswer *answer, void *user);

/* The owner's thread: what was made of a meeting may hold what was withdrawn. */
void made_media_forget(MadeMedia *made, const char *meeting_id);
/* The owner's thread, once a second: recordings go before what is made of them. */
void made_media_tick(MadeMedia *made, const StorageState *storage);

DownloadMaker *made_media_downloads(const MadeMedia *made);
TsMaker *made_media_ts(const MadeMedia *made);
