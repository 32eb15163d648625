/* RTP (RFC 3550) around an MPEG transport stream (RFC 2250), told from the stream itself. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define RTP_HEADER_MOST_BYTES 76 /* to look at: all but the words of an extension */

/* How many bytes to leave out before the transport stream: the header, 0 where there is none. An
 * extension is part of it; one that is cut off makes it as long as the datagram. `n` counts the
 * bytes that are there to look at, `length` those of the datagram. */
size_t rtp_header_bytes(const uint8_t *bytes, size_t n, size_t length);
