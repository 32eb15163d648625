/* Who takes a recording home: the file, once the thread `mp4` has made it when the first one asks;
 * until then one waits a moment, then 503 with Retry-After and how far it is. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/worker.h"
#include "media/deliver/live_handler.h"

/* Shorter than for playlists: pages show how far it is. */
#define DOWNLOAD_DOOR_HOLD_US   INT64_C(3000000)
#define DOWNLOAD_DOOR_FORBIDDEN "This recording may be watched, but not downloaded."

typedef struct DownloadDoor {
    Worker *owner; /* of the meetings */
    /* On the owner's thread: somebody waits. */
    void (*wish)(const char *meeting_id, void *user);
    void *user;
    GateBuffer *forbidden; /* a problem document */
} DownloadDoor;

void download_door_open(DownloadDoor *door); /* makes what it says */
void download_door_close(DownloadDoor *door);

/* A LiveExtra's work; user is a DownloadDoor. */
bool download_door_answer(const LiveQuestion *question, GateAnswer *answer, void *user);
