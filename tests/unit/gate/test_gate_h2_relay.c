/* HTTP/2 requests handed over, with the test at both ends: heads, bodies, windows, ends. */
#include "base/gate/gate.h"

#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gate/gate_h2_conn.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/h2_client.h"

static GateFixture fixture;

/* ---- the upstream's end ---- */

static void upstream_send(int fd, const char *text) {
    g_assert_cmpint(send(fd, text, strlen(text), MSG_NOSIGNAL), ==, (ssize_t)strlen(text));
}

static GString *upstream_read(int fd, size_t length, const char *wanted) {
    GString *seen = g_string_new(NULL);
    while (seen->len < length || (wanted && !strstr(seen->str, wanted))) {
        char piece[4096];
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n <= 0)
            g_error("the gate closed (%zd); so far '%s'", n, seen->str);
        g_string_append_len(seen, piece, n);
    }
    return seen;
}

static char *upstream_head(int fd) {
    return g_string_free(upstream_read(fd, 0, "\r\n\r\n"), FALSE);
}

static void expect_line(const char *head, const char *line) {
    g_autofree char *wanted = g_strconcat(line, "\r\n", NULL);
    if (!strstr(head, wanted))
        g_error("no '%s' in '%s'", line, head);
}

static H2Client *start(void) {
    gate_fixture_start(&fixture, NULL);
    return h2_client_open(fixture.port, NULL);
}

static void end(H2Client *take_client) {
    h2_client_free(take_client);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    gate_fixture_stop(&fixture);
}

/* ---- answers ---- */

static void test_get(void) {
    H2Client *client = start();
    H2Request request = {.path = "/relay/a?b=c",
                         .fields = "cookie: a=1\ncookie: b=2\nx-forwarded-for: 192.0.2.9\n"};
    int32_t id = h2_client_request(client, &request);
    int fd = gate_fixture_await_upstream(&fixture);
    g_autofree char *head = upstream_head(fd);
    expect_line(head, "GET /relay/a?b=c HTTP/1.1");
    expect_line(head, "Host: gate.test");
    expect_line(head, "cookie: a=1; b=2");
    expect_line(head, "X-Forwarded-For: 127.0.0.1");
    expect_line(head, "Connection: close");
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n"
                      "Set-Cookie: s=1\r\nX-Own: y\r\n\r\nhello");
    close(fd);
    H2Reply *reply = h2_client_await(client, id);
    g_assert_cmpuint(reply->status, ==, 200);
    g_assert_cmpuint(reply->code, ==, NGHTTP2_NO_ERROR);
    g_assert_cmpstr(reply->body->str, ==, "hello");
    g_autofree char *own = h2_client_field(reply, "x-own");
    g_autofree char *length = h2_client_field(reply, "content-length");
    g_autofree char *connection = h2_client_field(reply, "connection");
    g_assert_cmpstr(own, ==, "y");
    g_assert_cmpstr(length, ==, "5");
    g_assert_null(connection);
    end(client);
}

typedef struct AnswerRow {
    const char *method, *answer;
    unsigned status;
    const char *body;
    uint32_t code;
} AnswerRow;

static void test_framings(void) {
    static const AnswerRow rows[] = {
        {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200,
         "abc", NGHTTP2_NO_ERROR},
        {"GET", "HTTP/1.1 200 OK\r\n\r\nuntil close", 200, "until close", NGHTTP2_NO_ERROR},
        {"HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 200, "", NGHTTP2_NO_ERROR},
        {"GET", "HTTP/1.1 204 No Content\r\n\r\n", 204, "", NGHTTP2_NO_ERROR},
        {"GET", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ncut", 200, "cut",
         NGHTTP2_INTERNAL_ERROR},
        {"GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 200, "abc",
         NGHTTP2_INTERNAL_ERROR},
        {"GET", "", 502, NULL, NGHTTP2_NO_ERROR},
        {"GET", "nonsense\r\n\r\n", 502, NULL, NGHTTP2_NO_ERROR},
    };
    H2Client *client = start();
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        H2Request request = {.method = rows[i].method, .path = "/relay"};
        int32_t id = h2_client_request(client, &request);
        int fd = gate_fixture_await_upstream(&fixture);
        g_autofree char *head = upstream_head(fd);
        upstream_send(fd, rows[i].answer);
        if (rows[i].code != NGHTTP2_NO_ERROR) /* what came before the cut is seen */
            h2_client_await_body(client, id, strlen(rows[i].body));
        close(fd);
        H2Reply *reply = h2_client_await(client, id);
        g_assert_cmpuint(reply->status, ==, rows[i].status);
        g_assert_cmpuint(reply->code, ==, rows[i].code);
        if (rows[i].body)
            g_assert_cmpstr(reply->body->str, ==, rows[i].body);
    }
    end(client);
}

