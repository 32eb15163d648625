/* What an encoder has sent since its last key frame, so that a new reader of its source can decode
 * at once. Also what that reader has not taken yet: until it has caught up it is fed from here.
 *
 * In units: FLV tags or TS packets. Bounded in bytes and in time; what grows beyond is forgotten,
 * and nothing is kept until the next key frame. One buffer, which grows to what the encoder's
 * groups of pictures need. One thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/ingest/source_pipe.h"

#define GOP_MEMORY_MAX_BYTES (8u << 20) /* 10 s at 6 Mbit/s */
#define GOP_MEMORY_MAX_MS    10000u

typedef struct GopMemory {
    uint8_t *bytes;
    size_t n, capacity;
    bool is_whole;     /* since a key frame nothing is missing */
    uint32_t begun_ms; /* of a clock that may wrap */
    bool is_behind;    /* the reader is fed from here … */
    size_t given;      /* … and has so much of it */
} GopMemory;

void gop_memory_clear(GopMemory *memory); /* zeroed: empty, as at first */

/* A key frame comes next. What a reader that is behind has not taken is dropped. */
void gop_memory_begin(GopMemory *memory, uint32_t now_ms);
/* Whole units. */
void gop_memory_add(GopMemory *memory, const uint8_t *bytes, size_t n, uint32_t now_ms);
void gop_memory_forget(GopMemory *memory);

/* A reader begins here. False: nothing is kept. */
bool gop_memory_rewind(GopMemory *memory);

/* Length of the first unit; n > 0. */
typedef size_t (*GopUnitFn)(const uint8_t *bytes, size_t n);

/* Feeds the reader that is behind as much as it takes. */
SourcePipeResult gop_memory_feed(GopMemory *memory, SourcePipe *pipe, GopUnitFn unit_length);
