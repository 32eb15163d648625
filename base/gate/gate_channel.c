#include "base/gate/gate_channel.h"

#include <errno.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

/* SSL_get_error(3) wants an empty error queue. Clearing walks 16 entries, a tenth of the CPU of a
 * small answer; looking does not. */
static void forget_errors(void) {
    if (ERR_peek_error() != 0)
        ERR_clear_error();
}

bool gate_channel_start_tls(GateChannel *channel, SSL_CTX *context) {
    SSL *ssl = SSL_new(context);
    if (!ssl)
        return false;
    SSL_set_accept_state(ssl);
    if (SSL_set_fd(ssl, channel->fd) != 1) {
        SSL_free(ssl);
        return false;
    }
    channel->ssl = ssl;
    return true;
}

static bool is_waiting(int ssl_error) {
    return ssl_error == SSL_ERROR_WANT_READ || ssl_error == SSL_ERROR_WANT_WRITE;
}

GateHandshake gate_channel_handshake(GateChannel *channel) {
    forget_errors();
    int result = SSL_do_handshake(channel->ssl);
    if (result == 1)
        return GATE_HANDSHAKE_DONE;
    int ssl_error = SSL_get_error(channel->ssl, result);
    forget_errors();
    return is_waiting(ssl_error) ? GATE_HANDSHAKE_AGAIN : GATE_HANDSHAKE_BROKEN;
}

bool gate_channel_speaks_h2(const GateChannel *channel) {
    const unsigned char *protocol = NULL;
    unsigned length = 0;
    SSL_get0_alpn_selected(channel->ssl, &protocol, &length);
    return length == 2 && memcmp(protocol, "h2", 2) == 0;
}

static ssize_t tls_result(SSL *ssl, int result, size_t n) {
    if (result == 1)
        return (ssize_t)n;
    int ssl_error = SSL_get_error(ssl, result);
    forget_errors();
    if (is_waiting(ssl_error))
        return GATE_CHANNEL_AGAIN;
    return ssl_error == SSL_ERROR_ZERO_RETURN ? GATE_CHANNEL_END : GATE_CHANNEL_BROKEN;
}

static ssize_t plain_result(ssize_t n) {
    if (n >= 0)
        return n;
    return errno == EAGAIN || errno == EINTR ? GATE_CHANNEL_AGAIN : GATE_CHANNEL_BROKEN;
}

ssize_t gate_channel_read(GateChannel *channel, void *buffer, size_t capacity) {
    if (!channel->ssl)
        return plain_result(recv(channel->fd, buffer, capacity, 0));
    size_t n = 0;
    forget_errors();
    int result = SSL_read_ex(channel->ssl, buffer, capacity, &n);
    return tls_result(channel->ssl, result, n);
}

static ssize_t tls_write(GateChannel *channel, const void *bytes, size_t length) {
    size_t n = 0;
    forget_errors();
    int result = SSL_write_ex(channel->ssl, bytes, length, &n);
    ssize_t sent = tls_result(channel->ssl, result, n);
    return sent == GATE_CHANNEL_END ? GATE_CHANNEL_BROKEN : sent;
}

static size_t gather(const struct iovec *parts, int n_parts, uint8_t *scratch) {
    size_t filled = 0;
    for (int i = 0; i < n_parts && filled < GATE_CHANNEL_RECORD_BYTES; i++) {
        size_t room = GATE_CHANNEL_RECORD_BYTES - filled;
        size_t n = parts[i].iov_len < room ? parts[i].iov_len : room;
        memcpy(scratch + filled, parts[i].iov_base, n);
        filled += n;
    }
    return filled;
}

ssize_t gate_channel_write(GateChannel *channel, const struct iovec *parts, int n_parts,
                           GateChannelFollow follow, uint8_t *scratch) {
    if (!channel->ssl) {
        struct msghdr message = {.msg_iov = (struct iovec *)parts, .msg_iovlen = (size_t)n_parts};
        return plain_result(sendmsg(channel->fd, &message,
                                    MSG_NOSIGNAL | (follow == GATE_CHANNEL_MORE ? MSG_MORE : 0)));
    }
    if (n_parts == 1)
        return tls_write(channel, parts[0].iov_base, parts[0].iov_len);
    size_t filled = gather(parts, n_parts, scratch);
    return tls_write(channel, scratch, filled);
}

ssize_t gate_channel_send_file(GateChannel *channel, int file_fd, uint64_t offset, size_t length,
                               uint8_t *scratch) {
    off_t at = (off_t)offset;
    if (!channel->ssl) {
        ssize_t n = sendfile(channel->fd, file_fd, &at, length);
        return n == 0 ? GATE_CHANNEL_BROKEN : plain_result(n); /* 0: the file was cut */
    }
    size_t n = length < GATE_CHANNEL_RECORD_BYTES ? length : GATE_CHANNEL_RECORD_BYTES;
    ssize_t n_read = pread(file_fd, scratch, n, at);
    return n_read > 0 ? tls_write(channel, scratch, (size_t)n_read) : GATE_CHANNEL_BROKEN;
}

void gate_channel_finish(GateChannel *channel) {
    if (channel->ssl) {
        forget_errors();
        SSL_shutdown(channel->ssl);
        forget_errors();
    }
    shutdown(channel->fd, SHUT_WR);
}

void gate_channel_spoil(GateChannel *channel) {
    struct linger hard = {.l_onoff = 1, .l_linger = 0};
    setsockopt(channel->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
}

void gate_channel_close(GateChannel *channel) {
    if (channel->ssl) {
        SSL_free(channel->ssl);
        channel->ssl = NULL;
    }
    if (channel->fd >= 0)
        close(channel->fd);
    channel->fd = -1;
}
