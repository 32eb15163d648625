/* The file `inits` of a recording: what rows.idx does not repeat with each row. Initialization
 * sections of each generation and track (equal ones are stored once), where and when each
 * generation began, what was given back to the file system. From it and the chunks a lost rows.idx
 * is made again. A head, then records {u32 kind, u32 length, bytes, u32 CRC-32}, little-endian.
 * Pure: reads and makes bytes, the owner writes them. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_buffer.h"
#include "media/types/media_track.h"

#define LIFE_LOG_VERSION           1u
#define LIFE_LOG_HEAD_BYTES        20u
#define LIFE_LOG_SECTION_MAX_BYTES 65536u
#define LIFE_LOG_MAX_BYTES         (64u * 1024 * 1024) /* of the file: 20,000 lives of 20 tracks */

typedef struct LifeBegin { /* of a generation */
    unsigned generation, part;
    uint64_t msn;
    int64_t wall_us;
} LifeBegin;

typedef struct LifeCut { /* rows before msn are gone, bytes before the offsets too */
    uint64_t msn;
    uint64_t offsets[MEDIA_MAX_TRACKS];
} LifeCut;

typedef struct LifeSection {
    unsigned generation, track;
    const uint8_t *bytes;
    size_t length;
} LifeSection;

typedef struct LifeLog LifeLog;

LifeLog *life_log_new(unsigned n_tracks);
void life_log_free(LifeLog *log);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LifeLog, life_log_free)

/* Reads a whole file; `ret_good` is the length up to the first damaged record. ERROR_CORRUPT when
 * already the head is none, ERROR_NEWER. */
bool life_log_read(LifeLog *log, const uint8_t *bytes, size_t length, size_t *ret_good,
                   GError **error);

/* Bytes for the end of the file; the log itself changes by life_log_add() of the same bytes. */
void life_log_append_head(const LifeLog *log, GByteArray *out);
void life_log_append_begin(const LifeLog *log, GByteArray *out, const LifeBegin *begin);
void life_log_append_cut(const LifeLog *log, GByteArray *out, const LifeCut *cut);
void life_log_append_section(const LifeLog *log, GByteArray *out, const LifeSection *section);

/* Adds the records at `bytes`; returns the length of those that are whole. */
size_t life_log_add(LifeLog *log, const uint8_t *bytes, size_t length);

/* Borrowed; NULL: there is none. */
GateBuffer *life_log_section(const LifeLog *log, unsigned generation, unsigned track);
/* The generation that row (msn, part) belongs to; NULL: none is known. */
const LifeBegin *life_log_begin_of(const LifeLog *log, uint64_t msn, unsigned part);
const LifeCut *life_log_cut(const LifeLog *log); /* zeros while nothing was cut */
