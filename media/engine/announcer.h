/* Makes one meeting's rows known: index, playlists, shelf, and whoever waits. The package thread.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "media/deliver/shelf.h"
#include "media/package/grid_index.h"
#include "media/package/playlist.h"
#include "media/ts/ts_maker.h"
#include "media/types/grid_row.h"

#define ANNOUNCER_MAX_GENERATIONS 4096u /* restarts of a programme that are told apart */

typedef struct Announcer Announcer;

typedef struct AnnouncerOptions {
    Shelf *shelf;
    const char *id, *alias;
    const MediaTrack *tracks; /* borrowed, with their configs as they become known */
    unsigned n_tracks;
    uint64_t keys[N_PLAYLIST_PROFILES];
    void (*fire)(uint64_t key, void *user); /* gives those who wait their turn */
    void *user;
} AnnouncerOptions;

/* NULL: the shelf is full. */
Announcer *announcer_new(const AnnouncerOptions *options);
/* Takes the meeting from the shelf; who waits gets a 404. NULL is allowed. */
void announcer_free(Announcer *announcer);

/* Where a track's bytes are; taken over by the next publication. `spill` is NULL when there is
 * none. */
void announcer_set_file(Announcer *announcer, unsigned track, GateFile *file, GateFile *spill);
/* A track's codec has become known. */
void announcer_set_track(Announcer *announcer, unsigned track, const MediaTrack *info);
void announcer_put_init(Announcer *announcer, unsigned generation, unsigned track,
                        GateBuffer *buffer);

/* Without a publication: what was there before a start. */
void announcer_add_past(Announcer *announcer, const GridRow *row, const GridSpan *spans);
/* A new row: published, and everybody who waits for it is told. */
void announcer_add(Announcer *announcer, const GridRow *row, const GridSpan *spans);

/* Publishes everything as it stands, with a new multivariant playlist. */
void announcer_publish(Announcer *announcer);

void announcer_set_access(Announcer *announcer, ShelfAccess access);
void announcer_drop_alias(Announcer *announcer);                  /* another meeting has it now */
void announcer_set_active(Announcer *announcer, uint32_t active); /* bit of each track */
/* Shown at once; NULL: there is nothing to take home. */
void announcer_set_download(Announcer *announcer, ShelfDownload *take_download);
void announcer_set_chapters(Announcer *announcer, const PlaylistChapter *chapters, unsigned n);
/* Nothing comes any more; undone by the next row. */
void announcer_end(Announcer *announcer);
/* From the next publication on the finished presentation [from_us, to_us) is shown and nothing
 * else can be fetched; to_us 0: to the end. */
void announcer_show_finished(Announcer *announcer, int64_t from_us, int64_t to_us);
void announcer_show_live(Announcer *announcer);
/* Forgets what lies before `msn`. */
void announcer_trim(Announcer *announcer, uint64_t msn);
/* These spans, and no others, are withdrawn. */
typedef struct AnnouncerCut {
    int64_t from_us, to_us;
} AnnouncerCut;
void announcer_set_cuts(Announcer *announcer, const AnnouncerCut *cuts, unsigned n_cuts);

/* Media time of the segment in which it was `wall_us`, or of the first later one; -1: not yet. */
int64_t announcer_media_us(const Announcer *announcer, int64_t wall_us);
/* Wall clock at a moment of media time: of its segment, or as far behind the last one. */
int64_t announcer_wall_us(const Announcer *announcer, int64_t media_us);
/* A job for the segment `t{msn}.ts`; NULL: there is none. Caller frees. */
TsJob *announcer_ts_job(const Announcer *announcer, const TsKey *key);
/* When somebody asked for it last (monotonic). */
int64_t announcer_touched_us(const Announcer *announcer);
const GridIndex *announcer_index(const Announcer *announcer);
/* Media time up to which everything is announced. */
int64_t announcer_position_us(const Announcer *announcer);
