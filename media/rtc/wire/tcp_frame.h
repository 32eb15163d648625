/* Framing of packets on ICE-TCP connections: a length of 16 bits in front of each (RFC 4571 §2,
 * RFC 6544 §10.1). Bounded, nothing allocated. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TCP_FRAME_HEAD_BYTES 2u
#define TCP_FRAME_MAX_BYTES  2048u /* peers send what fits a datagram: at most about 1,500 */

typedef enum TcpFrameState {
    TCP_FRAME_MORE, /* all is used, no whole packet is left */
    TCP_FRAME_DONE, /* a packet */
    TCP_FRAME_BAD,  /* longer than TCP_FRAME_MAX_BYTES: close the connection */
} TcpFrameState;

/* What is kept between reads: the beginning of a packet. Zeroed at the start. */
typedef struct TcpFrameReader {
    uint16_t n; /* of `held` */
    uint8_t held[TCP_FRAME_HEAD_BYTES + TCP_FRAME_MAX_BYTES];
} TcpFrameReader;

/* The next packet out of *bytes, which move on. Packets that lie whole in the input are not copied.
 * Empty ones, RFC 4571 §2's null packets, are skipped. The packet is borrowed from the input or the
 * reader until the next call. */
TcpFrameState tcp_frame_read(TcpFrameReader *reader, const uint8_t **bytes, size_t *length,
                             const uint8_t **ret_packet, size_t *ret_packet_length);

/* What goes in front of a packet of up to 65,535 bytes. */
void tcp_frame_put_head(uint16_t packet_length, uint8_t ret_head[TCP_FRAME_HEAD_BYTES]);
