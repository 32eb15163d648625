#include "tests/support/gate_client.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/err.h>
#include <openssl/ssl.h>

/* OpenSSL writes without MSG_NOSIGNAL. Only this thread is spared the signal, and only here: the
 * server's threads must look after themselves. */
static void block_broken_pipes(sigset_t *ret_before) {
    sigset_t pipes;
    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipes, ret_before);
}

static void unblock_broken_pipes(const sigset_t *before) {
    static const struct timespec at_once = {0, 0};
    sigset_t pipes;
    sigemptyset(&pipes);
    sigaddset(&pipes, SIGPIPE);
    sigtimedwait(&pipes, NULL, &at_once);
    pthread_sigmask(SIG_SETMASK, before, NULL);
}

/* ---- connecting ---- */

static void set_deadlines(int fd) {
    struct timeval limit = {.tv_sec = GATE_CLIENT_TIMEOUT_S};
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

static GateClient *open_client(const char *address, unsigned port, int receive_bytes) {
    struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port)};
    bool is_v4 = inet_pton(AF_INET, address, &v4.sin_addr) == 1;
    g_assert_true(is_v4 || inet_pton(AF_INET6, address, &v6.sin6_addr) == 1);
    int fd = socket(is_v4 ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(fd, >=, 0);
    set_deadlines(fd);
    if (receive_bytes > 0)
        setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    int result = is_v4 ? connect(fd, (struct sockaddr *)&v4, sizeof v4)
                       : connect(fd, (struct sockaddr *)&v6, sizeof v6);
    if (result != 0)
        g_error("cannot connect to %s port %u: %s", address, port, g_strerror(errno));
    GateClient *client = g_new0(GateClient, 1);
    client->fd = fd;
    client->input = g_string_new(NULL);
    return client;
}

GateClient *gate_client_open(unsigned port) {
    return open_client("127.0.0.1", port, 0);
}

GateClient *gate_client_open_at(const char *address, unsigned port) {
    return open_client(address, port, 0);
}

GateClient *gate_client_open_narrow(unsigned port, int receive_bytes) {
    return open_client("127.0.0.1", port, receive_bytes);
}

void gate_client_free(GateClient *client) {
    if (!client)
        return;
    SSL_free(client->ssl);
    close(client->fd);
    g_string_free(client->input, TRUE);
    g_free(client);
}

void gate_client_reset(GateClient *take_client) {
    struct linger hard = {.l_onoff = 1, .l_linger = 0};
    setsockopt(take_client->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    gate_client_free(take_client);
}

void gate_client_finish(GateClient *client) {
    sigset_t before;
    block_broken_pipes(&before);
    if (client->ssl)
        SSL_shutdown(client->ssl);
    unblock_broken_pipes(&before);
    shutdown(client->fd, SHUT_WR);
}

/* ---- TLS ---- */

bool gate_client_start_tls(GateClient *client, const GateClientTls *options) {
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
    if (!options->is_strict)
        SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
    if (options->version != 0) {
        SSL_CTX_set_min_proto_version(context, options->version);
        SSL_CTX_set_max_proto_version(context, options->version);
    }
    if (options->alpn)
        SSL_CTX_set_alpn_protos(context, (const unsigned char *)options->alpn,
                                (unsigned)strlen(options->alpn));
    client->ssl = SSL_new(context);
    SSL_CTX_free(context);
    SSL_set_fd(client->ssl, client->fd);
    sigset_t before;
    block_broken_pipes(&before);
    bool is_good = SSL_connect(client->ssl) == 1;
    unblock_broken_pipes(&before);
    ERR_clear_error();
    return is_good;
}

char *gate_client_server_name(GateClient *client) {
    X509 *certificate = SSL_get1_peer_certificate(client->ssl);
    g_assert_nonnull(certificate);
    char name[128] = "";
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name,
                              sizeof name);
    X509_free(certificate);
    return g_strdup(name);
}

/* ---- sending ---- */

static ssize_t write_some(GateClient *client, const void *bytes, size_t length) {
    if (!client->ssl)
        return send(client->fd, bytes, length, MSG_NOSIGNAL);
    sigset_t before;
    block_broken_pipes(&before);
    int n = SSL_write(client->ssl, bytes, (int)length);
    unblock_broken_pipes(&before);
    return n;
}

bool gate_client_try_send(GateClient *client, const void *bytes, size_t length) {
    for (size_t at = 0; at < length;) {
        ssize_t n = write_some(client, (const char *)bytes + at, length - at);
        if (n <= 0) {
            if (errno == EAGAIN)
                g_error("the server took nothing for %u s", GATE_CLIENT_TIMEOUT_S);
            return false;
        }
        at += (size_t)n;
    }
    return true;
}

void gate_client_send_bytes(GateClient *client, const void *bytes, size_t length) {
    if (!gate_client_try_send(client, bytes, length))
        g_error("the server closed while %zu bytes were sent: %s", length, g_strerror(errno));
}

void gate_client_send(GateClient *client, const char *text) {
    gate_client_send_bytes(client, text, strlen(text));
}

/* ---- reading ---- */

static ssize_t read_socket(GateClient *client, void *buffer, size_t capacity) {
    errno = 0;
    if (!client->ssl) {
        ssize_t n = recv(client->fd, buffer, capacity, 0);
        if (n < 0 && errno == EAGAIN)
            g_error("nothing came for %u s; waiting: '%s'", GATE_CLIENT_TIMEOUT_S,
                    client->input->str);
        return n < 0 ? -1 : n;
    }
    ERR_clear_error();
    int n = SSL_read(client->ssl, buffer, (int)capacity);
    if (n > 0)
        return n;
    int ssl_error = SSL_get_error(client->ssl, n);
    ERR_clear_error();
    if (ssl_error == SSL_ERROR_WANT_READ)
        g_error("nothing came over TLS for %u s", GATE_CLIENT_TIMEOUT_S);
    return ssl_error == SSL_ERROR_ZERO_RETURN ? 0 : -1;
}

