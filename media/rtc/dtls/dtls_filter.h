/* What of a datagram OpenSSL may see: whole records of DTLS 1.2 (RFC 6347 §4.1), and nothing that
 * makes it keep much for a peer that has shown nothing yet.
 *
 * OpenSSL reserves the announced length of each of ten handshake messages ahead (16 KiB each) and
 * keeps 100 records of the next epoch (16 KiB each): 1.8 MiB for one stranger. A real client has
 * five messages of at most two kilobytes, and one record of the next epoch, its Finished. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DTLS_FILTER_MAX_MESSAGE_BYTES 4096 /* a certificate on RSA 4096 has 1.5 KiB */
#define DTLS_FILTER_MAX_MESSAGE_SEQ   5    /* Finished has 4 */
#define DTLS_FILTER_MAX_EARLY         2    /* records of epoch 1 before the handshake is complete */
#define DTLS_FILTER_MAX_BYTES         2048 /* of a datagram: more than an MTU is no DTLS of a peer */

typedef struct DtlsFilter {
    unsigned n_early; /* records of epoch 1 that have been let through */
} DtlsFilter;

/* How many of the first bytes of the datagram may go on: 0 when there is no record or one of them
 * is malformed; less than all when the next would be one too many of epoch 1. Zeroed state to
 * begin. */
size_t dtls_filter_pass(DtlsFilter *filter, const uint8_t *data, size_t n_bytes);

/* Whether a datagram begins with (a fragment of) a ClientHello: the only one that may make a
 * session (RFC 6347 §4.2.2). */
bool dtls_filter_is_hello(const uint8_t *data, size_t n_bytes);

/* Whether there is a handshake message of epoch 1 in it: of a client that is its Finished. */
bool dtls_filter_has_finished(const uint8_t *data, size_t n_bytes);
