/* A recording in a folder of its own, whose every byte follows from (track, msn, part): what is on
 * disk can be told from what should be. */
#pragma once

#include "media/record/recording.h"

#define FIXTURE_TRACKS 4u

extern const MediaTrack FIXTURE_TRACK_LIST[FIXTURE_TRACKS];

char *record_fixture_folder(void);
void record_fixture_remove(char *take_folder);

/* One CMAF chunk with the grid's decode time of (msn, part). */
GByteArray *record_fixture_chunk(unsigned track, uint64_t msn, unsigned part);

/* Whether `track` has nothing in that row: now and then the second picture is shed. */
bool record_fixture_is_gap(unsigned track, uint64_t msn, unsigned part);

/* Appends row number `n` of a programme: 6 rows a segment, generation n / 100 + 1. */
bool record_fixture_append(Recording *recording, uint64_t n, GridSpan *ret_spans, GError **error);
void record_fixture_append_many(Recording *recording, uint64_t first, uint64_t end);

/* Asserts that rows first_row … are there in order with the right bytes; returns how many. Rows
 * that a damage made gaps may be allowed for one track (-1: for none). */
uint64_t record_fixture_check(Recording *recording, uint64_t first_row, int damaged_track);
