/* The thread on which hands are shaken by DTLS, so that the threads that forward media never
 * compute a signature. They post their peers' datagrams in; datagrams, keys and the end come back
 * as DtlsEvents. worker_post() is the only crossing.
 *
 * Only datagrams from an address that has passed an authenticated connectivity check of ICE belong
 * here (RFC 8445 §7.3): that is why there is no cookie exchange (RFC 6347 §4.2.1). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/dtls/dtls_events.h"
#include "media/rtc/dtls/dtls_identity.h"
#include "media/rtc/dtls/dtls_peers.h"

#define DTLS_DESK_MAX_POSTS  4096 /* mailbox; a datagram in it has at most 2 KiB */
#define DTLS_DESK_PEER_PER_S 64   /* datagrams of one peer; a handshake in fragments has 15 */

typedef struct DtlsDesk DtlsDesk;

DtlsDesk *dtls_desk_start(GError **error);
/* Peers are forgotten without a word. NULL and repeated calls are allowed; lines still may be used,
 * to no effect. */
void dtls_desk_stop(DtlsDesk *desk);
/* When no line is left. */
void dtls_desk_free(DtlsDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DtlsDesk, dtls_desk_free)

/* The identity for an answer that is being written; it belongs into the options of that answer's
 * peer, because it is renewed now and then. Any thread; the caller's reference. */
DtlsIdentity *dtls_desk_identity(DtlsDesk *desk);

/* ---- lines: on the listener's worker ---- */

/* A peer's line to the desk: plain data inside the listener's peer. Nobody else points to it: it
 * may be moved and may vanish. Zeroed: no line. */
typedef struct DtlsLine {
    DtlsDesk *desk;
    uint64_t number;
    int64_t second_at_us; /* private: begin of the second that is counted */
    unsigned n_datagrams; /* private: in it */
} DtlsLine;

/* The peer may begin. ERROR_OVERLOADED (the mailbox is full), ERROR_UNAVAILABLE (stopping). More
 * than DTLS_PEERS_MAX peers: on_end with ERROR_OVERLOADED. */
bool dtls_desk_open(DtlsDesk *desk, const DtlsPeerOptions *peer, DtlsLine *ret_line,
                    GError **error);

/* Copies a datagram of the peer to the desk. False when it is dropped: no line, too large, too many
 * of this peer, mailbox full; peers repeat what matters. */
bool dtls_desk_receive(DtlsLine *line, const uint8_t *data, size_t n_bytes);

/* The peer leaves, at any stage, or its on_end has come; zeroes the line. When it had a session
 * with keys that was not released, a close_notify comes back by on_datagram, after which nothing
 * comes. A zeroed line is allowed. */
void dtls_desk_close(DtlsLine *line);

/* For /metrics, any thread; with the datagrams that dtls_desk_receive() dropped. */
void dtls_desk_get_stats(DtlsDesk *desk, DtlsPeersStats *ret_stats);
