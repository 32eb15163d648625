/* One DTLS 1.2 association of which we are the server (RFC 6347; a=setup:passive, RFC 5763 §5): the
 * handshake, its keys for SRTP, its end. Datagrams go in and out by function; no socket, no thread.
 *
 * A peer that has shown nothing costs at most DTLS_SESSION_MAX_RESENDS + 1 flights of less than
 * 1000 bytes each, answered to an address that ICE has checked (see dtls_context.c for the cookie).
 *
 * After the handshake a session is needed only to repeat its last flight and for close_notify: it
 * holds 40 KB of heap, so who has many frees it after a while. Half open it holds 45 KB, with all
 * that a stranger can make it keep 103 KB (tests/bench/dtls). */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/dtls/dtls_context.h"
#include "media/rtc/dtls/dtls_fingerprint.h"
#include "media/rtc/dtls/dtls_identity.h"
#include "media/rtc/dtls/dtls_keys.h"
#include "media/rtc/dtls/dtls_pipe.h"

/* A flight is repeated after 0.1, 0.2, 0.4, 0.8, 1.6 and 3.2 s (RFC 6347 §4.2.4); 3.2 s later the
 * handshake has failed: 9.5 s in all. */
#define DTLS_SESSION_MAX_RESENDS 6

typedef struct DtlsSession DtlsSession;

typedef struct DtlsSessionOptions {
    DtlsContext *context;            /* borrowed, must outlive the session */
    DtlsIdentity *identity;          /* the one of the answer */
    const DtlsFingerprint *expected; /* of the client's certificate, from the offer; copied */
    DtlsSendFn send;                 /* called from the verbs below only; datagrams of at most
                                        DTLS_PIPE_MTU_BYTES; must not call the session */
    void *user;
} DtlsSessionOptions;

typedef enum DtlsState {
    DTLS_STATE_HANDSHAKE,
    DTLS_STATE_OPEN,   /* there are keys */
    DTLS_STATE_CLOSED, /* by either side's close_notify */
    DTLS_STATE_FAILED, /* told once, by the verb that returned false */
} DtlsState;

/* NULL and ERROR_INTERNAL when OpenSSL fails. */
DtlsSession *dtls_session_new(const DtlsSessionOptions *options, GError **error);
/* In any state; sends nothing. NULL is allowed. */
void dtls_session_free(DtlsSession *session);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DtlsSession, dtls_session_free)

/* Takes a datagram of the peer (RFC 7983: first byte 20 to 63); what is malformed or forged is
 * dropped without a word (RFC 6347 §4.1.2.7). False when the association fails with it, after the
 * alert has been sent: ERROR_UNSUPPORTED (no SRTP, no profile, no cipher or version in common),
 * ERROR_UNAUTHENTICATED (no certificate, or another than the offer's), ERROR_GONE (close_notify
 * before the end), ERROR_INVALID (all else, with the peer's alert or OpenSSL's reason). Application
 * data is dropped: there are no data channels. */
bool dtls_session_receive(DtlsSession *session, const uint8_t *data, size_t n_bytes,
                          GError **error);

/* Microseconds until dtls_session_resend() wants to be called; -1: no flight waits for an answer.
 */
int64_t dtls_session_wait_us(DtlsSession *session);

/* Repeats the flight that is due (nothing is done before its time). False: it was the last time,
 * ERROR_TIMEOUT. */
bool dtls_session_resend(DtlsSession *session, GError **error);

DtlsState dtls_session_state(const DtlsSession *session);

/* In DTLS_STATE_OPEN. ERROR_INTERNAL when OpenSSL fails. */
bool dtls_session_get_keys(DtlsSession *session, DtlsKeys *ret_keys, GError **error);

/* Sends close_notify when there are keys. */
void dtls_session_close(DtlsSession *session);
