/* Hand-overs with the test at both ends: framing, early answers, ends and deadlines. */
#include "base/gate/gate.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "tests/support/gate_client.h"
#include "tests/support/gate_fixture.h"

#define END "Host: x\r\n\r\n"

static GateFixture fixture;

/* ---- the upstream's end ---- */

static void upstream_send(int fd, const char *text) {
    g_assert_cmpint(send(fd, text, strlen(text), MSG_NOSIGNAL), ==, (ssize_t)strlen(text));
}

static char *upstream_read_until(int fd, const char *wanted) {
    GString *seen = g_string_new(NULL);
    while (!strstr(seen->str, wanted)) {
        char piece[4096];
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n <= 0)
            g_error("the gate closed (%zd) before '%s'; so far '%s'", n, wanted, seen->str);
        g_string_append_len(seen, piece, n);
    }
    return g_string_free(seen, FALSE);
}

/* Reads to the end; a reset counts as one. */
static void upstream_expect_end(int fd) {
    char piece[65536];
    while (recv(fd, piece, sizeof piece, 0) > 0) {
    }
    close(fd);
}

static int hand_over(GateClient *client, const char *request, char **ret_head) {
    gate_client_send(client, request);
    int fd = gate_fixture_await_upstream(&fixture);
    char *head = upstream_read_until(fd, "\r\n\r\n");
    if (ret_head)
        *ret_head = head;
    else
        g_free(head);
    return fd;
}

static void expect_text(GateClient *client, unsigned status, const char *text) {
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, status);
    g_assert_cmpstr(reply->body->str, ==, text);
}

static void expect_next_request(GateClient *client) {
    g_autoptr(GateReply) reply = gate_client_ask(client, "GET /text HTTP/1.1\r\n" END);
    g_assert_cmpstr(reply->body->str, ==, "hello\n");
}

/* What the one worker was told before this has been dealt with afterwards. */
static void pass_a_turn(void) {
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    expect_next_request(client);
}

static void expect_problem(GateClient *client, unsigned status) {
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, status);
    g_assert_true(gate_reply_has(reply, "content-type", "application/problem+json"));
    gate_client_expect_clean_end(client);
}

/* ---- framing of answers ---- */

typedef struct AnswerCase {
    const char *request, *answer;
    unsigned status;
    const char *body;
    bool is_kept; /* the connection serves another request */
} AnswerCase;

#define GET    "GET /relay HTTP/1.1\r\n" END
#define GET_10 "GET /relay HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"

static const AnswerCase ANSWERS[] = {
    {GET, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, "abc", true},
    {GET, "HTTP/1.1 200 OK\r\n\r\nto the end", 200, "to the end", true},
    {GET, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n",
     200, "abcde", true},
    {GET, "HTTP/1.1 204 No Content\r\n\r\n", 204, "", true},
    {GET, "HTTP/1.1 304 Not Modified\r\nContent-Length: 3\r\n\r\n", 304, "", true},
    {GET, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200, "", true},
    {GET, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcdef", 200, "abc", true},
    {GET_10, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", 200, "abc", true},
    {GET_10, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", 200,
     "abc", false},
    {GET_10, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\nabc", 200, "abc", false},
    {GET, "", 502, NULL, false},
    {GET, "HTTP/1.1 200 OK\r\nContent-Le", 502, NULL, false},
    {GET, "nonsense\r\n\r\n", 502, NULL, false},
    {GET, "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\nabc", 502, NULL, false},
    {GET, "HTTP/1.1 101 Switching Protocols\r\n\r\n", 502, NULL, false},
};

/* The answer comes whole, or byte by byte. */
static void check_answer(const AnswerCase *row, size_t step) {
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, row->request, NULL);
    for (size_t at = 0; at < strlen(row->answer); at += step) {
        size_t n = MIN(step, strlen(row->answer) - at);
        if (send(fd, row->answer + at, n, MSG_NOSIGNAL) < 0)
            break; /* the gate has read enough */
    }
    close(fd);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, row->status);
    if (row->body)
        g_assert_cmpstr(reply->body->str, ==, row->body);
    if (row->is_kept)
        expect_next_request(client);
    else
        gate_client_expect_clean_end(client);
}

static void test_answers(void) {
    gate_fixture_start(&fixture, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
        check_answer(&ANSWERS[i], SIZE_MAX / 2);
        check_answer(&ANSWERS[i], 1);
    }
    gate_fixture_stop(&fixture);
}

static void test_answer_to_head(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "HEAD /relay HTTP/1.1\r\n" END, NULL);
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n");
    g_autoptr(GateReply) reply = gate_client_read_head(client);
    g_assert_true(gate_reply_has(reply, "content-length", "3000"));
    expect_next_request(client);
    close(fd);

    fd = hand_over(client, "HEAD /relay HTTP/1.1\r\n" END, NULL);
    close(fd); /* 502: a head alone, too */
    g_autoptr(GateReply) problem = gate_client_read_head(client);
    g_assert_cmpuint(problem->status, ==, 502);
    gate_client_expect_clean_end(client);
    gate_fixture_stop(&fixture);
}

