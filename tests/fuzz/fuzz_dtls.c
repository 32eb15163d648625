/* dtls: a session that a stranger sends what he likes stays in one of its states, answers with
 * whole datagrams only and never more than its limit, fails once and with a sentence, and has no
 * keys that no handshake has made.
 *
 * The input is a list of datagrams, each with its length in two bytes before it; the first hello of
 * a real client comes before them when the first byte of the input is odd. */
#include "media/rtc/dtls/dtls_session.h"

#include <string.h>

#define SENT_MAX_BYTES ((DTLS_SESSION_MAX_RESENDS + 1) * 1000u)
#define MAX_DATAGRAMS  64
#define NOW_US         (INT64_C(1700000000) * 1000000)

static uint64_t sent_bytes;

static void on_send(const uint8_t *data, size_t n_bytes, void *user) {
    g_assert_cmpuint(n_bytes, >, 0);
    g_assert_cmpuint(n_bytes, <=, DTLS_PIPE_MTU_BYTES);
    g_assert_true(data[0] >= 20 && data[0] <= 23);
    sent_bytes += n_bytes;
}

/* A browser's ClientHello of DTLS 1.2: two ciphers, groups, signatures, use_srtp. */
static const uint8_t HELLO[] = {
    22,   0xFE, 0xFF, 0,    0,    0,    0,  0,  0,  0,  0,  0,  99, /* record */
    1,    0,    0,    87,   0,    0,    0,  0,  0,  0,  0,  87,     /* message */
    0xFE, 0xFD, 1,    2,    3,    4,    5,  6,  7,  8,  9,  10, 11, /* random */
    12,   13,   14,   15,   16,   17,   18, 19, 20, 21, 22, 23, 24, /* … */
    25,   26,   27,   28,   29,   30,   31, 32, 0,  0,              /* no id, cookie */
    0,    4,    0xC0, 0x2B, 0xC0, 0x2C, 1,  0,                      /* ciphers */
    0,    41,                                                       /* extensions */
    0,    10,   0,    6,    0,    4,    0,  29, 0,  23,             /* groups */
    0,    11,   0,    2,    1,    0,                                /* points */
    0,    13,   0,    6,    0,    4,    4,  3,  8,  4,              /* signatures */
    0,    14,   0,    7,    0,    4,    0,  7,  0,  1,  0,          /* use_srtp */
    0,    23,   0,    0,                                            /* EMS */
};

static bool feed(DtlsSession *session, const uint8_t *data, size_t n_bytes) {
    g_autoptr(GError) error = NULL;
    DtlsState before = dtls_session_state(session);
    bool ok = dtls_session_receive(session, data, n_bytes, &error);
    DtlsState after = dtls_session_state(session);
    g_assert_true(ok == (error == NULL));
    g_assert_true(ok == (after == before));
    g_assert_cmpint(after, !=, DTLS_STATE_OPEN); /* nobody can guess a key */
    g_assert_true(ok || after == DTLS_STATE_FAILED);
    g_assert_true(!error || g_utf8_validate(error->message, -1, NULL));
    return ok;
}

static void feed_all(DtlsSession *session, const uint8_t *data, size_t size) {
    for (unsigned i = 0; i < MAX_DATAGRAMS && size >= 2; i++) {
        size_t n_bytes = MIN((size_t)data[0] << 8 | data[1], size - 2);
        g_autofree uint8_t *copy = g_memdup2(data + 2, n_bytes); /* NULL for none */
        if (n_bytes > 0 && !feed(session, copy, n_bytes))
            return;
        data += 2 + n_bytes;
        size -= 2 + n_bytes;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static DtlsContext *context;
    static DtlsIdentity *identity;
    if (!context) {
        context = dtls_context_new(NULL);
        identity = dtls_identity_new(NOW_US, NULL);
    }
    if (size < 1)
        return 0;
    const DtlsFingerprint expected = {.hash = DTLS_HASH_SHA256, .length = 32};
    g_autoptr(DtlsSession) session = dtls_session_new(
        &(DtlsSessionOptions){
            .context = context, .identity = identity, .expected = &expected, .send = on_send},
        NULL);
    sent_bytes = 0;
    if (data[0] & 1) {
        g_assert_true(feed(session, HELLO, sizeof HELLO));
        g_assert_cmpuint(sent_bytes, >, 300); /* it was a hello */
    }
    feed_all(session, data + 1, size - 1);
    g_assert_cmpuint(sent_bytes, <=, SENT_MAX_BYTES);
    dtls_session_close(session);
    return 0;
}
