#include "media/ingest/flv_source.h"

#include <string.h>

#include <glib.h>

#include "media/ingest/flv_tag.h"

static const uint8_t KEPT_TYPES[FLV_N_KEPT] = {RTMP_DATA, RTMP_VIDEO, RTMP_AUDIO};

void flv_source_init(FlvSource *source) {
    *source = (FlvSource){{0}};
    source_pipe_init(&source->pipe);
}

void flv_source_clear(FlvSource *source) {
    source_pipe_close(&source->pipe);
    gop_memory_clear(&source->memory);
    for (unsigned i = 0; i < FLV_N_KEPT; i++)
        g_free(source->kept[i].bytes);
    flv_source_init(source);
}

void flv_source_close(FlvSource *source) {
    source_pipe_close(&source->pipe);
    source->memory.is_behind = false;
}

/* ---- what is kept ---- */

/* Whether it is news: some encoders repeat their sequence headers with every key frame. */
static bool keep(FlvKept *kept, const RtmpMessage *message) {
    if (message->length == kept->n && memcmp(message->payload, kept->bytes, kept->n) == 0)
        return false;
    kept->n = 0;
    if (message->length > FLV_KEPT_MAX_BYTES)
        return true;
    if (message->length > kept->capacity) {
        g_free(kept->bytes);
        kept->bytes = g_malloc(message->length);
        kept->capacity = message->length;
    }
    memcpy(kept->bytes, message->payload, message->length);
    kept->n = message->length;
    return true;
}

static bool keep_metadata(FlvSource *source, const RtmpMessage *message) {
    bool has_video, has_audio;
    if (!keep(&source->kept[FLV_KEPT_METADATA], message))
        return false;
    flv_tag_read_metadata(message->payload, message->length, &has_video, &has_audio);
    source->has_video |= has_video;
    source->has_audio |= has_audio;
    flv_tag_read_encoder(message->payload, message->length, source->encoder,
                         sizeof source->encoder);
    return true;
}

/* Whether what is kept has changed. */
static bool take_note(FlvSource *source, FlvKind kind, const RtmpMessage *message) {
    source->has_video |= message->type == RTMP_VIDEO;
    source->has_audio |= message->type == RTMP_AUDIO;
    switch (kind) {
    case FLV_KIND_METADATA:
        return keep_metadata(source, message);
    case FLV_KIND_VIDEO_HEADER:
        return keep(&source->kept[FLV_KEPT_VIDEO_HEADER], message);
    case FLV_KIND_AUDIO_HEADER:
        return keep(&source->kept[FLV_KEPT_AUDIO_HEADER], message);
    case FLV_KIND_VIDEO_KEY:
    case FLV_KIND_VIDEO:
        source->has_pictures = true;
        return false;
    default:
        return false;
    }
}

/* ---- writing ---- */

static void append_kept(GByteArray *start, const FlvKept *kept, uint8_t type, uint32_t time_ms) {
    static const uint8_t ROOM[FLV_TAG_EXTRA_BYTES];
    if (kept->n == 0)
        return;
    guint at = start->len;
    g_byte_array_append(start, ROOM, RTMP_MESSAGE_HEADROOM);
    g_byte_array_append(start, kept->bytes, (guint)kept->n);
    g_byte_array_append(start, ROOM, RTMP_MESSAGE_TAILROOM);
    uint8_t *tag;
    flv_tag_frame(&(RtmpMessage){.type = type,
                                 .timestamp_ms = time_ms,
                                 .payload = start->data + at + RTMP_MESSAGE_HEADROOM,
                                 .length = kept->n},
                  &tag);
}

/* File header, metadata and sequence headers as one unit: all or nothing. */
static SourcePipeResult write_start(FlvSource *source, uint32_t time_ms) {
    g_autoptr(GByteArray) start = g_byte_array_new();
    if (source->needs_file_header) {
        uint8_t header[FLV_FILE_HEADER_BYTES];
        flv_tag_file_header(source->has_video, source->has_audio, header);
        g_byte_array_append(start, header, sizeof header);
    }
    for (unsigned i = 0; i < FLV_N_KEPT; i++)
        append_kept(start, &source->kept[i], KEPT_TYPES[i], time_ms);
    if (start->len == 0)
        return SOURCE_PIPE_TAKEN;
    return source_pipe_write(&source->pipe, start->data, start->len);
}

static size_t tag_length(const uint8_t *bytes, size_t n) {
    size_t length =
        FLV_TAG_EXTRA_BYTES + ((size_t)bytes[1] << 16 | (size_t)bytes[2] << 8 | bytes[3]);
    g_assert(length <= n);
    return length;
}

static SourcePipeResult feed(FlvSource *source) {
    return gop_memory_feed(&source->memory, &source->pipe, tag_length);
}

