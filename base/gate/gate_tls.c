#include "base/gate/gate_tls.h"

#include <string.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "base/error.h"

static const unsigned char ALPN_OURS[] = "\x02h2\x08http/1.1"; /* the first is preferred */

/* RFC 7301: a client that offers only what we do not speak is refused. */
static int on_alpn(SSL *ssl, const unsigned char **ret_protocol, unsigned char *ret_length,
                   const unsigned char *offered, unsigned offered_length, void *user) {
    int result = SSL_select_next_proto((unsigned char **)ret_protocol, ret_length, ALPN_OURS,
                                       sizeof ALPN_OURS - 1, offered, offered_length);
    return result == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

static bool fail(GError **error, const char *what, const char *path) {
    unsigned long code = ERR_get_error();
    const char *reason =
        ERR_SYSTEM_ERROR(code) ? g_strerror(ERR_GET_REASON(code)) : ERR_reason_error_string(code);
    g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot use %s '%s': %s", what, path,
                reason ? reason : "unknown reason");
    ERR_clear_error();
    return false;
}

static bool load_files(SSL_CTX *context, const GateTlsFiles *files, GError **error) {
    if (!files->key) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "cannot use certificate '%s': no key is set",
                    files->certificate);
        return false;
    }
    if (SSL_CTX_use_certificate_chain_file(context, files->certificate) != 1)
        return fail(error, "certificate", files->certificate);
    if (SSL_CTX_use_PrivateKey_file(context, files->key, SSL_FILETYPE_PEM) != 1)
        return fail(error, "key", files->key);
    if (SSL_CTX_check_private_key(context) != 1)
        return fail(error, "key", files->key);
    return true;
}

SSL_CTX *gate_tls_open(const GateTlsFiles *files, GError **error) {
    SSL_CTX *context = SSL_CTX_new(TLS_server_method());
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_ciphersuites(
        context, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256");
    SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20");
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF |
                                     SSL_OP_ENABLE_KTLS | SSL_OP_NO_COMPRESSION);
    /* Buffers are given back while a connection is idle; writes may be retried from a moved buffer.
     */
    SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    /* One system call brings a whole record, not first its 5 bytes of header. */
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_alpn_select_cb(context, on_alpn, NULL);
    /* Tickets resume sessions; a server-side cache would grow with the number of clients. */
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    if (!load_files(context, files, error)) {
        SSL_CTX_free(context);
        return NULL;
    }
    return context;
}
