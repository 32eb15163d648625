/* The peers of a desk and their handshakes: what the desk's thread owns. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#include "base/event_loop.h"
#include "media/rtc/dtls/dtls_events.h"
#include "media/rtc/dtls/dtls_fingerprint.h"
#include "media/rtc/dtls/dtls_identity.h"

/* Numbers and times: who never begins, never finishes or is never closed is forgotten all the same.
 */
#define DTLS_PEERS_MAX 16384 /* known at a time, 600 bytes each */
/* Handshakes under way, 45 to 103 KB each. Above, ClientHellos are dropped; clients repeat them. */
#define DTLS_PEERS_MAX_HALF_OPEN 1024
/* Complete and kept, 40 KB each as long as the session is there. The oldest is released for a new
 * one. */
#define DTLS_PEERS_MAX_LINGERING 1024

#define DTLS_PEERS_BEGIN_S     60 /* from the opening to the ClientHello */
#define DTLS_PEERS_HANDSHAKE_S 10 /* from the ClientHello to the keys */
/* A session is kept after the keys to hear close_notify of who leaves at once … */
#define DTLS_PEERS_HEAR_S 1
/* … and without it the bytes of the last flight, to repeat them. RFC 6347 §4.2.4 says 2 MSL,
 * minutes; a browser that has not got its keys after 10 s has given up. */
#define DTLS_PEERS_LINGER_S 10

typedef struct DtlsPeerOptions {
    uint64_t number;                 /* among all listeners of the desk; never used again */
    DtlsIdentity *identity;          /* the one of the answer; a reference is taken */
    const DtlsFingerprint *expected; /* of the peer's certificate, from the offer; copied */
    const DtlsListener *listener;    /* copied */
} DtlsPeerOptions;

typedef struct DtlsPeersStats {
    uint64_t opened;       /* peers */
    uint64_t done, failed; /* handshakes */
    uint64_t dropped;      /* datagrams of no peer or above a limit; letters that were not taken */
    unsigned peers, half_open, lingering; /* now */
} DtlsPeersStats;

typedef struct DtlsPeers DtlsPeers;

/* The loop is borrowed. ERROR_INTERNAL when OpenSSL fails. */
DtlsPeers *dtls_peers_new(EventLoop *loop, GError **error);
/* After the loop has stopped. NULL is allowed. */
void dtls_peers_free(DtlsPeers *peers);

/* On the loop's thread. A peer that is one too many hears ERROR_OVERLOADED by on_end; a number that
 * is there already stays as it is. */
void dtls_peers_open(DtlsPeers *peers, const DtlsPeerOptions *options);
void dtls_peers_receive(DtlsPeers *peers, uint64_t number, const uint8_t *data, size_t n_bytes);
/* Sends close_notify when there are keys. */
void dtls_peers_close(DtlsPeers *peers, uint64_t number);

/* Any thread. */
void dtls_peers_get_stats(const DtlsPeers *peers, DtlsPeersStats *ret_stats);
