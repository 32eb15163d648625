#include "media/rtc/dtls/dtls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "media/rtc/dtls/dtls_filter.h"
#include "media/rtc/dtls/dtls_keys.h"
#include "media/rtc/dtls/dtls_pipe.h"

/* Forward secrecy and AEAD only; our certificate is ECDSA. The first is RFC 8827's mandatory one.
 */
#define CIPHERS                                                                                    \
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-ECDSA-AES256-GCM-SHA384"
#define GROUPS "X25519:P-256:P-384"
/* RSA: clients of GStreamer and older browsers have certificates on it. */
#define SIGNATURES                                                                                 \
    "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:RSA-PSS+SHA256:RSA-PSS+SHA384:RSA+SHA256:RSA+SHA384:"  \
    "RSA+SHA512"

/* RFC 6347 §4.2.4.1 begins with a second unless something is known about the round trip. Here ICE
 * has just shown a path to be alive; browsers begin with 50 ms, county lines with 4G answer within
 * 100. It doubles; the last steps stay short enough for a deadline of some seconds. */
#define RESEND_FIRST_US 100000u
#define RESEND_LAST_US  3200000u

struct DtlsContext {
    SSL_CTX *ssl;
    BIO_METHOD *bio_method;
};

static void refuse(SSL *ssl, ErrorCode code, const char *refusal) {
    DtlsCheck *check = SSL_get_app_data(ssl);
    check->refusal = refusal;
    check->code = code;
}

/* Before any cost: without a profile in common there is nothing to shake hands for. RFC 5764 §4.1.1
 * leaves the end of such a handshake to the server. */
static int on_client_hello(SSL *ssl, int *ret_alert, void *user) {
    const unsigned char *extension;
    size_t n_bytes;
    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_use_srtp, &extension, &n_bytes) != 1)
        refuse(ssl, ERROR_UNSUPPORTED, "it does not offer SRTP (no use_srtp extension)");
    else if (!dtls_keys_can_use(extension, n_bytes))
        refuse(ssl, ERROR_UNSUPPORTED, "it offers no SRTP profile that we have");
    else
        return SSL_CLIENT_HELLO_SUCCESS;
    *ret_alert = SSL_AD_HANDSHAKE_FAILURE;
    return SSL_CLIENT_HELLO_ERROR;
}

/* RFC 8122 §6.2: the certificate is the one whose fingerprint came by signalling; names, dates and
 * issuers mean nothing. Its key is shown by CertificateVerify, which OpenSSL checks. */
static int on_certificate(X509_STORE_CTX *store, void *user) {
    SSL *ssl = X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx());
    DtlsCheck *check = SSL_get_app_data(ssl);
    DtlsFingerprint shown;
    if (dtls_fingerprint_of(X509_STORE_CTX_get0_cert(store), check->expected.hash, &shown) &&
        dtls_fingerprint_equals(&shown, &check->expected)) {
        X509_STORE_CTX_set_error(store, X509_V_OK);
        return 1;
    }
    refuse(ssl, ERROR_UNAUTHENTICATED,
           "its certificate does not have the fingerprint of its offer");
    X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED);
    return 0;
}

static unsigned next_resend_us(SSL *ssl, unsigned last_us) {
    return last_us == 0 ? RESEND_FIRST_US : MIN(last_us * 2, RESEND_LAST_US);
}

/* No cookie exchange: RFC 6347 §4.2.1 asks for it where amplification is a problem. A session hears
 * only an address that has passed a connectivity check with the password of its own answer (RFC
 * 8445 §7.3), which proves more than a cookie. DTLSv1_listen() would also refuse a ClientHello that
 * comes in fragments, as Chromium's may. */
static bool set_up(SSL_CTX *context) {
    SSL_CTX_set_options(context, SSL_OP_NO_QUERY_MTU | SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_read_ahead(context, 1); /* a read takes a datagram whole */
    SSL_CTX_set_max_cert_list(context, DTLS_FILTER_MAX_MESSAGE_BYTES);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, NULL);
    SSL_CTX_set_cert_verify_callback(context, on_certificate, NULL);
    SSL_CTX_set_client_hello_cb(context, on_client_hello, NULL);
    return SSL_CTX_set_min_proto_version(context, DTLS1_2_VERSION) == 1 &&
           SSL_CTX_set_max_proto_version(context, DTLS1_2_VERSION) == 1 &&
           SSL_CTX_set_cipher_list(context, CIPHERS) == 1 &&
           SSL_CTX_set1_groups_list(context, GROUPS) == 1 &&
           SSL_CTX_set1_sigalgs_list(context, SIGNATURES) == 1 &&
           SSL_CTX_set_tlsext_use_srtp(context, dtls_keys_profile_names()) == 0; /* 0 is success */
}

DtlsContext *dtls_context_new(GError **error) {
    DtlsContext *context = g_new0(DtlsContext, 1);
    context->ssl = SSL_CTX_new(DTLS_server_method());
    context->bio_method = dtls_pipe_method_new();
    if (context->ssl && context->bio_method && set_up(context->ssl))
        return context;
    const char *reason = ERR_reason_error_string(ERR_get_error());
    g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot set up DTLS: %s",
                reason ? reason : "unknown reason");
    ERR_clear_error();
    dtls_context_free(context);
    return NULL;
}

void dtls_context_free(DtlsContext *context) {
    if (!context)
        return;
    SSL_CTX_free(context->ssl);
    BIO_meth_free(context->bio_method);
    g_free(context);
}

SSL *dtls_context_new_ssl(DtlsContext *context, DtlsIdentity *identity, DtlsCheck *check) {
    SSL *ssl = SSL_new(context->ssl);
    if (!ssl || SSL_use_certificate(ssl, dtls_identity_certificate(identity)) != 1 ||
        SSL_use_PrivateKey(ssl, dtls_identity_key(identity)) != 1 ||
        SSL_set_mtu(ssl, DTLS_PIPE_MTU_BYTES) == 0) {
        SSL_free(ssl);
        ERR_clear_error();
        return NULL;
    }
    SSL_set_app_data(ssl, check);
    DTLS_set_timer_cb(ssl, next_resend_us);
    SSL_set_accept_state(ssl);
    return ssl;
}

BIO_METHOD *dtls_context_bio_method(DtlsContext *context) {
    return context->bio_method;
}