/* A client must not take a part for the whole. */
static void test_cut_answers(void) {
    static const char *const answers[] = {
        "HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
    };
    gate_fixture_start(&fixture, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(answers); i++) {
        g_autoptr(GateClient) client = gate_client_open(fixture.port);
        int fd = hand_over(client, GET, NULL);
        upstream_send(fd, answers[i]);
        g_autoptr(GateReply) head = gate_client_read_head(client);
        if (i == 2)
            upstream_send(fd, "zz\r\n");
        close(fd);
        GString *rest = client->input;
        char piece[100];
        ssize_t n;
        while ((n = recv(client->fd, piece, sizeof piece, 0)) > 0)
            g_string_append_len(rest, piece, n);
        g_assert_null(strstr(rest->str, "0\r\n\r\n"));
        g_assert_cmpuint(rest->len, <, 30);
    }
    gate_fixture_stop(&fixture);
}

/* HTTP/1.0 knows no other end of such a body than that of the connection: it must not look well. */
static void test_cut_answer_without_framing(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "GET /relay HTTP/1.0\r\n\r\n", NULL);
    upstream_send(fd, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
    g_free(gate_client_read_until(client, "abc"));
    close(fd);
    char byte;
    g_assert_cmpint(gate_client_read_some(client, &byte, 1), ==, -1);
    gate_fixture_stop(&fixture);
}

/* ---- bodies of requests ---- */

static void test_request_bodies(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    g_autofree char *counted = NULL, *chunked = NULL;
    int fd = hand_over(client,
                       "POST /relay HTTP/1.1\r\nContent-Length: 5\r\n" END "hello"
                       "GET /text HTTP/1.1\r\n" END,
                       &counted);
    if (!strstr(counted, "\r\n\r\nhello")) {
        g_autofree char *rest = upstream_read_until(fd, "hello");
    }
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    expect_text(client, 200, "ok");
    expect_text(client, 200, "hello\n");
    upstream_expect_end(fd);

    gate_client_send(client,
                     "POST /relay HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END "3;x\r\nabc\r\n");
    fd = gate_fixture_await_upstream(&fixture);
    gate_client_send(client, "2\r\nde\r\n0\r\nT: u\r\n\r\nGET /text HTTP/1.1\r\n" END);
    chunked = upstream_read_until(fd, "0\r\n\r\n");
    g_assert_nonnull(strstr(chunked, "Transfer-Encoding: chunked\r\n"));
    g_assert_nonnull(strstr(chunked, "abc"));
    g_assert_null(strstr(chunked, "T: u"));
    g_assert_null(strstr(chunked, "GET /text"));
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    expect_text(client, 200, "ok");
    expect_text(client, 200, "hello\n");
    close(fd);
    gate_fixture_stop(&fixture);
}

/* What is not a body never becomes a second request upstream. */
static void test_malformed_request_body(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client,
                       "POST /relay HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END
                       "3\r\nabcGET /relay HTTP/1.1\r\n" END,
                       NULL);
    expect_problem(client, 400);
    upstream_expect_end(fd);
    gate_fixture_stop(&fixture);
}

