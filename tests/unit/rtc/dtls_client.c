#include "tests/unit/rtc/dtls_client.h"

#include <string.h>
#include <sys/time.h>

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include "base/clock.h"

#define RESEND_FIRST_US 50000u /* as Chromium */

struct DtlsClient {
    SSL_CTX *context;
    BIO_METHOD *bio_method;
    SSL *ssl;
    DtlsIdentity *identity;
    X509 *certificate;
    EVP_PKEY *key;
    DtlsFingerprint fingerprint;
    DtlsPipe pipe;
    bool is_open, is_closed, has_failed;
};

static unsigned next_resend_us(SSL *ssl, unsigned last_us) {
    return last_us == 0 ? RESEND_FIRST_US : last_us * 2;
}

static void make_certificate(DtlsClient *client, bool has_rsa) {
    client->identity = dtls_identity_new(clock_wall_us(), NULL);
    client->certificate = X509_dup(dtls_identity_certificate(client->identity));
    client->key = has_rsa ? EVP_RSA_gen(2048) : dtls_identity_key(client->identity);
    if (has_rsa) {
        X509_set_pubkey(client->certificate, client->key);
        g_assert_cmpint(X509_sign(client->certificate, client->key, EVP_sha256()), >, 0);
    } else {
        EVP_PKEY_up_ref(client->key);
    }
    g_assert_true(dtls_fingerprint_of(client->certificate, DTLS_HASH_SHA256, &client->fingerprint));
}

static void make_ssl(DtlsClient *client, const DtlsClientOptions *options) {
    int version = options->version ? options->version : DTLS1_2_VERSION;
    client->context = SSL_CTX_new(DTLS_client_method());
    SSL_CTX_set_security_level(client->context, options->version ? 0 : 1);
    SSL_CTX_set_min_proto_version(client->context, version);
    SSL_CTX_set_max_proto_version(client->context, version);
    SSL_CTX_set_options(client->context, SSL_OP_NO_QUERY_MTU);
    SSL_CTX_set_read_ahead(client->context, 1);
    SSL_CTX_set_verify(client->context, SSL_VERIFY_NONE, NULL);
    if (options->ciphers)
        g_assert_cmpint(SSL_CTX_set_cipher_list(client->context, options->ciphers), ==, 1);
    const char *profiles = options->profiles ? options->profiles : dtls_keys_profile_names();
    if (profiles[0] != '\0')
        g_assert_cmpint(SSL_CTX_set_tlsext_use_srtp(client->context, profiles), ==, 0);
    client->ssl = SSL_new(client->context);
    if (!options->has_no_certificate) {
        SSL_use_certificate(client->ssl, client->certificate);
        SSL_use_PrivateKey(client->ssl, client->key);
    }
    g_assert_cmpint(SSL_set_mtu(client->ssl, (long)client->pipe.mtu_bytes), >, 0);
    DTLS_set_timer_cb(client->ssl, next_resend_us);
    BIO *bio = dtls_pipe_bio_new(client->bio_method, &client->pipe);
    SSL_set_bio(client->ssl, bio, bio);
    SSL_set_connect_state(client->ssl);
}

DtlsClient *dtls_client_new(const DtlsClientOptions *options) {
    DtlsClient *client = g_new0(DtlsClient, 1);
    client->bio_method = dtls_pipe_method_new();
    client->pipe = (DtlsPipe){
        .send = options->send,
        .user = options->user,
        .mtu_bytes = options->mtu_bytes ? options->mtu_bytes : DTLS_PIPE_MTU_BYTES,
    };
    make_certificate(client, options->has_rsa);
    make_ssl(client, options);
    return client;
}

void dtls_client_free(DtlsClient *client) {
    if (!client)
        return;
    SSL_free(client->ssl);
    SSL_CTX_free(client->context);
    BIO_meth_free(client->bio_method);
    X509_free(client->certificate);
    EVP_PKEY_free(client->key);
    dtls_identity_unref(client->identity);
    g_free(client);
}

const DtlsFingerprint *dtls_client_fingerprint(const DtlsClient *client) {
    return &client->fingerprint;
}

void dtls_client_get_seen(DtlsClient *client, char ret_text[DTLS_FINGERPRINT_TEXT_BYTES]) {
    DtlsFingerprint seen;
    g_assert_true(
        dtls_fingerprint_of(SSL_get0_peer_certificate(client->ssl), DTLS_HASH_SHA256, &seen));
    dtls_fingerprint_format(&seen, ret_text);
}

static void end(DtlsClient *client) {
    dtls_pipe_flush(&client->pipe);
    client->pipe.out = NULL;
    client->pipe.n_in = 0;
}

static void go_on(DtlsClient *client) {
    uint8_t out[DTLS_PIPE_MTU_BYTES], scratch[256];
    client->pipe.out = out;
    ERR_clear_error();
    int result = client->is_open ? 1 : SSL_do_handshake(client->ssl);
    client->is_open = client->is_open || result == 1;
    while (result > 0)
        result = SSL_read(client->ssl, scratch, sizeof scratch);
    int code = SSL_get_error(client->ssl, result);
    client->is_closed = client->is_closed || code == SSL_ERROR_ZERO_RETURN;
    client->has_failed = client->has_failed || code == SSL_ERROR_SSL;
    ERR_clear_error();
    end(client);
}

void dtls_client_begin(DtlsClient *client) {
    go_on(client);
}

void dtls_client_receive(DtlsClient *client, const uint8_t *data, size_t n_bytes) {
    client->pipe.in = data;
    client->pipe.n_in = n_bytes;
    go_on(client);
}

int64_t dtls_client_wait_us(DtlsClient *client) {
    struct timeval wait;
    if (DTLSv1_get_timeout(client->ssl, &wait) != 1)
        return -1;
    return (int64_t)wait.tv_sec * CLOCK_US_PER_S + wait.tv_usec;
}

void dtls_client_resend(DtlsClient *client) {
    uint8_t out[DTLS_PIPE_MTU_BYTES];
    client->pipe.out = out;
    if (DTLSv1_handle_timeout(client->ssl) < 0)
        client->has_failed = true;
    ERR_clear_error();
    end(client);
}

void dtls_client_write(DtlsClient *client, const char *text) {
    uint8_t out[DTLS_PIPE_MTU_BYTES];
    client->pipe.out = out;
    g_assert_cmpint(SSL_write(client->ssl, text, (int)strlen(text)), >, 0);
    end(client);
}

void dtls_client_close(DtlsClient *client) {
    uint8_t out[DTLS_PIPE_MTU_BYTES];
    client->pipe.out = out;
    SSL_shutdown(client->ssl);
    ERR_clear_error();
    end(client);
}

bool dtls_client_is_open(const DtlsClient *client) {
    return client->is_open;
}

bool dtls_client_is_closed(const DtlsClient *client) {
    return client->is_closed;
}

bool dtls_client_has_failed(const DtlsClient *client) {
    return client->has_failed;
}

void dtls_client_get_keys(DtlsClient *client, DtlsKeys *ret_keys) {
    g_assert_true(dtls_keys_export(client->ssl, ret_keys));
}
