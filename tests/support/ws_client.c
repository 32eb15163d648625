#include "tests/support/ws_client.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define DEADLINE_S 60

int ws_client_adopt(WsServer *server, void *take_identity, GDestroyNotify free_identity) {
    int ends[2];
    g_assert_cmpint(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), ==, 0);
    struct timeval deadline = {.tv_sec = DEADLINE_S};
    setsockopt(ends[0], SOL_SOCKET, SO_RCVTIMEO, &deadline, sizeof deadline);
    setsockopt(ends[0], SOL_SOCKET, SO_SNDTIMEO, &deadline, sizeof deadline);
    g_autoptr(GError) error = NULL;
    WsArrival arrival = {.take_fd = ends[1],
                         .peer = "192.0.2.7",
                         .take_identity = take_identity,
                         .free_identity = free_identity};
    ws_server_adopt(server, &arrival, &error);
    g_assert_no_error(error);
    return ends[0];
}

void ws_client_upgrade(int fd, const char *subprotocol) {
    g_autofree char *offer =
        subprotocol ? g_strdup_printf("Sec-WebSocket-Protocol: %s\r\n", subprotocol) : g_strdup("");
    g_autofree char *head = g_strdup_printf("GET /ws HTTP/1.1\r\n"
                                            "Host: localhost\r\n"
                                            "Upgrade: websocket\r\n"
                                            "Connection: Upgrade\r\n"
                                            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                            "Sec-WebSocket-Version: 13\r\n%s\r\n",
                                            offer);
    ws_client_send_raw(fd, head, strlen(head));
}

static bool read_exactly(int fd, void *bytes, size_t length) {
    size_t done = 0;
    while (done < length) {
        ssize_t n = recv(fd, (char *)bytes + done, length - done, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno != ECONNRESET)
            g_error("cannot read from the server: %s", g_strerror(errno));
        if (n <= 0)
            return false;
        done += (size_t)n;
    }
    return true;
}

void ws_client_expect_status(int fd, unsigned status) {
    char head[1024] = "";
    size_t length = 0;
    while (!g_str_has_suffix(head, "\r\n\r\n")) {
        g_assert_cmpuint(length, <, sizeof head - 1);
        g_assert_true(read_exactly(fd, head + length, 1));
        head[++length] = '\0';
    }
    unsigned found = 0;
    g_assert_cmpint(sscanf(head, "HTTP/1.1 %u", &found), ==, 1);
    g_assert_cmpuint(found, ==, status);
    if (status == 101) {
        /* The example of RFC 6455 §1.3. */
        g_assert_nonnull(strstr(head, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
        g_assert_nonnull(strstr(head, "Sec-WebSocket-Protocol: tongping.v1\r\n"));
        g_assert_null(strstr(head, "Sec-WebSocket-Extensions"));
    }
}

int ws_client_open(WsServer *server) {
    int fd = ws_client_adopt(server, NULL, NULL);
    ws_client_upgrade(fd, "tongping.v1");
    ws_client_expect_status(fd, 101);
    return fd;
}

void ws_client_send_raw(int fd, const void *bytes, size_t length) {
    size_t done = 0;
    while (done < length) {
        ssize_t n = send(fd, (const char *)bytes + done, length - done, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
            return; /* the server has hung up: what it said is still to be read */
        g_assert_cmpint(n, >, 0);
        done += (size_t)n;
    }
}

void ws_client_send_frame(int fd, unsigned first_byte, const void *payload, size_t length) {
    static const uint8_t mask[4] = {0x37, 0xfa, 0x21, 0x3d};
    g_autoptr(GByteArray) frame = g_byte_array_new();
    uint8_t head[14] = {(uint8_t)first_byte};
    unsigned n = 2;
    if (length < 126) {
        head[1] = (uint8_t)length;
    } else if (length < 65536) {
        head[1] = 126;
        head[n++] = (uint8_t)(length >> 8);
        head[n++] = (uint8_t)length;
    } else {
        head[1] = 127;
        for (int shift = 56; shift >= 0; shift -= 8)
            head[n++] = (uint8_t)((uint64_t)length >> shift);
    }
    head[1] |= 0x80;
    memcpy(head + n, mask, sizeof mask);
    g_byte_array_append(frame, head, n + 4);
    for (size_t i = 0; i < length; i++) {
        uint8_t byte = ((const uint8_t *)payload)[i] ^ mask[i % 4];
        g_byte_array_append(frame, &byte, 1);
    }
    ws_client_send_raw(fd, frame->data, frame->len);
}

void ws_client_send_text(int fd, const char *text) {
    ws_client_send_frame(fd, 0x80 | WS_TEXT, text, strlen(text));
}

void ws_client_send_close(int fd, unsigned code) {
    uint8_t payload[2] = {(uint8_t)(code >> 8), (uint8_t)code};
    ws_client_send_frame(fd, 0x80 | WS_CLOSE, payload, code ? 2 : 0);
}

bool ws_client_read(int fd, WsFrame *ret_frame) {
    uint8_t head[2], more[8];
    if (!read_exactly(fd, head, 2))
        return false;
    g_assert_cmpuint(head[1] & 0x80, ==, 0); /* a server never masks: RFC 6455 §5.1 */
    ret_frame->opcode = head[0] & 0x0f;
    ret_frame->is_final = (head[0] & 0x80) != 0;
    ret_frame->length = head[1];
    if (head[1] >= 126) {
        size_t n = head[1] == 126 ? 2 : 8;
        g_assert_true(read_exactly(fd, more, n));
        ret_frame->length = 0;
        for (size_t i = 0; i < n; i++)
            ret_frame->length = ret_frame->length << 8 | more[i];
    }
    g_assert_cmpuint(ret_frame->length, <=, sizeof ret_frame->payload);
    return read_exactly(fd, ret_frame->payload, ret_frame->length);
}

void ws_client_expect_text(int fd, const char *text) {
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    g_assert_true(ws_client_read(fd, frame));
    g_assert_cmpuint(frame->opcode, ==, WS_TEXT);
    g_assert_true(frame->is_final);
    g_assert_cmpmem(frame->payload, frame->length, text, strlen(text));
}

void ws_client_read_close(int fd, unsigned code) {
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    do
        g_assert_true(ws_client_read(fd, frame));
    while (frame->opcode != WS_CLOSE);
    if (code == WS_CLOSE_NO_STATUS) {
        g_assert_cmpuint(frame->length, ==, 0);
    } else {
        g_assert_cmpuint(frame->length, >=, 2);
        g_assert_cmpuint((unsigned)frame->payload[0] << 8 | frame->payload[1], ==, code);
    }
}

void ws_client_expect_close(int fd, unsigned code) {
    ws_client_read_close(fd, code);
    ws_client_send_close(fd, code == WS_CLOSE_NO_STATUS ? 0 : code);
    g_autofree WsFrame *frame = g_new(WsFrame, 1);
    g_assert_false(ws_client_read(fd, frame));
}