static void test_expect_continue(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(
        client, "POST /relay HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 4\r\n" END, NULL);
    upstream_send(fd, "HTTP/1.1 100 Continue\r\n\r\n");
    g_autoptr(GateReply) interim = gate_client_read_reply(client);
    g_assert_cmpuint(interim->status, ==, 100);
    gate_client_send(client, "body");
    g_free(upstream_read_until(fd, "body"));
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    expect_text(client, 200, "ok");
    expect_next_request(client);
    close(fd);
    gate_fixture_stop(&fixture);
}

/* A body that the upstream does not read ends the connection, but not before the answer. */
static void test_early_answer(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "POST /relay HTTP/1.1\r\nContent-Length: 5000000\r\n" END, NULL);
    g_autofree uint8_t *zeros = g_malloc0(100000);
    gate_client_send_bytes(client, zeros, 100000);
    upstream_send(fd, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\nno");
    close(fd);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 413);
    g_assert_true(gate_reply_has(reply, "connection", "close"));
    gate_client_expect_clean_end(client);
    gate_fixture_stop(&fixture);
}

/* The upstream has answered and closed when the last of the body comes: the connection goes on, or
 * the answer has said that it does not. */
static void meet_early_answer(unsigned delay_us) {
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "POST /relay HTTP/1.1\r\nContent-Length: 1\r\n" END, NULL);
    gate_client_send(client, "x");
    g_usleep(delay_us);
    upstream_send(fd, "HTTP/1.1 409 Conflict\r\nContent-Length: 2\r\n\r\nno");
    close(fd);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 409);
    if (gate_reply_has(reply, "connection", "close"))
        gate_client_expect_clean_end(client);
    else
        expect_next_request(client);
}

static void test_early_answer_then_the_body(void) {
    gate_fixture_start(&fixture, NULL);
    for (unsigned i = 0; i < 300; i++)
        meet_early_answer(i);
    gate_fixture_stop(&fixture);
}

/* The client may stop sending when it sees how the answer begins. */
static void test_finishes_upload_during_the_answer(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "POST /relay HTTP/1.1\r\nContent-Length: 5000000\r\n" END, NULL);
    upstream_send(fd, "HTTP/1.1 413 Too Large\r\nContent-Length: 6\r\n\r\nsor");
    g_autoptr(GateReply) reply = gate_client_read_head(client);
    g_assert_cmpuint(reply->status, ==, 413);
    gate_client_finish(client);
    pass_a_turn();
    char body[6];
    gate_client_read_exactly(client, body, 3);
    upstream_send(fd, "ry!");
    gate_client_read_exactly(client, body + 3, 3);
    g_assert_cmpmem(body, 6, "sorry!", 6);
    gate_client_expect_clean_end(client);
    close(fd);
    gate_fixture_stop(&fixture);
}

/* An upload that stops in the middle is told to the upstream at once. */
static void test_leaves_during_the_upload(void) {
    gate_fixture_start(&fixture, NULL);
    for (unsigned i = 0; i < 2; i++) {
        GateClient *client = gate_client_open(fixture.port);
        int fd =
            hand_over(client, "POST /relay HTTP/1.1\r\nContent-Length: 10\r\n" END "abc", NULL);
        if (i == 0)
            gate_client_free(client);
        else
            gate_client_reset(client);
        upstream_expect_end(fd);
    }
    gate_fixture_stop(&fixture);
}

static void test_half_closed_client(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "POST /relay HTTP/1.1\r\nContent-Length: 3\r\n" END "abc", NULL);
    gate_client_finish(client);
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    expect_text(client, 200, "ok");
    gate_client_expect_clean_end(client);
    close(fd);
    gate_fixture_stop(&fixture);
}

/* ---- large bodies, slow sides ---- */

typedef struct Flood {
    int fd;
    size_t length;
} Flood;

static void *flood(void *data) {
    const Flood *job = data;
    g_autofree uint8_t *piece = g_malloc(100000);
    for (size_t at = 0; at < job->length; at += 100000) {
        gate_fixture_fill(piece, at, 100000);
        for (size_t sent = 0; sent < 100000;) {
            ssize_t n = send(job->fd, piece + sent, 100000 - sent, MSG_NOSIGNAL);
            g_assert_cmpint(n, >, 0);
            sent += (size_t)n;
        }
    }
    return NULL;
}

