/* What OpenSSL reads and writes during one verb of a session: one datagram in, datagrams out.
 *
 * What is written is gathered into as few datagrams as fit (RFC 6347 §4.1.1 allows several records
 * in one), also when a flight is sent again, which OpenSSL does message by message. What is read is
 * handed on record by record: OpenSSL 3.0 loses what follows a repeated ClientHello in the same
 * datagram, which the peer would have to say again. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include <openssl/bio.h>

/* UDP payload; leaves room for IPv6, UDP and a TURN header in 1280 bytes (RFC 8200 §5). */
#define DTLS_PIPE_MTU_BYTES 1200

/* `data` is borrowed for the call. */
typedef void (*DtlsSendFn)(const uint8_t *data, size_t n_bytes, void *user);

typedef struct DtlsPipe {
    const uint8_t *in; /* what is still to be read; borrowed for the time of a verb */
    size_t n_in;
    DtlsSendFn send;
    void *user;
    size_t mtu_bytes; /* of outgoing datagrams, at most DTLS_PIPE_MTU_BYTES */
    size_t n_out;     /* gathered, not yet sent */
    uint8_t *out;     /* mtu_bytes; borrowed for the time of a verb; NULL: writes are dropped */
} DtlsPipe;

/* The kind of BIO; one serves any number of pipes and must outlive them. NULL when OpenSSL fails.
 * Free with BIO_meth_free. */
BIO_METHOD *dtls_pipe_method_new(void);

/* For both directions of one SSL. The pipe is borrowed. NULL when OpenSSL fails. */
BIO *dtls_pipe_bio_new(BIO_METHOD *method, DtlsPipe *pipe);

/* Sends what has been gathered. */
void dtls_pipe_flush(DtlsPipe *pipe);
