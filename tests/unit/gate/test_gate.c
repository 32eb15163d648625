/* Requests and answers of a gate alone: framing, connections that stay or close, refusals. */
#include "base/gate/gate.h"

#include <string.h>

#include "base/gate/gate_http1.h"
#include "tests/support/gate_client.h"
#include "tests/support/gate_fixture.h"

#define END "Host: x\r\n\r\n"

static GateFixture fixture;

static void assert_pattern(const GateReply *reply, uint64_t at, size_t length) {
    g_assert_cmpuint(reply->body->len, ==, length);
    g_assert_true(gate_fixture_is_pattern(reply->body->str, at, length));
}

static void assert_problem(const GateReply *reply, unsigned status) {
    g_assert_cmpuint(reply->status, ==, status);
    g_assert_true(gate_reply_has(reply, "content-type", "application/problem+json"));
    g_autofree char *member = g_strdup_printf("\"status\":%u", status);
    g_assert_nonnull(strstr(reply->body->str, member));
    g_assert_nonnull(strstr(reply->body->str, "\"code\":\""));
}

/* ---- connections that stay ---- */

static void test_keep_alive(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    for (unsigned i = 0; i < 100; i++) {
        g_autoptr(GateReply) reply = gate_client_ask(client, "GET /text HTTP/1.1\r\n" END);
        g_assert_cmpuint(reply->status, ==, 200);
        g_assert_cmpstr(reply->body->str, ==, "hello\n");
        g_assert_null(gate_reply_field(reply, "connection"));
    }
    g_autoptr(GateReply) last =
        gate_client_ask(client, "GET /text HTTP/1.1\r\nConnection: close\r\n" END);
    g_assert_true(gate_reply_has(last, "connection", "close"));
    gate_client_expect_clean_end(client);
    GateStats stats = gate_fixture_stats(&fixture);
    g_assert_cmpuint(stats.accepted, ==, 1);
    g_assert_cmpuint(stats.requests, ==, 101);
    g_assert_cmpuint(stats.answers_1xx_5xx[2], ==, 101);
    g_assert_cmpuint(stats.body_bytes, ==, 101 * 6);
    gate_fixture_stop(&fixture);
}

/* Every third has a body that nobody wants and that looks like a request. */
static GString *write_pipeline(unsigned n) {
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < n; i++) {
        bool has_body = i % 3 == 2;
        g_string_append_printf(
            text, "%s /bytes?n=%u HTTP/1.1\r\n%s" END "%s", has_body ? "POST" : "GET", i,
            has_body ? "Content-Length: 18\r\n" : "", has_body ? "GET / HTTP/1.1\r\n\r\n" : "");
    }
    return text;
}

static void expect_pipeline(GateClient *client, unsigned n) {
    for (unsigned i = 0; i < n; i++) {
        g_autoptr(GateReply) reply = gate_client_read_reply(client);
        g_assert_cmpuint(reply->status, ==, 200);
        assert_pattern(reply, 0, i);
    }
}

static void test_pipelining(void) {
    enum { N = 200 };
    G_STATIC_ASSERT(N > 4 * GATE_REQUESTS_PER_TURN);
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GString) requests = write_pipeline(N);

    g_autoptr(GateClient) whole = gate_client_open(fixture.port);
    gate_client_send_bytes(whole, requests->str, requests->len);
    expect_pipeline(whole, N);

    g_autoptr(GateClient) pieces = gate_client_open(fixture.port);
    for (size_t at = 0; at < requests->len; at += 7)
        gate_client_send_bytes(pieces, requests->str + at, MIN(7, requests->len - at));
    expect_pipeline(pieces, N);

    g_autoptr(GateClient) finished = gate_client_open(fixture.port); /* half-closed at once */
    gate_client_send_bytes(finished, requests->str, requests->len);
    gate_client_finish(finished);
    expect_pipeline(finished, N);
    gate_client_expect_clean_end(finished);
    gate_fixture_stop(&fixture);
}

static void test_head_in_single_bytes(void) {
    static const char request[] = "\r\nGET /bytes?n=77 HTTP/1.1\r\nX: y\r\n" END;
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    for (unsigned round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof request - 1; i++)
            gate_client_send_bytes(client, request + i, 1);
        g_autoptr(GateReply) reply = gate_client_read_reply(client);
        assert_pattern(reply, 0, 77);
    }
    gate_fixture_stop(&fixture);
}