static void test_large_both_ways(void) {
    enum { LENGTH = 20000000 };
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "POST /relay HTTP/1.1\r\nContent-Length: 20000000\r\n" END, NULL);
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 20000003\r\n\r\n");
    Flood up = {client->fd, LENGTH}, down = {fd, LENGTH};
    GThread *uploader = g_thread_new("up", flood, &up);
    GThread *answerer = g_thread_new("down", flood, &down);
    g_autofree uint8_t *read_up = g_malloc(LENGTH), *read_down = g_malloc(LENGTH);
    g_autoptr(GateReply) head = gate_client_read_head(client);
    g_assert_true(gate_reply_has(head, "connection", "close"));
    /* Each side by turns: neither direction may wait for the other. */
    for (size_t at = 0; at < LENGTH; at += 100000) {
        g_assert_cmpint(recv(fd, read_up + at, 100000, MSG_WAITALL), ==, 100000);
        gate_client_read_exactly(client, read_down + at, 100000);
    }
    g_thread_join(uploader);
    g_thread_join(answerer);
    g_assert_true(gate_fixture_is_pattern(read_up, 0, LENGTH));
    g_assert_true(gate_fixture_is_pattern(read_down, 0, LENGTH));
    upstream_send(fd, "end");
    g_free(gate_client_read_until(client, "end"));
    gate_client_expect_clean_end(client);
    close(fd);
    gate_fixture_stop(&fixture);
}

/* Bytes that may wait on the way from a side that floods to one that reads nothing: the gate's own
 * and what the kernel's buffers take. */
#define WAITING_MAX_BYTES (GATE_RELAY_BUFFER_BYTES + (16u << 20))

static size_t fill(int fd) {
    static const uint8_t zeros[65536];
    struct timeval soon = {.tv_usec = 300000}; /* full when nothing was taken for so long */
    size_t total = 0;
    ssize_t n;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &soon, sizeof soon);
    while ((n = send(fd, zeros, sizeof zeros, MSG_NOSIGNAL)) > 0)
        total += (size_t)n;
    return total;
}

static void test_backpressure(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "POST /relay HTTP/1.1\r\nContent-Length: 999999999\r\n" END, NULL);
    g_assert_cmpuint(fill(client->fd), <, WAITING_MAX_BYTES);
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 999999999\r\n\r\n");
    g_assert_cmpuint(fill(fd), <, WAITING_MAX_BYTES);
    g_assert_cmpuint(gate_fixture_stats(&fixture).connections, ==, 1);
    close(fd);
    gate_fixture_stop(&fixture);
}

/* ---- deadlines ---- */

static void start_hasty(void) {
    GateOptions options = gate_fixture_options();
    options.relay_timeout_us = options.write_timeout_us = 200 * CLOCK_US_PER_MS;
    gate_fixture_start(&fixture, &options);
}

static void test_silent_upstream(void) {
    start_hasty();
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, GET, NULL);
    expect_problem(client, 504);
    upstream_expect_end(fd);
    g_assert_cmpuint(gate_fixture_stats(&fixture).timeouts, ==, 1);

    g_autoptr(GateClient) half = gate_client_open(fixture.port);
    fd = hand_over(half, GET, NULL);
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
    g_autoptr(GateReply) reply = gate_client_read_head(half);
    char body[3];
    gate_client_read_exactly(half, body, 3);
    gate_client_expect_end(half);
    upstream_expect_end(fd);
    gate_fixture_stop(&fixture);
}

/* Each byte is progress, but not enough of it. */
static void test_dripping_upload(void) {
    start_hasty();
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "POST /relay HTTP/1.1\r\nContent-Length: 100000000\r\n" END, NULL);
    struct pollfd answer = {.fd = client->fd, .events = POLLIN};
    int64_t until_us = g_get_monotonic_time() + GATE_CLIENT_TIMEOUT_S * G_USEC_PER_SEC;
    while (gate_client_try_send(client, "x", 1) && poll(&answer, 1, 10) == 0)
        g_assert_cmpint(g_get_monotonic_time(), <, until_us);
    expect_problem(client, 408);
    upstream_expect_end(fd);
    gate_fixture_stop(&fixture);
}

/* An upload that stops is the client's fault. */
static void test_silent_client(void) {
    start_hasty();
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = hand_over(client, "POST /relay HTTP/1.1\r\nContent-Length: 9\r\n" END "abc", NULL);
    expect_problem(client, 408);
    upstream_expect_end(fd);
    gate_fixture_stop(&fixture);
}

