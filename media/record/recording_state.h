/* What recording.c and recording_open.c share. Private to them. */
#pragma once

#include "media/record/life_log.h"
#include "media/record/recording.h"
#include "media/record/row_file.h"

#define RECORDING_TRACKS_FILE "tracks.json"
#define RECORDING_ROWS_FILE   "rows.idx"
#define RECORDING_LIFE_FILE   "inits"
#define RECORDING_MEDIA_FILE  "%s.m4s"

struct Recording {
    int folder_fd, rows_fd, life_fd;
    MediaTrack tracks[MEDIA_MAX_TRACKS];
    unsigned n_tracks;
    GateFile *files[MEDIA_MAX_TRACKS];

    /* Of the owner. */
    LifeLog *life;
    uint64_t life_end;
    RowRecord last; /* its spans' ends are where the next parts go; length 0 when there is no row */
    uint64_t n_rows;
    RowShown shown;
    bool has_shown; /* rows were announced that are not in the index */
    GByteArray *scratch;

    /* Written by the owner, read by whoever syncs. */
    uint64_t rows_written; /* = n_rows, stored after the row is in its file */
    int is_dirty[MEDIA_MAX_TRACKS], is_life_dirty, is_folder_dirty, is_shown_dirty;
    uint64_t punch_to[MEDIA_MAX_TRACKS]; /* what lies before may go */
    /* Of whoever syncs. */
    uint64_t rows_synced, punched_to[MEDIA_MAX_TRACKS];
};

/* An empty shell: all descriptors are -1. */
Recording *recording_state_new(const MediaTrack *tracks, unsigned n_tracks);

/* Writes all of it at `offset`; ERROR_IO names `what`. */
bool recording_state_write(int fd, const uint8_t *bytes, size_t length, uint64_t offset,
                           GError **error);
/* Reads up to `length`; returns how many bytes there were, or -1. */
gssize recording_state_read(int fd, uint8_t *ret_bytes, size_t length, uint64_t offset);

/* Puts a record at the end of rows.idx and makes it the last row. */
bool recording_state_add_row(Recording *recording, const RowRecord *record, GError **error);
/* Puts scratch at the end of `inits` and into `life`. */
bool recording_state_add_life(Recording *recording, GError **error);
bool recording_state_get_row(const Recording *recording, uint64_t ordinal, RowRecord *ret_record);