static void test_http_1_0(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) closing = gate_client_open(fixture.port);
    g_autoptr(GateReply) reply = gate_client_ask(closing, "GET /text HTTP/1.0\r\n\r\n");
    g_assert_cmpuint(reply->status, ==, 200);
    g_assert_true(gate_reply_has(reply, "connection", "close"));
    gate_client_expect_clean_end(closing);

    g_autoptr(GateClient) staying = gate_client_open(fixture.port);
    for (unsigned i = 0; i < 2; i++) {
        g_autoptr(GateReply) kept =
            gate_client_ask(staying, "GET /text HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        g_assert_cmpstr(kept->body->str, ==, "hello\n");
        g_assert_true(gate_reply_has(kept, "connection", "keep-alive"));
    }
    gate_fixture_stop(&fixture);
}

/* ---- what of the body goes out ---- */

static void check_head(GateClient *client, const char *path, const char *length) {
    g_autofree char *request =
        g_strdup_printf("HEAD %s HTTP/1.1\r\nRange: bytes=1-2\r\n" END, path);
    gate_client_send(client, request);
    g_autoptr(GateReply) reply = gate_client_read_head(client);
    g_assert_true(gate_reply_has(reply, "content-length", length));
}

static void test_head(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    check_head(client, "/bytes?n=5000&tag=1", "5000");
    check_head(client, "/file?n=6000&tag=2", "6000");
    gate_client_send(client, "HEAD /nowhere HTTP/1.1\r\n" END);
    g_autoptr(GateReply) missing = gate_client_read_head(client);
    g_assert_cmpuint(missing->status, ==, 404);
    gate_fixture_expect_done(&fixture, 1, 0, GATE_COMPLETE);
    gate_fixture_expect_done(&fixture, 2, 0, GATE_COMPLETE);
    g_autoptr(GateReply) next = gate_client_ask(client, "GET /text HTTP/1.1\r\n" END);
    g_assert_cmpstr(next->body->str, ==, "hello\n");
    gate_fixture_stop(&fixture);
}

typedef struct RangeCase {
    const char *range;
    unsigned status;
    uint64_t at;
    size_t length;
    const char *content_range;
} RangeCase;

static const RangeCase RANGES[] = {
    {"bytes=0-0", 206, 0, 1, "bytes 0-0/200000"},
    {"bytes=100000-", 206, 100000, 100000, "bytes 100000-199999/200000"},
    {"bytes=-10", 206, 199990, 10, "bytes 199990-199999/200000"},
    {"bytes=5-99999999", 206, 5, 199995, "bytes 5-199999/200000"},
    {"bytes=200000-", 416, 0, 0, "bytes */200000"},
    {"bytes=0-1,5-6", 200, 0, 200000, NULL},
    {"lines=0-1", 200, 0, 200000, NULL},
};

static void check_range(GateClient *client, const char *path, const RangeCase *row) {
    g_autofree char *request =
        g_strdup_printf("GET %s?n=200000&tag=3 HTTP/1.1\r\nRange: %s\r\n" END, path, row->range);
    g_autoptr(GateReply) reply = gate_client_ask(client, request);
    g_autofree char *content_range = gate_reply_field(reply, "content-range");
    g_assert_cmpuint(reply->status, ==, row->status);
    g_assert_cmpstr(content_range, ==, row->content_range);
    assert_pattern(reply, row->at, row->length);
    gate_fixture_expect_done(&fixture, 3, row->length, GATE_COMPLETE);
}

static void test_ranges(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    for (unsigned i = 0; i < G_N_ELEMENTS(RANGES); i++) {
        check_range(client, "/bytes", &RANGES[i]);
        check_range(client, "/file", &RANGES[i]);
    }
    gate_fixture_stop(&fixture);
}

static void test_not_modified(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    g_autoptr(GateReply) same = gate_client_ask(
        client, "GET /file?tag=4 HTTP/1.1\r\nIf-None-Match: \"x\", W/\"file\"\r\n" END);
    g_assert_cmpuint(same->status, ==, 304);
    gate_fixture_expect_done(&fixture, 4, 0, GATE_COMPLETE);
    g_autoptr(GateReply) other =
        gate_client_ask(client, "GET /file HTTP/1.1\r\nIf-None-Match: \"x\"\r\n" END);
    assert_pattern(other, 0, 1000);
    gate_fixture_stop(&fixture);
}

