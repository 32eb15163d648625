#include "media/link/link.h"

#include <string.h>

#include "base/error.h"
#include "media/link/link_text.h"

/* Head of a frame, little-endian: payload length u32, type u8, track u8, zero u16. */
#define SAMPLE_HEAD_BYTES 24 /* pts i64, dts i64, duration u32, flags u32 */
#define SAMPLE_KEY        1u

G_STATIC_ASSERT(SAMPLE_HEAD_BYTES + MEDIA_SAMPLE_MAX_BYTES <= LINK_FRAME_MAX_BYTES);

struct LinkReader {
    LinkFrameFn on_frame;
    void *user;
    GByteArray *held; /* of a frame that is not whole yet, head included */
    bool is_broken;
};

LinkReader *link_reader_new(LinkFrameFn on_frame, void *user) {
    LinkReader *reader = g_new0(LinkReader, 1);
    reader->on_frame = on_frame;
    reader->user = user;
    reader->held = g_byte_array_new();
    return reader;
}

void link_reader_free(LinkReader *reader) {
    if (reader == NULL)
        return;
    g_byte_array_unref(reader->held);
    g_free(reader);
}

static void put_u32(uint8_t *at, uint32_t value) {
    value = GUINT32_TO_LE(value);
    memcpy(at, &value, sizeof value);
}

static void put_u64(uint8_t *at, uint64_t value) {
    value = GUINT64_TO_LE(value);
    memcpy(at, &value, sizeof value);
}

static uint32_t get_u32(const uint8_t *at) {
    uint32_t value;
    memcpy(&value, at, sizeof value);
    return GUINT32_FROM_LE(value);
}

static uint64_t get_u64(const uint8_t *at) {
    uint64_t value;
    memcpy(&value, at, sizeof value);
    return GUINT64_FROM_LE(value);
}

/* Longest payload of a type; 0: no such type. */
static size_t payload_max(unsigned type) {
    switch (type) {
    case LINK_SAMPLE:
        return SAMPLE_HEAD_BYTES + MEDIA_SAMPLE_MAX_BYTES;
    case LINK_TRACK:
        return MEDIA_CODEC_BYTES + MEDIA_CONFIG_MAX_BYTES;
    case LINK_START:
    case LINK_INPUT_OPEN:
    case LINK_INPUT_CLOSE:
    case LINK_CUT:
    case LINK_RUNG:
    case LINK_SLATE:
    case LINK_READY:
    case LINK_LEVELS:
    case LINK_INPUT:
    case LINK_LOAD:
    case LINK_NOTE:
        return LINK_TEXT_MAX_BYTES;
    default:
        return 0;
    }
}

static bool read_head(const uint8_t *at, LinkFrame *ret_frame, GError **error) {
    unsigned type = at[4], track = at[5];
    size_t length = get_u32(at), longest = payload_max(type);
    if (longest == 0) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "the link has no frame of type %u", type);
        return false;
    }
    if (length > longest) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID,
                    "a frame of type %u has %zu bytes, allowed are %zu", type, length, longest);
        return false;
    }
    bool has_track = type == LINK_TRACK || type == LINK_SAMPLE;
    if (track >= (has_track ? MEDIA_MAX_TRACKS : 1) || at[6] != 0 || at[7] != 0) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "a frame of type %u has a wrong head", type);
        return false;
    }
    *ret_frame = (LinkFrame){
        .type = (LinkType)type, .track = track, .payload = at + LINK_HEAD_BYTES, .length = length};
    return true;
}

static bool give(LinkReader *reader, const LinkFrame *frame, GError **error) {
    if (reader->on_frame(frame, reader->user))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "a frame of type %u was refused", frame->type);
    return false;
}

/* Completes the held frame; returns how many of the bytes it took, -1 on error. */
static gssize push_held(LinkReader *reader, const uint8_t *bytes, size_t length, GError **error) {
    GByteArray *held = reader->held;
    size_t used = 0;
    LinkFrame frame;
    if (held->len < LINK_HEAD_BYTES) {
        used = MIN(length, LINK_HEAD_BYTES - held->len);
        g_byte_array_append(held, bytes, (guint)used);
        if (held->len < LINK_HEAD_BYTES)
            return (gssize)used;
    }
    if (!read_head(held->data, &frame, error))
        return -1;
    size_t more = MIN(length - used, LINK_HEAD_BYTES + frame.length - held->len);
    g_byte_array_append(held, bytes + used, (guint)more);
    used += more;
    if (held->len < LINK_HEAD_BYTES + frame.length)
        return (gssize)used;
    frame.payload = held->data + LINK_HEAD_BYTES; /* the append may have moved it */
    if (!give(reader, &frame, error))
        return -1;
    g_byte_array_set_size(held, 0);
    return (gssize)used;
}

