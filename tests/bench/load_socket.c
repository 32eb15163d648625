#include "tests/bench/load_socket.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>

#include "base/error.h"

#define DISCARD_BYTES 65536u

bool load_target_init(LoadTarget *target, const char *host, unsigned port, GError **error) {
    *target = (LoadTarget){.address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)}};
    if (port > 0 && port <= UINT16_MAX && inet_pton(AF_INET, host, &target->address.sin_addr) == 1)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID,
                "cannot load '%s:%u': not a numeric IPv4 address and port", host, port);
    return false;
}

bool load_target_use_tls(LoadTarget *target, GError **error) {
    SSL_CTX *tls = SSL_CTX_new(TLS_client_method());
    if (!tls || !SSL_CTX_set_min_proto_version(tls, TLS1_3_VERSION) ||
        !SSL_CTX_set_ciphersuites(tls, "TLS_AES_128_GCM_SHA256") ||
        !SSL_CTX_set1_groups_list(tls, "X25519:P-256")) {
        SSL_CTX_free(tls);
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot prepare TLS: %s",
                    ERR_error_string(ERR_get_error(), NULL));
        return false;
    }
    SSL_CTX_set_verify(tls, SSL_VERIFY_NONE, NULL);
    SSL_CTX_set_mode(tls, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                              SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(tls, SSL_SESS_CACHE_OFF);
    target->tls = tls;
    return true;
}

void load_target_clear(LoadTarget *target) {
    SSL_CTX_free(target->tls);
    *target = (LoadTarget){0};
}

static bool bind_source(int fd, const LoadTarget *target, unsigned index) {
    if (target->n_sources == 0)
        return true;
    uint32_t source = INADDR_LOOPBACK + index % target->n_sources;
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(source)};
    /* Lets connect() choose the port, so that it may be shared between destinations. */
    return setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &(int){1}, sizeof(int)) == 0 &&
           bind(fd, (struct sockaddr *)&address, sizeof address) == 0;
}

bool load_socket_open(LoadSocket *socket_, const LoadTarget *target, unsigned index,
                      GError **error) {
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    *socket_ = (LoadSocket){.fd = fd};
    if (fd >= 0 && bind_source(fd, target, index) &&
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int)) == 0 &&
        (connect(fd, (const struct sockaddr *)&target->address, sizeof target->address) == 0 ||
         errno == EINPROGRESS)) {
        if (!target->tls)
            return true;
        socket_->ssl = SSL_new(target->tls);
        if (socket_->ssl && SSL_set_fd(socket_->ssl, fd)) {
            SSL_set_connect_state(socket_->ssl);
            return true;
        }
    }
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot open connection %u: %s", index,
                g_strerror(errno));
    load_socket_close(socket_);
    return false;
}

void load_socket_close(LoadSocket *socket_) {
    SSL_free(socket_->ssl);
    if (socket_->fd >= 0)
        close(socket_->fd);
    *socket_ = (LoadSocket){.fd = -1};
}

/* -1 for a broken connection, 0 for "later"; empties OpenSSL's error queue of the thread. */
static ssize_t tls_result(LoadSocket *socket_, int result) {
    int error = SSL_get_error(socket_->ssl, result);
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return 0;
    ERR_clear_error();
    return -1;
}

static bool is_connected(LoadSocket *socket_) {
    struct sockaddr_in peer;
    socklen_t length = sizeof peer;
    return getpeername(socket_->fd, (struct sockaddr *)&peer, &length) == 0;
}

bool load_socket_progress(LoadSocket *socket_) {
    int failure = 0;
    socklen_t length = sizeof failure;
    if (getsockopt(socket_->fd, SOL_SOCKET, SO_ERROR, &failure, &length) != 0 || failure != 0)
        return false;
    if (!is_connected(socket_))
        return true;
    if (!socket_->ssl) {
        socket_->is_ready = true;
        return true;
    }
    int result = SSL_do_handshake(socket_->ssl);
    if (result != 1)
        return tls_result(socket_, result) == 0;
    socket_->is_ready = true;
    return true;
}

static ssize_t plain_result(ssize_t result) {
    if (result > 0)
        return result;
    return result < 0 && (errno == EAGAIN || errno == EINTR) ? 0 : -1;
}

ssize_t load_socket_send(LoadSocket *socket_, const void *bytes, size_t length) {
    if (!socket_->ssl)
        return plain_result(send(socket_->fd, bytes, length, MSG_NOSIGNAL));
    int result = SSL_write(socket_->ssl, bytes, (int)length);
    return result > 0 ? result : tls_result(socket_, result);
}

ssize_t load_socket_receive(LoadSocket *socket_, void *bytes, size_t length) {
    if (!socket_->ssl)
        return plain_result(recv(socket_->fd, bytes, length, 0));
    int result = SSL_read(socket_->ssl, bytes, (int)length);
    return result > 0 ? result : tls_result(socket_, result);
}

ssize_t load_socket_discard(LoadSocket *socket_, size_t length) {
    static char nowhere[DISCARD_BYTES];
    /* tcp(7): MSG_TRUNC drops the bytes instead of copying them. */
    if (!socket_->ssl)
        return plain_result(recv(socket_->fd, NULL, length, MSG_TRUNC));
    return load_socket_receive(socket_, nowhere, MIN(length, sizeof nowhere));
}
