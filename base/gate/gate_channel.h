/* The bytes of one client connection, plain or TLS. Non-blocking; one owner thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <sys/uio.h>

#include <openssl/types.h>

typedef struct GateChannel {
    int fd;
    SSL *ssl; /* owned; NULL: plain */
} GateChannel;

/* Results besides a positive count of bytes. */
#define GATE_CHANNEL_END    0    /* the peer finished sending */
#define GATE_CHANNEL_AGAIN  (-1) /* wait for the next readiness event */
#define GATE_CHANNEL_BROKEN (-2)

typedef enum GateHandshake {
    GATE_HANDSHAKE_DONE,
    GATE_HANDSHAKE_AGAIN,
    GATE_HANDSHAKE_BROKEN
} GateHandshake;

/* Starts TLS on a connected socket. False when out of memory. */
bool gate_channel_start_tls(GateChannel *channel, SSL_CTX *context);
GateHandshake gate_channel_handshake(GateChannel *channel);
/* After the handshake: ALPN chose HTTP/2 (RFC 9113 §3.2). */
bool gate_channel_speaks_h2(const GateChannel *channel);

ssize_t gate_channel_read(GateChannel *channel, void *buffer, size_t capacity);

/* Sends from the start of `parts`; a TLS channel gathers small parts into one record by `scratch`
 * (GATE_CHANNEL_RECORD_BYTES). GATE_CHANNEL_MORE: a file follows at once, so that the kernel may
 * put both into one segment. */
typedef enum GateChannelFollow { GATE_CHANNEL_LAST, GATE_CHANNEL_MORE } GateChannelFollow;

#define GATE_CHANNEL_RECORD_BYTES 16384u
ssize_t gate_channel_write(GateChannel *channel, const struct iovec *parts, int n_parts,
                           GateChannelFollow follow, uint8_t *scratch);

/* sendfile(2), or read and encrypt. */
ssize_t gate_channel_send_file(GateChannel *channel, int file_fd, uint64_t offset, size_t length,
                               uint8_t *scratch);

/* Tells the peer that no more comes (TLS close_notify, then FIN). */
void gate_channel_finish(GateChannel *channel);
/* Closing will be a reset: the peer sees that something was cut. */
void gate_channel_spoil(GateChannel *channel);
void gate_channel_close(GateChannel *channel);
