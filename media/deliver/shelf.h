/* What can be fetched of the meetings: filled by the package thread, read by all gate workers
 * without a lock. Readers look within an epoch (base/epoch.h) and take references of what they
 * send. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/epoch.h"
#include "base/gate/gate_buffer.h"
#include "media/deliver/hls_query.h"
#include "media/deliver/span_table.h"
#include "media/package/playlist.h"
#include "media/types/media_track.h"

#define SHELF_ID_BYTES     40
#define SHELF_MAX_MEETINGS 256u

/* One track as it stands: immutable. */
typedef struct ShelfTrack {
    MediaTrack info;
    GateBuffer *tv; /* old televisions: of a picture its segments, of a language its choice of
                       pictures; NULL: none */
    PlaylistSet media[N_PLAYLIST_PROFILES];
    GateFile *file;
    GateFile *spill;    /* of parts that the disk had no room for: GRID_SPILLED; NULL: none */
    GateBuffer **inits; /* by generation, from first_generation on */
} ShelfTrack;

/* All that a row changes, replaced as one: immutable. */
typedef struct ShelfView {
    HlsEdge edge[N_PLAYLIST_PROFILES];
    PlaylistText master[N_PLAYLIST_PROFILES];
    uint64_t shown_from, shown_end; /* segments outside are there, but nobody's business */
    unsigned first_generation, n_generations;
    unsigned n_tracks;
    ShelfTrack tracks[];
} ShelfView;

/* Empty, every segment shown; the caller fills it in before it is published. */
ShelfView *shelf_view_new(unsigned n_tracks, unsigned first_generation, unsigned n_generations);
void shelf_view_free(ShelfView *view);

/* A recording as one file, for whoever takes it home: immutable. */
typedef struct ShelfDownload {
    bool is_for_all;     /* who may look may have it; else only the studio's viewings */
    GateFile *file;      /* NULL: not made */
    char *etag, *name;   /* of the file; the Content-Disposition field */
    GateBuffer *problem; /* said instead of the file: it is being made, or why it is not */
    bool is_failed;      /* it was not made; else it is worth waiting for */
    uint64_t hold_key;   /* fired when there is a file, or none will be */
} ShelfDownload;

void shelf_download_free(ShelfDownload *download); /* NULL is allowed */

/* Who may look without a viewing's token, or with one. */
typedef enum ShelfAccess {
    SHELF_CLOSED, /* rehearsal, ended: only the studio's viewings */
    SHELF_TOKEN,  /* any viewing of this meeting */
    SHELF_PUBLIC, /* everybody */
} ShelfAccess;

typedef struct ShelfMeeting ShelfMeeting;
typedef struct Shelf Shelf;

/* ---- the package thread ---- */

Shelf *shelf_new(void);
void shelf_free(Shelf *shelf); /* when nobody reads any more */

/* `alias` is a second name or NULL. `keys` are the gate's, fired by the caller after publishing.
 * NULL when there are SHELF_MAX_MEETINGS. */
ShelfMeeting *shelf_add(Shelf *shelf, const char *id, const char *alias, unsigned n_tracks,
                        const uint64_t keys[N_PLAYLIST_PROFILES]);
void shelf_remove(Shelf *shelf, ShelfMeeting *meeting);
/* Another meeting has its second name from now on. */
void shelf_meeting_drop_alias(ShelfMeeting *meeting);

void shelf_meeting_set_access(ShelfMeeting *meeting, ShelfAccess access);
SpanTable *shelf_meeting_spans(ShelfMeeting *meeting);
/* Forgets everything before `msn`. */
void shelf_meeting_trim(Shelf *shelf, ShelfMeeting *meeting, uint64_t msn);
/* `take_view` is shown from now on. */
void shelf_meeting_publish(Shelf *shelf, ShelfMeeting *meeting, ShelfView *take_view);
/* NULL: there is nothing to take home. */
void shelf_meeting_set_download(Shelf *shelf, ShelfMeeting *meeting, ShelfDownload *take_download);

/* ---- any thread, within an epoch ---- */

ShelfMeeting *shelf_find(const Shelf *shelf, const char *name, size_t length);
const char *shelf_meeting_id(const ShelfMeeting *meeting);
ShelfAccess shelf_meeting_access(const ShelfMeeting *meeting);
uint64_t shelf_meeting_key(const ShelfMeeting *meeting, PlaylistProfile profile);
const SpanTable *shelf_meeting_read_spans(const ShelfMeeting *meeting);
/* Somebody asks for it now; when that was last (monotonic). */
void shelf_meeting_touch(ShelfMeeting *meeting, int64_t now_us);
int64_t shelf_meeting_touched_us(const ShelfMeeting *meeting);
/* NULL: nothing was published yet. */
const ShelfView *shelf_meeting_view(const ShelfMeeting *meeting);
/* NULL: there is nothing to take home. */
const ShelfDownload *shelf_meeting_download(const ShelfMeeting *meeting);
/* -1: there is none. */
int shelf_view_find_track(const ShelfView *view, const char *name, size_t length);