static void test_statuses(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    g_autoptr(GateReply) empty = gate_client_ask(client, "GET /status?s=204 HTTP/1.1\r\n" END);
    g_assert_cmpuint(empty->status, ==, 204);
    g_assert_null(gate_reply_field(empty, "content-length"));
    g_autoptr(GateReply) conflict = gate_client_ask(client, "GET /status?s=409 HTTP/1.1\r\n" END);
    assert_problem(conflict, 409);
    g_autoptr(GateReply) missing = gate_client_ask(client, "GET /nowhere HTTP/1.1\r\n" END);
    assert_problem(missing, 404);
    g_autoptr(GateReply) full = gate_client_ask(client, "GET /fields?n=30 HTTP/1.1\r\n" END);
    g_assert_cmpuint(full->status, ==, 200);
    /* A handler's mistake: the head does not fit. */
    g_autoptr(GateReply) broken = gate_client_ask(client, "GET /fields?n=60 HTTP/1.1\r\n" END);
    g_assert_cmpuint(broken->status, ==, 500);
    gate_client_expect_clean_end(client);
    gate_fixture_stop(&fixture);
}

/* ---- bodies that nobody wanted ---- */

static void send_zeros(GateClient *client, size_t length) {
    g_autofree uint8_t *zeros = g_malloc0(length);
    gate_client_send_bytes(client, zeros, length);
}

