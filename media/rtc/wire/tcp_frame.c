#include "media/rtc/wire/tcp_frame.h"

#include <string.h>

#include "media/rtc/wire/wire_order.h"

/* Moves bytes of the input into what is held until that has `wanted`. */
static bool hold(TcpFrameReader *reader, const uint8_t **bytes, size_t *length, size_t wanted) {
    size_t n = wanted > reader->n ? wanted - reader->n : 0;
    if (n > *length)
        n = *length;
    memcpy(reader->held + reader->n, *bytes, n);
    reader->n = (uint16_t)(reader->n + n);
    *bytes += n;
    *length -= n;
    return reader->n >= wanted;
}

/* A whole packet in the input, nothing being held. */
static bool take_whole(const uint8_t **bytes, size_t *length, const uint8_t **ret_packet,
                       size_t *ret_packet_length) {
    if (*length < TCP_FRAME_HEAD_BYTES)
        return false;
    size_t packet = wire_order_get16(*bytes);
    if (packet > TCP_FRAME_MAX_BYTES || packet > *length - TCP_FRAME_HEAD_BYTES)
        return false;
    *ret_packet = *bytes + TCP_FRAME_HEAD_BYTES;
    *ret_packet_length = packet;
    *bytes += TCP_FRAME_HEAD_BYTES + packet;
    *length -= TCP_FRAME_HEAD_BYTES + packet;
    return true;
}

static TcpFrameState take_held(TcpFrameReader *reader, const uint8_t **bytes, size_t *length,
                               const uint8_t **ret_packet, size_t *ret_packet_length) {
    if (!hold(reader, bytes, length, TCP_FRAME_HEAD_BYTES))
        return TCP_FRAME_MORE;
    size_t packet = wire_order_get16(reader->held);
    if (packet > TCP_FRAME_MAX_BYTES)
        return TCP_FRAME_BAD;
    if (!hold(reader, bytes, length, TCP_FRAME_HEAD_BYTES + packet))
        return TCP_FRAME_MORE;
    reader->n = 0;
    *ret_packet = reader->held + TCP_FRAME_HEAD_BYTES;
    *ret_packet_length = packet;
    return TCP_FRAME_DONE;
}

TcpFrameState tcp_frame_read(TcpFrameReader *reader, const uint8_t **bytes, size_t *length,
                             const uint8_t **ret_packet, size_t *ret_packet_length) {
    while (*length > 0) {
        const uint8_t *packet;
        size_t packet_length;
        if (reader->n > 0 || !take_whole(bytes, length, &packet, &packet_length)) {
            TcpFrameState state = take_held(reader, bytes, length, &packet, &packet_length);
            if (state != TCP_FRAME_DONE)
                return state;
        }
        if (packet_length > 0) {
            *ret_packet = packet;
            *ret_packet_length = packet_length;
            return TCP_FRAME_DONE;
        }
    }
    return TCP_FRAME_MORE;
}

void tcp_frame_put_head(uint16_t packet_length, uint8_t ret_head[TCP_FRAME_HEAD_BYTES]) {
    wire_order_put16(ret_head, packet_length);
}
