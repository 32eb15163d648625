/* What the desk tells the thread that forwards a peer's media. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "base/worker.h"
#include "media/rtc/dtls/dtls_keys.h"

#define DTLS_FAREWELL_MAX_BYTES 64 /* a record with an alert: 31 with ChaCha20, 39 with GCM */

typedef enum DtlsEnd {
    DTLS_END_FAILED,   /* no keys, or the peer's fatal alert after them; `error` says why */
    DTLS_END_CLOSED,   /* the peer's close_notify: it wants to leave */
    DTLS_END_RELEASED, /* keys stand; the session's memory is free, DTLS of this peer is over but
                          for the farewell */
} DtlsEnd;

/* All run on the worker that they are for. `peer` is the number given when it was opened; events of
 * a peer that has been closed since may still come: a number that is unknown is to be ignored. */
typedef struct DtlsEvents {
    /* To be sent to the peer; at most DTLS_PIPE_MTU_BYTES, borrowed. */
    void (*on_datagram)(uint64_t peer, const uint8_t *data, size_t n_bytes, void *user);
    /* Once at most; borrowed and wiped afterwards. After the datagrams that complete the handshake:
     * the peer may send media as soon as it has them. */
    void (*on_keys)(uint64_t peer, const DtlsKeys *keys, void *user);
    /* Right before DTLS_END_RELEASED: the close_notify (RFC 5246 §7.2.1) that a session with keys
     * wrote as its last record. To be kept, and sent when we leave the peer; at
     * most DTLS_FAREWELL_MAX_BYTES, borrowed. */
    void (*on_farewell)(uint64_t peer, const uint8_t *data, size_t n_bytes, void *user);
    /* The last event of a peer. `error` is NULL unless it failed; borrowed. */
    void (*on_end)(uint64_t peer, DtlsEnd end, const GError *error, void *user);
} DtlsEvents;

typedef struct DtlsListener {
    Worker *worker; /* borrowed, must outlive the desk */
    const DtlsEvents *events;
    void *user; /* of the events; lives as long as the worker runs */
} DtlsListener;