void flv_source_open(FlvSource *source, int take_fd) {
    source_pipe_open(&source->pipe, take_fd);
    source->needs_file_header = true;
    source->needs_kept = true;
    source->waits_at_start = source->has_pictures;
    source->waits_for_key = true;
    source->has_wait_begun = false;
    if (!gop_memory_rewind(&source->memory))
        return;
    if (write_start(source, source->memory.begun_ms) != SOURCE_PIPE_TAKEN) {
        source->memory.is_behind = false;
        return;
    }
    source->needs_file_header = source->needs_kept = false;
    source->waits_at_start = source->waits_for_key = false;
    feed(source);
}

static void drop(FlvSource *source, FlvKind kind, size_t n_bytes) {
    source->pipe.dropped_bytes += n_bytes;
    if (kind == FLV_KIND_VIDEO || kind == FLV_KIND_VIDEO_KEY)
        source->waits_for_key = true;
}

/* Pictures and sound of the group that runs; a new header makes what came before useless. */
static void remember(FlvSource *source, FlvKind kind, const RtmpMessage *message) {
    if (kind == FLV_KIND_VIDEO_KEY)
        gop_memory_begin(&source->memory, message->timestamp_ms);
    else if (kind != FLV_KIND_VIDEO && kind != FLV_KIND_AUDIO)
        return;
    uint8_t *tag;
    size_t n = flv_tag_frame(message, &tag);
    gop_memory_add(&source->memory, tag, n, message->timestamp_ms);
}

static FlvResult write_tag(FlvSource *source, FlvKind kind, const RtmpMessage *message) {
    size_t n_bytes = message->length + FLV_TAG_EXTRA_BYTES;
    if (source->needs_kept || source->needs_file_header) {
        SourcePipeResult started = write_start(source, message->timestamp_ms);
        if (started == SOURCE_PIPE_BROKEN)
            return FLV_BROKEN;
        if (started == SOURCE_PIPE_FULL) {
            drop(source, kind, n_bytes);
            return FLV_TAKEN;
        }
        source->needs_kept = source->needs_file_header = false;
    }
    uint8_t *tag;
    size_t n = flv_tag_frame(message, &tag);
    SourcePipeResult result = source_pipe_write(&source->pipe, tag, n);
    if (result == SOURCE_PIPE_FULL)
        drop(source, kind, 0); /* the pipe has counted them */
    return result == SOURCE_PIPE_BROKEN ? FLV_BROKEN : FLV_TAKEN;
}

/* These go in with the next tag. */
static bool is_kept_kind(FlvKind kind) {
    return kind == FLV_KIND_METADATA || kind == FLV_KIND_VIDEO_HEADER ||
           kind == FLV_KIND_AUDIO_HEADER;
}

/* Sound waits with the pictures at the start, but not for ever. */
static bool is_sound_waiting(FlvSource *source, uint32_t time_ms) {
    if (!source->waits_at_start)
        return false;
    if (!source->has_wait_begun) {
        source->has_wait_begun = true;
        source->wait_begun_ms = time_ms;
    }
    return time_ms - source->wait_begun_ms < FLV_KEY_WAIT_MS;
}

static bool is_waiting(FlvSource *source, FlvKind kind, const RtmpMessage *message) {
    if (kind == FLV_KIND_VIDEO_KEY)
        source->waits_for_key = source->waits_at_start = false;
    if (kind == FLV_KIND_VIDEO)
        return source->waits_for_key;
    return kind != FLV_KIND_VIDEO_KEY && is_sound_waiting(source, message->timestamp_ms);
}

FlvResult flv_source_take(FlvSource *source, const RtmpMessage *message) {
    FlvKind kind = flv_tag_kind(message);
    if (kind == FLV_KIND_UNSUPPORTED)
        return FLV_UNSUPPORTED;
    bool is_new = take_note(source, kind, message), was_behind = source->memory.is_behind;
    source->needs_kept |= is_new;
    if (is_new && kind != FLV_KIND_METADATA)
        gop_memory_forget(&source->memory);
    remember(source, kind, message);
    if (!source_pipe_is_open(&source->pipe))
        return FLV_TAKEN;
    if (source->memory.is_behind)
        return feed(source) == SOURCE_PIPE_BROKEN ? FLV_BROKEN : FLV_TAKEN;
    source->waits_for_key |= was_behind; /* what it had not taken is gone */
    if (is_kept_kind(kind) && message->length <= FLV_KEPT_MAX_BYTES)
        return FLV_TAKEN;
    if (is_waiting(source, kind, message))
        return FLV_TAKEN;
    return write_tag(source, kind, message);
}

bool flv_source_is_waiting(const FlvSource *source) {
    return source_pipe_is_open(&source->pipe) &&
           (source->memory.is_behind || source->pipe.rest_at < source->pipe.rest_n);
}

void flv_source_flush(FlvSource *source) {
    if (source->memory.is_behind)
        feed(source);
    else
        source_pipe_flush(&source->pipe);
}
