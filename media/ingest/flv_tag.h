/* FLV tags (Adobe Video File Format 10.1, annex E.4): what a message is, and its frame. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/ingest/rtmp_message.h"

#define FLV_FILE_HEADER_BYTES 13u /* with the first back pointer */
#define FLV_TAG_EXTRA_BYTES   (RTMP_MESSAGE_HEADROOM + RTMP_MESSAGE_TAILROOM)

typedef enum FlvKind {
    FLV_KIND_METADATA,     /* onMetaData */
    FLV_KIND_DATA,         /* other script data */
    FLV_KIND_VIDEO_HEADER, /* AVC sequence header */
    FLV_KIND_VIDEO_KEY,
    FLV_KIND_VIDEO,
    FLV_KIND_AUDIO_HEADER, /* AAC sequence header */
    FLV_KIND_AUDIO,
    FLV_KIND_UNSUPPORTED,
} FlvKind;

FlvKind flv_tag_kind(const RtmpMessage *message);

/* Which of picture and sound metadata announces; neither: it says nothing. */
void flv_tag_read_metadata(const uint8_t *bytes, size_t n, bool *ret_video, bool *ret_audio);

/* "encoder" of the metadata, or "". */
void flv_tag_read_encoder(const uint8_t *bytes, size_t n, char *ret_encoder, size_t capacity);

void flv_tag_file_header(bool has_video, bool has_audio, uint8_t *ret_bytes);

/* Writes a tag's header before the payload and its back pointer after it; *ret_bytes is where the
 * tag begins. Returns its length. */
size_t flv_tag_frame(const RtmpMessage *message, uint8_t **ret_bytes);
