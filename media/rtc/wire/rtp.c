#include "media/rtc/wire/rtp.h"

#include "media/rtc/wire/wire_order.h"

#define VERSION         2
#define PADDING         0x20
#define EXTENSION       0x10
#define SOURCES         0x0f
#define MARKER          0x80
#define WORD            4u
#define ONE_BYTE        0xBEDE /* RFC 8285 §4.2 */
#define TWO_BYTE        0x1000 /* RFC 8285 §4.3: the low 4 bits are the application's */
#define TWO_BYTE_MASK   0xfff0
#define ONE_BYTE_STOP   15 /* id that ends the walk (RFC 8285 §4.2) */
#define VOICE           0x80
#define RTCP_FIRST_TYPE 192 /* RFC 5761 §4: payload types 64 to 95 with the marker bit */
#define RTCP_LAST_TYPE  223

bool rtp_is_rtcp(const uint8_t *bytes, size_t length) {
    return length >= 2 && bytes[0] >> 6 == VERSION && bytes[1] >= RTCP_FIRST_TYPE &&
           bytes[1] <= RTCP_LAST_TYPE;
}

size_t rtp_header_length(const uint8_t *bytes, size_t length) {
    if (length < RTP_HEADER_BYTES || length > RTP_MAX_BYTES || bytes[0] >> 6 != VERSION)
        return 0;
    size_t header = RTP_HEADER_BYTES + WORD * (size_t)(bytes[0] & SOURCES);
    if (bytes[0] & EXTENSION) {
        if (length < header + WORD)
            return 0;
        header += WORD + WORD * (size_t)wire_order_get16(bytes + header + 2);
    }
    return header <= length ? header : 0;
}

static bool is_text(const uint8_t *bytes, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (bytes[i] <= ' ' || bytes[i] > '~')
            return false;
    return true;
}

/* One element whose id was agreed on. */
static void take_element(RtpExtension extension, const uint8_t *bytes, RtpPiece piece,
                         RtpPacket *packet) {
    /* 0: a text of 1 to RTP_TEXT_MAX_LENGTH bytes. */
    static const uint8_t LENGTHS[RTP_N_EXTENSIONS] = {
        [RTP_EXTENSION_SEND_TIME] = 3,
        [RTP_EXTENSION_TRANSPORT] = 2,
        [RTP_EXTENSION_AUDIO_LEVEL] = 1,
        [RTP_EXTENSION_PLAYOUT_DELAY] = 3,
    };
    const uint8_t *value = bytes + piece.at;
    bool fits = LENGTHS[extension] > 0 ? piece.length == LENGTHS[extension]
                                       : piece.length > 0 && piece.length <= RTP_TEXT_MAX_LENGTH &&
                                             is_text(value, piece.length);
    if (!fits)
        return;
    packet->has |= (uint8_t)(1u << extension);
    switch (extension) {
    case RTP_EXTENSION_MID:
        packet->mid = piece;
        break;
    case RTP_EXTENSION_RID:
        packet->rid = piece;
        break;
    case RTP_EXTENSION_REPAIRED_RID:
        packet->repaired_rid = piece;
        break;
    case RTP_EXTENSION_SEND_TIME:
        packet->send_time = wire_order_get24(value);
        break;
    case RTP_EXTENSION_TRANSPORT:
        packet->transport_sequence = wire_order_get16(value);
        break;
    case RTP_EXTENSION_AUDIO_LEVEL:
        packet->has_voice = value[0] & VOICE;
        packet->audio_level = value[0] & (VOICE - 1);
        break;
    case RTP_EXTENSION_PLAYOUT_DELAY:
        packet->playout_delay = wire_order_get24(value);
        break;
    case RTP_N_EXTENSIONS:
        break;
    }
}

static void take_id(unsigned id, const uint8_t *bytes, RtpPiece piece, const RtpExtensionMap *map,
                    RtpPacket *packet) {
    for (unsigned known = 0; known < RTP_N_EXTENSIONS; known++)
        if (map->ids[known] == id) {
            take_element((RtpExtension)known, bytes, piece, packet);
            return;
        }
}

/* False: an element reaches beyond the extension. */
static bool walk_extension(const uint8_t *bytes, RtpPiece head, size_t end,
                           const RtpExtensionMap *map, RtpPacket *packet) {
    unsigned form = wire_order_get16(bytes + head.at), n = 0;
    bool is_short = form == ONE_BYTE;
    if (!is_short && (form & TWO_BYTE_MASK) != TWO_BYTE)
        return true; /* somebody's own (RFC 3550 §5.3.1) */
    for (size_t at = head.at + WORD; at < end;) {
        unsigned id = is_short ? bytes[at] >> 4 : bytes[at];
        if (bytes[at] == 0) { /* padding between elements */
            at++;
            continue;
        }
        if (is_short && id == ONE_BYTE_STOP)
            return true;
        if (++n > RTP_MAX_EXTENSIONS || (!is_short && at + 1 == end))
            return false;
        size_t length = is_short ? (bytes[at] & 15u) + 1 : bytes[at + 1];
        at += is_short ? 1 : 2;
        if (length > end - at)
            return false;
        if (id > 0)
            take_id(id, bytes, (RtpPiece){(uint16_t)at, (uint8_t)length}, map, packet);
        at += length;
    }
    return true;
}

bool rtp_parse(const uint8_t *bytes, size_t length, const RtpExtensionMap *map,
               RtpPacket *ret_packet) {
    size_t header = rtp_header_length(bytes, length);
    if (header == 0)
        return false;
    size_t padding = bytes[0] & PADDING ? bytes[length - 1] : 0;
    if ((bytes[0] & PADDING && padding == 0) || padding > length - header)
        return false;
    RtpPacket packet = {
        .has_marker = bytes[1] & MARKER,
        .payload_type = bytes[1] & (MARKER - 1),
        .sequence = wire_order_get16(bytes + 2),
        .timestamp = wire_order_get32(bytes + 4),
        .ssrc = wire_order_get32(bytes + 8),
        .payload_at = (uint16_t)header,
        .payload_length = (uint16_t)(length - header - padding),
        .padding_length = (uint8_t)padding,
    };
    RtpPiece extension = {.at = (uint16_t)(RTP_HEADER_BYTES + WORD * (bytes[0] & SOURCES))};
    if (bytes[0] & EXTENSION && map && !walk_extension(bytes, extension, header, map, &packet))
        return false;
    *ret_packet = packet;
    return true;
}

bool rtp_unwrap_rtx(RtpPacket *packet, const uint8_t *bytes, uint32_t ssrc, uint8_t payload_type) {
    if (packet->payload_length <= RTP_RTX_BYTES)
        return false;
    packet->sequence = wire_order_get16(bytes + packet->payload_at);
    packet->payload_at += RTP_RTX_BYTES;
    packet->payload_length -= RTP_RTX_BYTES;
    packet->ssrc = ssrc;
    packet->payload_type = payload_type;
    return true;
}

uint32_t rtp_send_time(int64_t now_us) {
    /* 64 s fit the 24 bits: the product stays below 2^44. */
    uint64_t within_us = (uint64_t)now_us % (64u * UINT64_C(1000000));
    return (uint32_t)((within_us << 18) / UINT64_C(1000000));
}

uint32_t rtp_playout_delay(unsigned least_ms) {
    enum { STEP_MS = 10, LEAST_SHIFT = 12 };
    if (least_ms > RTP_MAX_PLAYOUT_MS)
        least_ms = RTP_MAX_PLAYOUT_MS;
    return least_ms / STEP_MS << LEAST_SHIFT | RTP_MAX_PLAYOUT_MS / STEP_MS;
}