static void test_discarded_bodies(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    gate_client_send(client, "POST /text HTTP/1.1\r\nContent-Length: 65536\r\n" END);
    g_autoptr(GateReply) counted = gate_client_read_reply(client); /* before the body */
    g_assert_cmpuint(counted->status, ==, 200);
    send_zeros(client, 65536);
    gate_client_send(client,
                     "POST /text HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END "3\r\nabc\r\n");
    g_autoptr(GateReply) chunked = gate_client_read_reply(client);
    g_assert_cmpuint(chunked->status, ==, 200);
    gate_client_send(client, "2;x=y\r\nde\r\n0\r\nTrailer: z\r\n\r\n");
    g_autoptr(GateReply) next = gate_client_ask(client, "GET /text HTTP/1.1\r\n" END);
    g_assert_cmpstr(next->body->str, ==, "hello\n");

    gate_client_send(client, "POST /text HTTP/1.1\r\nContent-Length: 65537\r\n" END);
    g_autoptr(GateReply) large = gate_client_read_reply(client);
    g_assert_cmpuint(large->status, ==, 200);
    send_zeros(client, 65537);
    gate_client_expect_clean_end(client);
    gate_fixture_stop(&fixture);
}

static void test_malformed_discarded_body(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    g_autoptr(GateReply) reply =
        gate_client_ask(client, "POST /text HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" END
                                "zz\r\nGET /text HTTP/1.1\r\n" END);
    g_assert_cmpuint(reply->status, ==, 200);
    gate_client_expect_clean_end(client);
    g_assert_cmpuint(gate_fixture_stats(&fixture).requests, ==, 1);
    gate_fixture_stop(&fixture);
}

/* The gate itself reads no body, so it asks for none: the final answer comes at once. */
static void test_expectations(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    g_autoptr(GateReply) reply = gate_client_ask(
        client, "POST /text HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 100000\r\n" END);
    g_assert_cmpuint(reply->status, ==, 200);
    g_assert_true(gate_reply_has(reply, "connection", "close"));
    gate_client_expect_clean_end(client);
    g_autoptr(GateReply) tea =
        gate_client_ask_once(fixture.port, "POST /text HTTP/1.1\r\nExpect: tea\r\n" END, 417);
    assert_problem(tea, 417);
    gate_fixture_stop(&fixture);
}

/* ---- refusals ---- */

static void check_refusal(const char *request, unsigned status) {
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    g_autoptr(GateReply) reply = gate_client_ask(client, request);
    if (reply->status != status)
        g_error("%u instead of %u for '%.60s'", reply->status, status, request);
    assert_problem(reply, status);
    g_assert_true(gate_reply_has(reply, "connection", "close"));
    gate_client_expect_clean_end(client);
}

static char *long_request(const char *start, size_t length) {
    GString *text = g_string_new(start);
    while (text->len < length)
        g_string_append_c(text, 'x');
    return g_string_free(text, FALSE);
}

static void test_refusals(void) {
    gate_fixture_start(&fixture, NULL);
    g_autofree char *long_field = long_request("GET / HTTP/1.1\r\nHost: x\r\nX: ", 20000);
    g_autofree char *long_line = long_request("GET /", 20000);
    g_autofree char *long_after_empty = long_request("\r\nGET /", 20000);
    check_refusal(long_field, 431);
    check_refusal(long_line, 414);
    check_refusal(long_after_empty, 414);
    check_refusal("BREW /pot HTTP/1.1\r\n" END, 501);
    check_refusal("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n" END, 501);
    check_refusal("GET / HTTP/3.0\r\n" END, 505);
    check_refusal("GET / HTTP/1.1\r\n\r\n", 400);
    check_refusal("GET / HTTP/1.1\n", 400);
    check_refusal("POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n" END,
                  400);
    GateStats stats = gate_fixture_stats(&fixture);
    g_assert_cmpuint(stats.malformed, ==, 9);
    g_assert_cmpuint(stats.requests, ==, 0);
    gate_fixture_stop(&fixture);
}

/* A TLS client at a plain port is not left waiting for the end of a line. */
static void test_tls_on_a_plain_port(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    gate_client_send_bytes(client, "\x16\x03\x01\x02", 4);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    assert_problem(reply, 400);
    gate_client_expect_clean_end(client);
    gate_fixture_stop(&fixture);
}

static void test_half_closed(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    gate_client_send(client, "GET /file?n=3000000&tag=1 HTTP/1.1\r\n" END);
    gate_client_finish(client);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    assert_pattern(reply, 0, 3000000);
    gate_client_expect_clean_end(client);
    gate_fixture_expect_done(&fixture, 1, 3000000, GATE_COMPLETE);

    g_autoptr(GateClient) partial = gate_client_open(fixture.port);
    gate_client_send(partial, "GET /text HTTP/1.1\r\nHost");
    gate_client_finish(partial);
    gate_client_expect_clean_end(partial);
    gate_fixture_stop(&fixture);
}

/* ---- who asks ---- */

static void check_who(const char *fields, const char *expected) {
    g_autofree char *request = g_strdup_printf("GET /who HTTP/1.1\r\n%s" END, fields);
    g_autoptr(GateReply) reply = gate_client_ask_once(fixture.port, request, 200);
    g_assert_cmpstr(reply->body->str, ==, expected);
}

static void test_untrusted_proxy_fields(void) {
    gate_fixture_start(&fixture, NULL);
    check_who("", "127.0.0.1 plain");
    check_who("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\n", "127.0.0.1 plain");
    gate_fixture_stop(&fixture);
}

static void test_trusted_proxy_fields(void) {
    static const char *const proxies[] = {"127.0.0.0/8", "10.1.0.0/16", NULL};
    GateOptions options = gate_fixture_options();
    options.trusted_proxies = proxies;
    gate_fixture_start(&fixture, &options);
    check_who("", "127.0.0.1 plain");
    check_who("X-Forwarded-For: 192.0.2.1\r\nX-Forwarded-Proto: https\r\n", "192.0.2.1 secure");
    check_who("X-Forwarded-For: 6.6.6.6, 192.0.2.1, 10.1.2.3\r\n", "192.0.2.1 plain");
    check_who("X-Forwarded-For: 2001:db8::1\r\n", "2001:db8::1 plain");
    check_who("X-Forwarded-For: garbage\r\n", "127.0.0.1 plain");
    /* A proxy may add a line of its own behind what the client sent. */
    check_who("X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 192.0.2.1\r\n", "192.0.2.1 plain");
    check_who("X-Forwarded-For: 6.6.6.6, 192.0.2.1\r\nX-Forwarded-For: 10.1.2.3\r\n",
              "192.0.2.1 plain");
    check_who("X-Forwarded-Proto: https\r\nX-Forwarded-Proto: http\r\n", "127.0.0.1 plain");
    gate_fixture_stop(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate/keep-alive", test_keep_alive);
    g_test_add_func("/gate/pipelining", test_pipelining);
    g_test_add_func("/gate/head-in-single-bytes", test_head_in_single_bytes);
    g_test_add_func("/gate/http-1-0", test_http_1_0);
    g_test_add_func("/gate/head", test_head);
    g_test_add_func("/gate/ranges", test_ranges);
    g_test_add_func("/gate/not-modified", test_not_modified);
    g_test_add_func("/gate/statuses", test_statuses);
    g_test_add_func("/gate/discarded-bodies", test_discarded_bodies);
    g_test_add_func("/gate/malformed-discarded-body", test_malformed_discarded_body);
    g_test_add_func("/gate/expectations", test_expectations);
    g_test_add_func("/gate/refusals", test_refusals);
    g_test_add_func("/gate/tls-on-a-plain-port", test_tls_on_a_plain_port);
    g_test_add_func("/gate/half-closed", test_half_closed);
    g_test_add_func("/gate/untrusted-proxy-fields", test_untrusted_proxy_fields);
    g_test_add_func("/gate/trusted-proxy-fields", test_trusted_proxy_fields);
    return g_test_run();
}