static void test_client_that_takes_nothing(void) {
    start_hasty();
    g_autoptr(GateClient) client = gate_client_open_narrow(fixture.port, 8192);
    int fd = hand_over(client, GET, NULL);
    upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n");
    fill(fd);
    upstream_expect_end(fd);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    gate_fixture_stop(&fixture);
}

/* ---- tunnels ---- */

#define UPGRADE                                                                                    \
    "GET /tunnel HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"             \
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
#define SWITCHED "HTTP/1.1 101 Switching Protocols\r\n\r\n"

static int open_tunnel(GateClient *client) {
    int fd = hand_over(client, UPGRADE, NULL);
    upstream_send(fd, SWITCHED);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpuint(reply->status, ==, 101);
    return fd;
}

static void test_tunnel(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = open_tunnel(client);
    gate_client_send(client, "ping");
    g_free(upstream_read_until(fd, "ping"));
    upstream_send(fd, "pong");
    g_free(gate_client_read_until(client, "pong"));
    upstream_send(fd, "bye");
    close(fd);
    g_free(gate_client_read_until(client, "bye"));
    gate_client_expect_clean_end(client);
    gate_fixture_stop(&fixture);
}

/* What the upstream said before it closed is worth more than what the client still says. */
static void test_upstream_closes_a_busy_tunnel(void) {
    gate_fixture_start(&fixture, NULL);
    for (unsigned i = 0; i < 200; i++) {
        g_autoptr(GateClient) client = gate_client_open(fixture.port);
        int fd = open_tunnel(client);
        gate_client_send(client, "a");
        upstream_send(fd, "close frame");
        close(fd);
        gate_client_try_send(client, "b", 1);
        gate_client_try_send(client, "c", 1);
        g_free(gate_client_read_until(client, "close frame"));
    }
    gate_fixture_stop(&fixture);
}

/* A client that has said its last word still hears the other's. */
static void test_client_finishes_a_tunnel(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = open_tunnel(client);
    gate_client_send(client, "close frame");
    gate_client_finish(client);
    g_free(upstream_read_until(fd, "close frame"));
    char byte;
    g_assert_cmpint(recv(fd, &byte, 1, 0), ==, 0);
    upstream_send(fd, "its echo");
    close(fd);
    g_free(gate_client_read_until(client, "its echo"));
    gate_client_expect_clean_end(client);
    gate_fixture_stop(&fixture);
}

static void test_client_finishes_and_upstream_stays(void) {
    start_hasty();
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = open_tunnel(client);
    gate_client_finish(client);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    upstream_expect_end(fd);
    gate_fixture_stop(&fixture);
}

static void test_tunnel_without_an_answer(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    close(hand_over(client, UPGRADE, NULL));
    expect_problem(client, 502);
    gate_fixture_stop(&fixture);
}

static void test_tunnel_may_be_silent(void) {
    start_hasty();
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    int fd = open_tunnel(client);
    g_autoptr(GateClient) other = gate_client_open(fixture.port);
    int other_fd = hand_over(other, GET, NULL);
    expect_problem(other, 504); /* as long as this takes */
    upstream_send(fd, "still here");
    g_free(gate_client_read_until(client, "still here"));
    close(fd);
    close(other_fd);
    gate_fixture_stop(&fixture);
}

/* Talking does not make up for not listening. */
static void test_tunnel_client_that_only_talks(void) {
    GateOptions options = gate_fixture_options();
    options.relay_timeout_us = options.write_timeout_us = CLOCK_US_PER_S; /* longer than fill() */
    gate_fixture_start(&fixture, &options);
    g_autoptr(GateClient) client = gate_client_open_narrow(fixture.port, 8192);
    int fd = open_tunnel(client);
    fill(fd);
    int64_t until_us = clock_monotonic_us() + 60 * CLOCK_US_PER_S;
    while (gate_fixture_stats(&fixture).connections > 0) {
        char piece[4096];
        gate_client_try_send(client, "x", 1);
        while (recv(fd, piece, sizeof piece, MSG_DONTWAIT) > 0) {
        }
        g_assert_cmpint(clock_monotonic_us(), <, until_us);
        g_usleep(10000);
    }
    close(fd);
    gate_fixture_stop(&fixture);
}

