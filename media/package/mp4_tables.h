/* One track of a progressive MP4 file while it is planned: its samples and chunks, and the box that
 * names them (ISO/IEC 14496-12 §8.3 to §8.7). Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "media/package/chunk_head.h"
#include "media/types/media_track.h"

typedef struct Mp4Tables Mp4Tables;

Mp4Tables *mp4_tables_new(MediaKind kind);
void mp4_tables_free(Mp4Tables *tables);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mp4Tables, mp4_tables_free)

/* Which initialization section describes the samples that follow. Different ones become sample
 * descriptions of their own. False: it is none of ours. */
bool mp4_tables_describe(Mp4Tables *tables, GateBuffer *section);

/* A chunk begins `offset` bytes behind the beginning of the media, at `time` (ticks of the track):
 * what lies between lengthens the sample before. */
void mp4_tables_begin_chunk(Mp4Tables *tables, uint64_t offset, uint64_t time);
void mp4_tables_add_sample(Mp4Tables *tables, const ChunkSample *sample);

unsigned mp4_tables_n_samples(const Mp4Tables *tables);
uint64_t mp4_tables_end(const Mp4Tables *tables); /* ticks */

#define MP4_TABLES_ENABLED 2u /* the picture and the first language */

/* Appends trak, enabled or an alternative by its number (from 1 on); `media_offset` is where the
 * media begins in the file. */
void mp4_tables_append_trak(const Mp4Tables *tables, GByteArray *out, unsigned number,
                            uint64_t media_offset);
