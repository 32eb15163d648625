/* Packets on their way into a connection (RFC 4571 §2): what the kernel does not take is dropped,
 * as a datagram may be, but for the rest of a packet that it has begun. One owner thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/wire/tcp_frame.h"

#define TCP_WRITER_PACKET_BYTES 1500u /* longer packets are dropped */
#define TCP_WRITER_RUN_PACKETS  16u   /* at once */

/* Zeroed at the start. */
typedef struct TcpWriter {
    uint16_t at, end; /* of `rest`: what is still to be written */
    uint8_t rest[TCP_FRAME_HEAD_BYTES + TCP_WRITER_PACKET_BYTES];
} TcpWriter;

/* `length` bytes of packets that have `segment` bytes each, the last one at most as many; at most
 * TCP_WRITER_RUN_PACKETS. Returns how many will arrive if the connection lives. */
unsigned tcp_writer_send(TcpWriter *writer, int fd, const uint8_t *bytes, size_t length,
                         size_t segment);
/* Writes the rest; whether nothing is left of it. */
bool tcp_writer_go_on(TcpWriter *writer, int fd);
bool tcp_writer_has_rest(const TcpWriter *writer);
