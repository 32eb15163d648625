#include "media/rtc/dtls/dtls_session.h"

#include <sys/time.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/clock.h"
#include "base/error.h"
#include "media/rtc/dtls/dtls_filter.h"

#define ALERT_REASON_FIRST                                                                         \
    1000 /* SSL_AD_REASON_OFFSET: OpenSSL's reasons that are alerts received */
#define ALERT_REASON_LAST 1255
#define SCRATCH_BYTES     512

struct DtlsSession {
    SSL *ssl; /* owns its BIO */
    DtlsState state;
    DtlsCheck check;
    DtlsFilter filter;
    DtlsPipe pipe;
    unsigned n_resends;
};

DtlsSession *dtls_session_new(const DtlsSessionOptions *options, GError **error) {
    DtlsSession *session = g_new0(DtlsSession, 1);
    session->check.expected = *options->expected;
    session->pipe =
        (DtlsPipe){.send = options->send, .user = options->user, .mtu_bytes = DTLS_PIPE_MTU_BYTES};
    session->ssl = dtls_context_new_ssl(options->context, options->identity, &session->check);
    BIO *bio = session->ssl
                   ? dtls_pipe_bio_new(dtls_context_bio_method(options->context), &session->pipe)
                   : NULL;
    if (!bio) {
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL,
                    "cannot make a DTLS session: OpenSSL has no memory");
        dtls_session_free(session);
        return NULL;
    }
    SSL_set_bio(session->ssl, bio, bio);
    return session;
}

void dtls_session_free(DtlsSession *session) {
    if (!session)
        return;
    SSL_free(session->ssl);
    g_free(session);
}

/* ---- failing ---- */

typedef struct Cause {
    ErrorCode code;
    int reason; /* of OpenSSL */
    const char *text;
} Cause;

/* Reasons of OpenSSL that stand for something people can act on. */
static const Cause CAUSES[] = {
    {ERROR_UNAUTHENTICATED, SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE, "it shows no certificate"},
    {ERROR_UNSUPPORTED, SSL_R_NO_SHARED_CIPHER, "it offers no cipher that we have"},
    {ERROR_UNSUPPORTED, SSL_R_UNSUPPORTED_PROTOCOL, "it does not speak DTLS 1.2"},
    {ERROR_UNSUPPORTED, SSL_R_WRONG_SSL_VERSION, "it does not speak DTLS 1.2"},
};

static void set_handshake_error(const DtlsCheck *check, unsigned long openssl, GError **error) {
    static const char BEGIN[] = "cannot shake hands with the peer by DTLS";
    int reason = ERR_GET_REASON(openssl);
    if (check->refusal) {
        g_set_error(error, BASE_ERROR, (gint)check->code, "%s: %s", BEGIN, check->refusal);
        return;
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(CAUSES); i++)
        if (CAUSES[i].reason == reason) {
            g_set_error(error, BASE_ERROR, (gint)CAUSES[i].code, "%s: %s", BEGIN, CAUSES[i].text);
            return;
        }
    if (reason > ALERT_REASON_FIRST && reason <= ALERT_REASON_LAST) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "%s: it sent the alert '%s'", BEGIN,
                    SSL_alert_desc_string_long(reason - ALERT_REASON_FIRST));
        return;
    }
    const char *text = ERR_reason_error_string(openssl);
    g_set_error(error, BASE_ERROR, ERROR_INVALID, "%s: %s", BEGIN, text ? text : "unknown reason");
}

static bool fail(DtlsSession *session, GError **error) {
    session->state = DTLS_STATE_FAILED;
    set_handshake_error(&session->check, ERR_peek_error(), error);
    ERR_clear_error();
    return false;
}

/* ---- the verbs' frame: buffers last as long as the verb, which spares 35 KB a session ---- */

/* OpenSSL makes its record buffers again on its own for reading only: SSL_shutdown() needs them. */
static bool begin(DtlsSession *session, uint8_t *out, GError **error) {
    session->pipe.out = out;
    ERR_clear_error();
    return SSL_alloc_buffers(session->ssl) == 1 || fail(session, error);
}

static void end(DtlsSession *session) {
    dtls_pipe_flush(&session->pipe);
    session->pipe.n_in = 0;
    session->pipe.out = NULL;
    (void)SSL_free_buffers(session->ssl); /* fails when something is left in them: they stay */
}

