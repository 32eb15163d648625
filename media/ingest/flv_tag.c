#include "media/ingest/flv_tag.h"

#include <string.h>

#include "media/ingest/amf0.h"

#define TAG_HEADER_BYTES  11u
#define HAS_AUDIO         4u
#define HAS_VIDEO         1u
#define ENHANCED_VIDEO    0x80u /* Enhanced RTMP: a FourCC follows */
#define FRAME_KEY         1u
#define VIDEO_CODEC_FIRST 2u /* Sorenson H.263 */
#define VIDEO_CODEC_AVC   7u
#define AUDIO_CODEC_AAC   10u

/* SoundFormat values of E.4.2.1 that FLV readers know; 9 announces a FourCC, 12 and 13 nothing. */
#define AUDIO_CODECS (0x1ffu | 1u << 10 | 1u << 11 | 1u << 14)

static const uint8_t ON_METADATA[] = "\x02\x00\x0aonMetaData";

static FlvKind video_kind(const RtmpMessage *message) {
    uint8_t first = message->payload[0];
    unsigned codec = first & 0x0f, frame = first >> 4;
    if ((first & ENHANCED_VIDEO) || codec < VIDEO_CODEC_FIRST || codec > VIDEO_CODEC_AVC)
        return FLV_KIND_UNSUPPORTED;
    if (codec == VIDEO_CODEC_AVC && message->length > 1 && message->payload[1] == 0)
        return FLV_KIND_VIDEO_HEADER;
    return frame == FRAME_KEY ? FLV_KIND_VIDEO_KEY : FLV_KIND_VIDEO;
}

static FlvKind audio_kind(const RtmpMessage *message) {
    unsigned codec = message->payload[0] >> 4;
    if (!(AUDIO_CODECS & 1u << codec))
        return FLV_KIND_UNSUPPORTED;
    if (codec == AUDIO_CODEC_AAC && message->length > 1 && message->payload[1] == 0)
        return FLV_KIND_AUDIO_HEADER;
    return FLV_KIND_AUDIO;
}

FlvKind flv_tag_kind(const RtmpMessage *message) {
    size_t name = sizeof ON_METADATA - 1;
    if (message->type == RTMP_VIDEO)
        return video_kind(message);
    if (message->type == RTMP_AUDIO)
        return audio_kind(message);
    return message->length >= name && memcmp(message->payload, ON_METADATA, name) == 0
               ? FLV_KIND_METADATA
               : FLV_KIND_DATA;
}

static bool read_object(const uint8_t *bytes, size_t n, Amf0Value *ret_object) {
    Amf0Reader reader = {bytes, bytes + n};
    return amf0_read(&reader, ret_object) && amf0_read(&reader, ret_object);
}

void flv_tag_read_metadata(const uint8_t *bytes, size_t n, bool *ret_video, bool *ret_audio) {
    Amf0Value object, value;
    *ret_video = *ret_audio = false;
    if (!read_object(bytes, n, &object))
        return;
    *ret_video = amf0_find(&object, "videocodecid", &value) || amf0_find(&object, "width", &value);
    *ret_audio =
        amf0_find(&object, "audiocodecid", &value) || amf0_find(&object, "audiosamplerate", &value);
}

void flv_tag_read_encoder(const uint8_t *bytes, size_t n, char *ret_encoder, size_t capacity) {
    Amf0Value object, value;
    ret_encoder[0] = '\0';
    if (read_object(bytes, n, &object) && amf0_find(&object, "encoder", &value))
        amf0_copy_text(&value, ret_encoder, capacity);
}

void flv_tag_file_header(bool has_video, bool has_audio, uint8_t *ret_bytes) {
    static const uint8_t HEADER[FLV_FILE_HEADER_BYTES] = {'F', 'L', 'V', 1, 0, 0, 0, 0, 9};
    memcpy(ret_bytes, HEADER, sizeof HEADER);
    ret_bytes[4] = (uint8_t)((has_audio ? HAS_AUDIO : 0) | (has_video ? HAS_VIDEO : 0));
}

size_t flv_tag_frame(const RtmpMessage *message, uint8_t **ret_bytes) {
    uint8_t *tag = message->payload - TAG_HEADER_BYTES;
    uint8_t *back = message->payload + message->length;
    uint32_t length = (uint32_t)message->length, time_ms = message->timestamp_ms;
    uint32_t size = length + TAG_HEADER_BYTES;
    const uint8_t header[TAG_HEADER_BYTES] = {
        message->type,    (uint8_t)(length >> 16),  (uint8_t)(length >> 8),
        (uint8_t)length,  (uint8_t)(time_ms >> 16), (uint8_t)(time_ms >> 8),
        (uint8_t)time_ms, (uint8_t)(time_ms >> 24),
    };
    const uint8_t pointer[RTMP_MESSAGE_TAILROOM] = {
        (uint8_t)(size >> 24),
        (uint8_t)(size >> 16),
        (uint8_t)(size >> 8),
        (uint8_t)size,
    };
    memcpy(tag, header, sizeof header);
    memcpy(back, pointer, sizeof pointer);
    *ret_bytes = tag;
    return TAG_HEADER_BYTES + message->length + RTMP_MESSAGE_TAILROOM;
}