static bool push(LinkReader *reader, const uint8_t *bytes, size_t length, GError **error) {
    while (length > 0) {
        LinkFrame frame;
        gssize used;
        if (reader->held->len > 0 || length < LINK_HEAD_BYTES) {
            used = push_held(reader, bytes, length, error);
        } else if (!read_head(bytes, &frame, error)) {
            used = -1;
        } else if (length < LINK_HEAD_BYTES + frame.length) {
            g_byte_array_append(reader->held, bytes, (guint)length);
            used = (gssize)length;
        } else {
            used = give(reader, &frame, error) ? (gssize)(LINK_HEAD_BYTES + frame.length) : -1;
        }
        if (used < 0)
            return false;
        bytes += used;
        length -= (size_t)used;
    }
    return true;
}

bool link_reader_push(LinkReader *reader, const uint8_t *bytes, size_t length, GError **error) {
    if (reader->is_broken) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "the link was broken by an earlier frame");
        return false;
    }
    reader->is_broken = !push(reader, bytes, length, error);
    return !reader->is_broken;
}

static uint8_t *append_head(GByteArray *out, LinkType type, unsigned track, size_t length) {
    guint at = out->len;
    g_byte_array_set_size(out, (guint)(at + LINK_HEAD_BYTES + length));
    uint8_t *head = out->data + at;
    put_u32(head, (uint32_t)length);
    head[4] = (uint8_t)type;
    head[5] = (uint8_t)track;
    head[6] = head[7] = 0;
    return head + LINK_HEAD_BYTES;
}

void link_append_text(GByteArray *out, LinkType type, const char *json) {
    size_t length = strlen(json);
    memcpy(append_head(out, type, 0, length), json, length);
}

void link_append_track(GByteArray *out, unsigned track, const MediaTrack *info) {
    size_t codec_bytes = strlen(info->codec) + 1;
    uint8_t *at = append_head(out, LINK_TRACK, track, codec_bytes + info->config_length);
    memcpy(at, info->codec, codec_bytes);
    memcpy(at + codec_bytes, info->config, info->config_length);
}

void link_append_sample(GByteArray *out, unsigned track, const MediaSample *sample) {
    uint8_t *at = append_head(out, LINK_SAMPLE, track, SAMPLE_HEAD_BYTES + sample->length);
    put_u64(at, (uint64_t)sample->pts);
    put_u64(at + 8, (uint64_t)sample->dts);
    put_u32(at + 16, sample->duration);
    put_u32(at + 20, sample->is_key ? SAMPLE_KEY : 0);
    memcpy(at + SAMPLE_HEAD_BYTES, sample->bytes, sample->length);
}

static bool is_codec(const char *text) {
    for (const char *at = text; *at != '\0'; at++)
        if (!g_ascii_isalnum(*at) && *at != '.')
            return false;
    return *text != '\0';
}

bool link_read_track(const LinkFrame *frame, MediaTrack *track) {
    if (frame->type != LINK_TRACK)
        return false;
    const uint8_t *end = memchr(frame->payload, 0, frame->length);
    if (end == NULL)
        return false;
    size_t codec_bytes = (size_t)(end - frame->payload) + 1;
    size_t config_bytes = frame->length - codec_bytes;
    if (codec_bytes > MEDIA_CODEC_BYTES || config_bytes == 0 ||
        config_bytes > MEDIA_CONFIG_MAX_BYTES || !is_codec((const char *)frame->payload))
        return false;
    memcpy(track->codec, frame->payload, codec_bytes);
    memcpy(track->config, end + 1, config_bytes);
    track->config_length = (unsigned)config_bytes;
    return true;
}

bool link_read_sample(const LinkFrame *frame, MediaSample *ret_sample) {
    if (frame->type != LINK_SAMPLE || frame->length <= SAMPLE_HEAD_BYTES)
        return false;
    const uint8_t *at = frame->payload;
    uint32_t flags = get_u32(at + 20);
    if ((flags & ~SAMPLE_KEY) != 0)
        return false;
    *ret_sample = (MediaSample){
        .pts = (int64_t)get_u64(at),
        .dts = (int64_t)get_u64(at + 8),
        .duration = get_u32(at + 16),
        .is_key = flags & SAMPLE_KEY,
        .bytes = at + SAMPLE_HEAD_BYTES,
        .length = frame->length - SAMPLE_HEAD_BYTES,
    };
    return true;
}