static void test_refused_hand_overs(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateReply) busy =
        gate_client_ask_once(fixture.port, "GET /refused HTTP/1.1\r\n" END, 503);
    g_assert_true(gate_reply_has(busy, "retry-after", "1"));
    g_autoptr(GString) upgrade = g_string_new(UPGRADE);
    g_string_replace(upgrade, "/tunnel", "/refused-tunnel", 1);
    g_autoptr(GateReply) busy_tunnel = gate_client_ask_once(fixture.port, upgrade->str, 503);
    g_autoptr(GateReply) no_upgrade =
        gate_client_ask_once(fixture.port, "GET /tunnel HTTP/1.1\r\n" END, 426);
    g_assert_true(gate_reply_has(no_upgrade, "upgrade", "websocket"));
    g_string_replace(upgrade, "ZQ==", "!!==", 1);
    g_autoptr(GateReply) bad = gate_client_ask_once(fixture.port, upgrade->str, 400);
    gate_fixture_stop(&fixture);
}

static void test_resets(void) {
    gate_fixture_start(&fixture, NULL);
    for (unsigned i = 0; i < 200; i++) {
        GateClient *client = gate_client_open(fixture.port);
        int fd = i % 2 ? open_tunnel(client) : hand_over(client, GET, NULL);
        if (i % 4 < 2)
            upstream_send(fd, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no");
        if (i % 3 == 0)
            close(fd);
        gate_client_reset(client);
        if (i % 3 != 0)
            upstream_expect_end(fd);
    }
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0 && stats.relaying == 0);
    gate_fixture_stop(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_relay/answers", test_answers);
    g_test_add_func("/gate_relay/answer-to-head", test_answer_to_head);
    g_test_add_func("/gate_relay/cut-answers", test_cut_answers);
    g_test_add_func("/gate_relay/cut-answer-without-framing", test_cut_answer_without_framing);
    g_test_add_func("/gate_relay/request-bodies", test_request_bodies);
    g_test_add_func("/gate_relay/malformed-request-body", test_malformed_request_body);
    g_test_add_func("/gate_relay/expect-continue", test_expect_continue);
    g_test_add_func("/gate_relay/early-answer", test_early_answer);
    g_test_add_func("/gate_relay/early-answer-then-the-body", test_early_answer_then_the_body);
    g_test_add_func("/gate_relay/finishes-upload-during-the-answer",
                    test_finishes_upload_during_the_answer);
    g_test_add_func("/gate_relay/leaves-during-the-upload", test_leaves_during_the_upload);
    g_test_add_func("/gate_relay/half-closed-client", test_half_closed_client);
    g_test_add_func("/gate_relay/large-both-ways", test_large_both_ways);
    g_test_add_func("/gate_relay/backpressure", test_backpressure);
    g_test_add_func("/gate_relay/silent-upstream", test_silent_upstream);
    g_test_add_func("/gate_relay/dripping-upload", test_dripping_upload);
    g_test_add_func("/gate_relay/silent-client", test_silent_client);
    g_test_add_func("/gate_relay/client-that-takes-nothing", test_client_that_takes_nothing);
    g_test_add_func("/gate_relay/tunnel", test_tunnel);
    g_test_add_func("/gate_relay/upstream-closes-a-busy-tunnel",
                    test_upstream_closes_a_busy_tunnel);
    g_test_add_func("/gate_relay/client-finishes-a-tunnel", test_client_finishes_a_tunnel);
    g_test_add_func("/gate_relay/client-finishes-and-upstream-stays",
                    test_client_finishes_and_upstream_stays);
    g_test_add_func("/gate_relay/tunnel-without-an-answer", test_tunnel_without_an_answer);
    g_test_add_func("/gate_relay/tunnel-may-be-silent", test_tunnel_may_be_silent);
    g_test_add_func("/gate_relay/tunnel-client-that-only-talks",
                    test_tunnel_client_that_only_talks);
    g_test_add_func("/gate_relay/refused-hand-overs", test_refused_hand_overs);
    g_test_add_func("/gate_relay/resets", test_resets);
    return g_test_run();
}
