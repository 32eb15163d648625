/* Who is in the rooms of group meetings, as the raw viewing log knows it: what the SFU has
 * delivered to each person becomes beats of a viewing that the server opens, one of each stay; when
 * nobody in a room sends, that is a fault of its meeting (docs/attendance.md). Batches of some
 * seconds: what a crash loses is at most that, a stop loses nothing that was taken. Owned by the
 * api thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"
#include "catalog/store/store.h"
#include "catalog/viewing/viewing_beats.h"

#define ROOM_STAYS_MAX       16384u /* people in rooms; some 2 KiB each; more are not counted */
#define ROOM_STAYS_WRITE_US  (4 * CLOCK_US_PER_S)  /* looked at by a tick each 5 s */
#define ROOM_STAYS_SILENT_US (60 * CLOCK_US_PER_S) /* nothing was delivered: he has gone */

typedef struct RoomStays RoomStays;

typedef struct RoomStaysOptions {
    Worker *worker; /* the api thread; all are borrowed */
    Store *store;
    ViewingBeats *beats;
    const ViewingContacts *contacts;
} RoomStaysOptions;

/* Ends the stays that a crash has left; the time without a server is a fault of their meetings. */
RoomStays *room_stays_new(const RoomStaysOptions *options);
void room_stays_free(RoomStays *stays);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoomStays, room_stays_free)

/* Media of a track that somebody was sent, or sent himself; ms since 1970, half-open. What is told
 * twice counts once. */
typedef struct RoomMedia {
    char meeting_id[ID_TEXT_BYTES], person_id[ID_TEXT_BYTES]; /* person: account or screen */
    bool is_screen;
    ViewingTrack track; /* video or audio */
    int64_t from_ms, to_ms;
} RoomMedia;

/* Of talks and broadcasts nothing is kept. */
void room_stays_take(RoomStays *stays, const RoomMedia *rows, unsigned n_rows);

/* Every second or so: writes what is due, ends the stays of who has gone. */
void room_stays_tick(RoomStays *stays);
/* When the api thread has stopped, and before the raw log does: gives it what is due. The stays end
 * at the next start, as behind a crash. NULL is allowed. */
void room_stays_stop(RoomStays *stays);