static void test_interim(void) {
    H2Client *client = start();
    int32_t id = h2_client_get(client, "/relay");
    int fd = gate_fixture_await_upstream(&fixture);
    g_autofree char *head = upstream_head(fd);
    upstream_send(fd, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
                      "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    H2Reply *reply = h2_client_await(client, id);
    g_assert_cmpuint(reply->n_interim, ==, 1);
    g_assert_cmpuint(reply->status, ==, 200);
    close(fd);
    end(client);
}

/* Two hand-overs and an own answer on one connection do not wait for each other. */
static void test_side_by_side(void) {
    H2Client *client = start();
    int32_t first = h2_client_get(client, "/relay/1");
    int fd_1 = gate_fixture_await_upstream(&fixture);
    int32_t second = h2_client_get(client, "/relay/2");
    int fd_2 = gate_fixture_await_upstream(&fixture);
    int32_t own = h2_client_get(client, "/text");
    g_assert_cmpstr(h2_client_await(client, own)->body->str, ==, "hello\n");
    upstream_send(fd_2, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n2");
    g_assert_cmpstr(h2_client_await(client, second)->body->str, ==, "2");
    upstream_send(fd_1, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1");
    g_assert_cmpstr(h2_client_await(client, first)->body->str, ==, "1");
    close(fd_1);
    close(fd_2);
    end(client);
}

/* A client that takes nothing makes the upstream wait; then everything comes. */
static void test_large_answer(void) {
    enum { LENGTH = 4000000 };
    gate_fixture_start(&fixture, NULL);
    H2Client *client = h2_client_open(
        fixture.port, &(H2ClientOptions){.stream_window = 1 << 30, .keeps_window = true});
    int32_t id = h2_client_get(client, "/relay");
    int fd = gate_fixture_await_upstream(&fixture);
    g_autofree char *head = upstream_head(fd);
    g_autofree char *answer =
        g_strdup_printf("HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n", LENGTH);
    upstream_send(fd, answer);
    g_autofree uint8_t *bytes = g_malloc(LENGTH);
    gate_fixture_fill(bytes, 0, LENGTH);
    size_t sent = 0;
    for (ssize_t n; (n = send(fd, bytes + sent, LENGTH - sent, MSG_NOSIGNAL | MSG_DONTWAIT)) > 0;)
        sent += (size_t)n;
    H2Reply *reply = h2_client_await_body(client, id, 65535);
    g_assert_cmpuint(sent, <, LENGTH); /* it does not pile up in the gate */
    nghttp2_submit_window_update(h2_client_session(client), NGHTTP2_FLAG_NONE, 0, LENGTH);
    while (sent < LENGTH) {
        ssize_t n = send(fd, bytes + sent, LENGTH - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        sent += n > 0 ? (size_t)n : 0;
        h2_client_turn(client, 1);
    }
    h2_client_await(client, id);
    g_assert_cmpuint(reply->body->len, ==, LENGTH);
    g_assert_true(gate_fixture_is_pattern(reply->body->str, 0, LENGTH));
    close(fd);
    end(client);
}

/* ---- bodies ---- */

static void test_bodies(void) {
    H2Client *client = start();
    H2Request counted = {
        .method = "POST", .path = "/relay", .body = "a=1", .fields = "content-length: 3\n"};
    int32_t id = h2_client_request(client, &counted);
    int fd = gate_fixture_await_upstream(&fixture);
    g_autoptr(GString) seen = upstream_read(fd, 0, "\r\n\r\na=1");
    expect_line(seen->str, "Content-Length: 3");
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    h2_client_await(client, id);
    close(fd);

    H2Request open = {.method = "POST", .path = "/relay", .body = "first", .is_open = true};
    id = h2_client_request(client, &open);
    fd = gate_fixture_await_upstream(&fixture);
    g_autoptr(GString) begun = upstream_read(fd, 0, "\r\n\r\n5\r\nfirst\r\n");
    expect_line(begun->str, "Transfer-Encoding: chunked");
    h2_client_send_more(client, id, "last", 4, true);
    g_autoptr(GString) rest = upstream_read(fd, 0, "4\r\nlast\r\n0\r\n\r\n");
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    g_assert_cmpuint(h2_client_await(client, id)->status, ==, 200);
    close(fd);
    end(client);
}

static void test_gathered(void) {
    H2Client *client = start();
    H2Request small = {.method = "POST",
                       .path = "/gathered",
                       .body = "ab",
                       .is_open = true,
                       .fields = "expect: 100-continue\n"};
    int32_t id = h2_client_request(client, &small);
    H2Reply *reply = h2_client_reply(client, id);
    while (reply->n_interim == 0)
        g_assert_true(h2_client_turn(client, 1000));
    g_assert_cmpuint(gate_fixture_stats(&fixture).handed_over, ==, 0);
    h2_client_send_more(client, id, "cd", 2, true);
    int fd = gate_fixture_await_upstream(&fixture);
    g_autoptr(GString) seen = upstream_read(fd, 0, "4\r\nabcd\r\n0\r\n\r\n");
    g_assert_null(strstr(seen->str, "xpect"));
    upstream_send(fd, "HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");
    g_assert_cmpuint(h2_client_await(client, id)->status, ==, 201);
    close(fd);

    g_autofree char *large = g_strnfill(GATE_GATHER_MAX_BYTES + 1, 'x');
    H2Request more = {.method = "POST", .path = "/gathered", .body = large, .is_open = true};
    id = h2_client_request(client, &more);
    fd = gate_fixture_await_upstream(&fixture); /* larger ones follow their head */
    h2_client_reset_stream(client, id);
    char piece[65536];
    while (recv(fd, piece, sizeof piece, 0) > 0) {
    }
    close(fd);
    end(client);
}

/* The window opens as the upstream takes, not before. */
static void test_upload_window(void) {
    enum { LENGTH = 3000000 };
    H2Client *client = start();
    g_autofree char *body = g_malloc(LENGTH);
    gate_fixture_fill((uint8_t *)body, 0, LENGTH);
    H2Request request = {.method = "PUT",
                         .path = "/relay",
                         .body = body,
                         .body_length = LENGTH,
                         .fields = "content-length: 3000000\n"};
    int32_t id = h2_client_request(client, &request);
    int fd = gate_fixture_await_upstream(&fixture);
    g_autofree char *head = upstream_head(fd);
    for (unsigned i = 0; i < 50; i++)
        h2_client_turn(client, 1);
    int64_t left = nghttp2_session_get_stream_remote_window_size(h2_client_session(client), id);
    g_assert_cmpint(left, <, GATE_H2_STREAM_WINDOW); /* it waits for the upstream */
    g_autofree char *seen = g_malloc(65536);
    size_t at = 0;
    while (at < 1000000) {
        ssize_t n = recv(fd, seen, 65536, MSG_DONTWAIT);
        at += n > 0 ? (size_t)n : 0;
        h2_client_turn(client, 1);
    }
    upstream_send(fd, "HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n");
    H2Reply *reply = h2_client_await(client, id); /* answered early: no more is asked for */
    g_assert_cmpuint(reply->status, ==, 413);
    g_assert_cmpuint(reply->code, ==, NGHTTP2_NO_ERROR);
    close(fd);
    int32_t next = h2_client_get(client, "/text");
    g_assert_cmpstr(h2_client_await(client, next)->body->str, ==, "hello\n");
    end(client);
}

static void test_upload_content(void) {
    enum { LENGTH = 700000 };
    H2Client *client = start();
    g_autofree char *body = g_strnfill(LENGTH, 'x');
    H2Request request = {
        .method = "PUT", .path = "/relay", .body = body, .fields = "content-length: 700000\n"};
    int32_t id = h2_client_request(client, &request);
    int fd = gate_fixture_await_upstream(&fixture);
    g_autoptr(GString) seen = g_string_new(NULL);
    char *content = NULL;
    while (!content || seen->len - (size_t)(content + 4 - seen->str) < LENGTH) {
        char piece[65536];
        ssize_t n = recv(fd, piece, sizeof piece, MSG_DONTWAIT);
        if (n > 0)
            g_string_append_len(seen, piece, n);
        content = strstr(seen->str, "\r\n\r\n");
        g_assert_true(h2_client_turn(client, 1));
    }
    g_assert_cmpint(memcmp(content + 4, body, LENGTH), ==, 0);
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    g_assert_cmpuint(h2_client_await(client, id)->status, ==, 200);
    close(fd);
    end(client);
}

/* ---- refusals and ends ---- */

static void test_refusals(void) {
    H2Client *client = start();
    H2Reply *busy = h2_client_await(client, h2_client_get(client, "/refused"));
    g_assert_cmpuint(busy->status, ==, 503);
    H2Reply *tunnel = h2_client_await(client, h2_client_get(client, "/tunnel"));
    g_assert_cmpuint(tunnel->status, ==, 426); /* WebSockets come by HTTP/1.1 */
    g_autofree char *upgrade = h2_client_field(tunnel, "upgrade");
    g_assert_null(upgrade);
    end(client);
}

static void test_client_leaves(void) {
    H2Client *client = start();
    int32_t id = h2_client_get(client, "/relay");
    int fd = gate_fixture_await_upstream(&fixture);
    g_autofree char *head = upstream_head(fd);
    h2_client_reset_stream(client, id);
    char byte;
    g_assert_cmpint(recv(fd, &byte, 1, 0), ==, 0);
    close(fd);
    h2_client_get(client, "/relay");
    fd = gate_fixture_await_upstream(&fixture);
    g_autofree char *again = upstream_head(fd);
    end(client);
    g_assert_cmpint(recv(fd, &byte, 1, 0), ==, 0);
    close(fd);
}

static void test_late_upstream(void) {
    GateOptions options = gate_fixture_options();
    options.relay_timeout_us = 50 * CLOCK_US_PER_MS;
    gate_fixture_start(&fixture, &options);
    H2Client *client = h2_client_open(fixture.port, NULL);
    H2Reply *late = h2_client_await(client, h2_client_get(client, "/relay"));
    g_assert_cmpuint(late->status, ==, 504);
    H2Request request = {.method = "POST", .path = "/relay", .body = "x", .is_open = true};
    H2Reply *dripped = h2_client_await(client, h2_client_request(client, &request));
    g_assert_cmpuint(dripped->status, ==, 408);
    close(gate_fixture_await_upstream(&fixture));
    close(gate_fixture_await_upstream(&fixture));
    end(client);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_h2_relay/get", test_get);
    g_test_add_func("/gate_h2_relay/framings", test_framings);
    g_test_add_func("/gate_h2_relay/interim", test_interim);
    g_test_add_func("/gate_h2_relay/side-by-side", test_side_by_side);
    g_test_add_func("/gate_h2_relay/large-answer", test_large_answer);
    g_test_add_func("/gate_h2_relay/bodies", test_bodies);
    g_test_add_func("/gate_h2_relay/gathered", test_gathered);
    g_test_add_func("/gate_h2_relay/upload-window", test_upload_window);
    g_test_add_func("/gate_h2_relay/upload-content", test_upload_content);
    g_test_add_func("/gate_h2_relay/refusals", test_refusals);
    g_test_add_func("/gate_h2_relay/client-leaves", test_client_leaves);
    g_test_add_func("/gate_h2_relay/late-upstream", test_late_upstream);
    return g_test_run();
}