static bool shake_hands(DtlsSession *session, GError **error) {
    int result = SSL_do_handshake(session->ssl);
    if (result == 1) {
        session->state = DTLS_STATE_OPEN;
        return true;
    }
    int code = SSL_get_error(session->ssl, result);
    if (code == SSL_ERROR_WANT_READ)
        return true;
    if (code == SSL_ERROR_ZERO_RETURN) { /* close_notify in the middle */
        session->check.refusal = "it has left";
        session->check.code = ERROR_GONE;
    }
    return fail(session, error);
}

/* Repeated Finished messages are answered in here, alerts are seen, application data is dropped. */
static bool read_on(DtlsSession *session, GError **error) {
    uint8_t scratch[SCRATCH_BYTES];
    int result;
    do {
        result = SSL_read(session->ssl, scratch, sizeof scratch);
    } while (result > 0);
    switch (SSL_get_error(session->ssl, result)) {
    case SSL_ERROR_WANT_READ:
        return true;
    case SSL_ERROR_ZERO_RETURN:
        (void)SSL_shutdown(session->ssl); /* RFC 5246 §7.2.1: close_notify is answered */
        ERR_clear_error();
        session->state = DTLS_STATE_CLOSED;
        return true;
    default:
        return fail(session, error);
    }
}

bool dtls_session_receive(DtlsSession *session, const uint8_t *data, size_t n_bytes,
                          GError **error) {
    if (session->state == DTLS_STATE_CLOSED || session->state == DTLS_STATE_FAILED)
        return true;
    if (session->state == DTLS_STATE_OPEN)
        session->filter.n_early = 0; /* they are read at once now, none is kept */
    session->pipe.n_in = dtls_filter_pass(&session->filter, data, n_bytes);
    if (session->pipe.n_in == 0)
        return true;
    session->pipe.in = data;
    uint8_t out[DTLS_PIPE_MTU_BYTES];
    bool ok = begin(session, out, error) &&
              (session->state == DTLS_STATE_OPEN || shake_hands(session, error));
    if (ok && session->state == DTLS_STATE_OPEN)
        ok = read_on(session, error);
    end(session);
    return ok;
}

int64_t dtls_session_wait_us(DtlsSession *session) {
    struct timeval wait;
    if (session->state != DTLS_STATE_HANDSHAKE || DTLSv1_get_timeout(session->ssl, &wait) != 1)
        return -1;
    return (int64_t)wait.tv_sec * CLOCK_US_PER_S + wait.tv_usec;
}

bool dtls_session_resend(DtlsSession *session, GError **error) {
    if (dtls_session_wait_us(session) != 0)
        return true;
    if (session->n_resends == DTLS_SESSION_MAX_RESENDS) {
        session->state = DTLS_STATE_FAILED;
        g_set_error(error, BASE_ERROR, ERROR_TIMEOUT,
                    "cannot shake hands with the peer by DTLS: no answer, though asked %d times",
                    DTLS_SESSION_MAX_RESENDS + 1);
        return false;
    }
    uint8_t out[DTLS_PIPE_MTU_BYTES];
    bool ok = begin(session, out, error);
    int result = ok ? DTLSv1_handle_timeout(session->ssl) : 0;
    session->n_resends += result > 0;
    if (result < 0)
        ok = fail(session, error);
    end(session);
    return ok;
}

DtlsState dtls_session_state(const DtlsSession *session) {
    return session->state;
}

bool dtls_session_get_keys(DtlsSession *session, DtlsKeys *ret_keys, GError **error) {
    if (session->state == DTLS_STATE_OPEN && dtls_keys_export(session->ssl, ret_keys))
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot export keys from a DTLS session");
    ERR_clear_error();
    return false;
}

void dtls_session_close(DtlsSession *session) {
    if (session->state == DTLS_STATE_OPEN) {
        uint8_t out[DTLS_PIPE_MTU_BYTES];
        if (begin(session, out, NULL))
            (void)SSL_shutdown(session->ssl); /* 0: the peer's answer is not waited for */
        end(session);
    }
    if (session->state != DTLS_STATE_FAILED)
        session->state = DTLS_STATE_CLOSED;
}