ssize_t gate_client_read_some(GateClient *client, void *buffer, size_t capacity) {
    size_t kept = MIN(client->input->len, capacity);
    if (kept == 0)
        return read_socket(client, buffer, capacity);
    memcpy(buffer, client->input->str, kept);
    g_string_erase(client->input, 0, (gssize)kept);
    return (ssize_t)kept;
}

void gate_client_read_exactly(GateClient *client, void *buffer, size_t length) {
    for (size_t at = 0; at < length;) {
        ssize_t n = gate_client_read_some(client, (char *)buffer + at, length - at);
        if (n <= 0)
            g_error("the stream ended (%zd) after %zu of %zu bytes", n, at, length);
        at += (size_t)n;
    }
}

/* False at the end of the stream. */
static bool read_more(GateClient *client) {
    char piece[16384];
    ssize_t n = read_socket(client, piece, sizeof piece);
    if (n > 0)
        g_string_append_len(client->input, piece, n);
    return n > 0;
}

static char *take_input(GateClient *client, size_t length) {
    char *taken = g_strndup(client->input->str, length);
    g_string_erase(client->input, 0, (gssize)length);
    return taken;
}

char *gate_client_read_until(GateClient *client, const char *wanted) {
    const char *found;
    while (!(found = strstr(client->input->str, wanted)))
        if (!read_more(client))
            g_error("the connection ended before '%s'; so far: '%s'", wanted, client->input->str);
    return take_input(client, (size_t)(found - client->input->str) + strlen(wanted));
}

static ssize_t read_end(GateClient *client) {
    char byte;
    ssize_t n = gate_client_read_some(client, &byte, 1);
    if (n > 0)
        g_error("the server sent more instead of closing: '%c%s'", byte, client->input->str);
    return n;
}

void gate_client_expect_end(GateClient *client) {
    read_end(client);
}

void gate_client_expect_clean_end(GateClient *client) {
    if (read_end(client) < 0)
        g_error("the connection was cut instead of closed: %s", g_strerror(errno));
}

/* ---- answers ---- */

void gate_reply_free(GateReply *reply) {
    if (!reply)
        return;
    g_free(reply->head);
    g_string_free(reply->body, TRUE);
    g_free(reply);
}

char *gate_reply_field(const GateReply *reply, const char *name) {
    g_auto(GStrv) lines = g_strsplit(reply->head, "\r\n", -1);
    size_t length = strlen(name);
    for (unsigned i = 1; lines[0] && lines[i]; i++)
        if (g_ascii_strncasecmp(lines[i], name, length) == 0 && lines[i][length] == ':')
            return g_strstrip(g_strdup(lines[i] + length + 1));
    return NULL;
}

bool gate_reply_has(const GateReply *reply, const char *name, const char *value) {
    g_autofree char *found = gate_reply_field(reply, name);
    return found && g_str_equal(found, value);
}

GateReply *gate_client_read_head(GateClient *client) {
    GateReply *reply = g_new0(GateReply, 1);
    reply->head = gate_client_read_until(client, "\r\n\r\n");
    if (!g_str_has_prefix(reply->head, "HTTP/1.1 "))
        g_error("not an answer: '%s'", reply->head);
    reply->status = (unsigned)strtoul(reply->head + strlen("HTTP/1.1 "), NULL, 10);
    reply->body = g_string_new(NULL);
    return reply;
}

static void read_counted(GateClient *client, GString *body, size_t length) {
    size_t at = body->len;
    g_string_set_size(body, at + length);
    gate_client_read_exactly(client, body->str + at, length);
}

static void read_chunks(GateClient *client, GString *body) {
    for (;;) {
        g_autofree char *line = gate_client_read_until(client, "\r\n");
        size_t length = strtoul(line, NULL, 16);
        if (length == 0)
            break;
        read_counted(client, body, length);
        g_autofree char *end = gate_client_read_until(client, "\r\n");
        g_assert_cmpstr(end, ==, "\r\n");
    }
    g_autofree char *end = gate_client_read_until(client, "\r\n");
    g_assert_cmpstr(end, ==, "\r\n");
}

GateReply *gate_client_read_reply(GateClient *client) {
    GateReply *reply = gate_client_read_head(client);
    if (reply->status < 200 || reply->status == 204 || reply->status == 304)
        return reply;
    g_autofree char *length = gate_reply_field(reply, "content-length");
    if (gate_reply_has(reply, "transfer-encoding", "chunked")) {
        read_chunks(client, reply->body);
    } else if (length) {
        read_counted(client, reply->body, strtoul(length, NULL, 10));
    } else {
        while (read_more(client)) {
        }
        g_string_append_len(reply->body, client->input->str, (gssize)client->input->len);
        g_string_truncate(client->input, 0);
    }
    return reply;
}

GateReply *gate_client_ask(GateClient *client, const char *request) {
    gate_client_send(client, request);
    return gate_client_read_reply(client);
}

GateReply *gate_client_ask_once(unsigned port, const char *request, unsigned status) {
    g_autoptr(GateClient) client = gate_client_open(port);
    GateReply *reply = gate_client_ask(client, request);
    if (reply->status != status)
        g_error("%u instead of %u for '%s': %s", reply->status, status, request, reply->head);
    return reply;
}
