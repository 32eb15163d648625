/* A meeting's media on disk: one append file per track that holds exactly the announced parts, one
 * index of rows, the initialization sections, a description. The live parts are the recording.
 *
 * Written by the package thread before a row is announced (page cache: kill -9 loses nothing);
 * synced by the disk thread each second (a power cut loses a second at most). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "media/types/grid_row.h"

typedef struct Recording Recording;

/* Makes the folder (0700) and its files; ERROR_CONFLICT when there is a recording already. */
Recording *recording_create(const char *folder, const MediaTrack *tracks, unsigned n_tracks,
                            GError **error);

/* Opens what is there and mends it: rows that a crash left half written are cut off, a lost index
 * is made again by walking the chunks. ERROR_NOT_FOUND, ERROR_CORRUPT, ERROR_NEWER, ERROR_IO. */
Recording *recording_open(const char *folder, GError **error);
void recording_close(Recording *recording); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Recording, recording_close)

unsigned recording_n_tracks(const Recording *recording);
const MediaTrack *recording_tracks(const Recording *recording);

/* Called for each row on disk, in order; row->parts have no bytes. */
typedef void (*RecordingRowFn)(const GridRow *row, const GridSpan *spans, void *user);
void recording_each_row(Recording *recording, RecordingRowFn fn, void *user);

/* Keeps a track's initialization section of one generation. Written at once. */
bool recording_put_init(Recording *recording, unsigned generation, unsigned track,
                        const uint8_t *bytes, size_t length, GError **error);
/* NULL: there is none. Caller unrefs. Equal sections share one buffer. */
GateBuffer *recording_get_init(Recording *recording, unsigned generation, unsigned track);

/* Appends all parts, then the row. On ERROR_IO (disk full) nothing of the row counts and the next
 * append tries again where this one began. */
bool recording_append(Recording *recording, const GridRow *row, GridSpan *ret_spans,
                      GError **error);

/* Says that a row was announced that the recording could not take: its number and generation must
 * not come again. Needs no room on the disk. */
bool recording_note_shown(Recording *recording, const GridRow *row, GError **error);
/* The newest of those; false: there is none, or a row of its segment or later was taken. */
bool recording_get_shown(const Recording *recording, uint64_t *ret_msn, unsigned *ret_generation);

/* A track's file for answers; caller unrefs. It lives as long as anybody sends from it. It grows:
 * its `length` says nothing, a span that was announced may be read. */
GateFile *recording_file(Recording *recording, unsigned track);

/* Any one thread at a time: fdatasync of what was written since. Blocks. */
bool recording_sync(Recording *recording, GError **error);

/* Forgets rows before `msn`: each_row begins there, offsets stay. The next recording_sync() gives
 * their bytes back to the file system (FALLOC_FL_PUNCH_HOLE, where it knows that). */
bool recording_punch(Recording *recording, uint64_t msn, GError **error);

uint64_t recording_bytes(const Recording *recording);
