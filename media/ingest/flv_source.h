/* Makes an FLV byte stream of an encoder's messages (Adobe Video File Format 10.1, annex E) and
 * writes it to the source's pipe. Keeps metadata, sequence headers and what came since the last key
 * frame, also while nothing is open: a source that begins in mid-stream begins with them, or, where
 * they are not known, with the next key frame. One thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/ingest/gop_memory.h"
#include "media/ingest/rtmp_message.h"
#include "media/ingest/source_pipe.h"

#define FLV_KEPT_MAX_BYTES                                                                         \
    (64u << 10)               /* each of metadata and sequence headers; larger ones only pass */
#define FLV_KEY_WAIT_MS 5000u /* sound alone begins when no key frame came for so long */

typedef struct FlvKept {
    uint8_t *bytes;
    size_t n, capacity;
} FlvKept;

typedef enum FlvKeptKind {
    FLV_KEPT_METADATA,
    FLV_KEPT_VIDEO_HEADER,
    FLV_KEPT_AUDIO_HEADER,
    FLV_N_KEPT
} FlvKeptKind;

typedef struct FlvSource {
    SourcePipe pipe;
    FlvKept kept[FLV_N_KEPT];
    GopMemory memory;
    bool has_video, has_audio; /* announced by metadata or seen */
    bool has_pictures;         /* the encoder is in mid-stream */
    bool needs_file_header;    /* before anything else */
    bool needs_kept;           /* before the next tag */
    bool waits_for_key;        /* pictures are dropped until a key frame */
    bool waits_at_start;       /* sound, too: the source begins in mid-stream */
    bool has_wait_begun;
    uint32_t wait_begun_ms; /* of the encoder's clock */
    char encoder[128];      /* what its metadata says, or "" */
} FlvSource;

typedef enum FlvResult {
    FLV_TAKEN,       /* or dropped and counted, or kept for later */
    FLV_UNSUPPORTED, /* Enhanced RTMP, or a codec that FLV readers do not know */
    FLV_BROKEN,      /* nobody reads the pipe any more */
} FlvResult;

void flv_source_init(FlvSource *source);
void flv_source_clear(FlvSource *source);

void flv_source_open(FlvSource *source, int take_fd);
void flv_source_close(FlvSource *source);

/* Overwrites the message's headroom and tailroom. */
FlvResult flv_source_take(FlvSource *source, const RtmpMessage *message);

/* True while something waits for the reader, who has to be tried again. */
bool flv_source_is_waiting(const FlvSource *source);
/* Tries again; what fails is told by the next flv_source_take(). */
void flv_source_flush(FlvSource *source);
