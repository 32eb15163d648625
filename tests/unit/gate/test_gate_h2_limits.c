/* What an HTTP/2 client may not do: floods, stalls, half a head, malformed frames. */
#include "base/gate/gate.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/gate/gate_h2_conn.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/h2_client.h"

static GateFixture fixture;

static H2Client *start(const GateOptions *options) {
    gate_fixture_start(&fixture, options);
    return h2_client_open(fixture.port, NULL);
}

static void end(H2Client *take_client) {
    h2_client_free(take_client);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    gate_fixture_stop(&fixture);
}

/* A frame as bytes: nghttp2 would not send what these tests want. */
static void send_frame(H2Client *client, uint8_t type, uint8_t flags, uint32_t id,
                       const void *payload, size_t length) {
    uint8_t head[9] = {
        (uint8_t)(length >> 16), (uint8_t)(length >> 8), (uint8_t)length,    type,       flags,
        (uint8_t)(id >> 24),     (uint8_t)(id >> 16),    (uint8_t)(id >> 8), (uint8_t)id};
    gate_client_try_send(h2_client_wire(client), head, sizeof head);
    if (length > 0)
        gate_client_try_send(h2_client_wire(client), payload, length);
}

static unsigned ask(H2Client *client, const char *method, const char *path, const char *fields,
                    uint32_t *ret_code) {
    H2Request request = {.method = method, .path = path, .fields = fields};
    H2Reply *reply = h2_client_await(client, h2_client_request(client, &request));
    *ret_code = reply->code;
    return reply->status;
}

/* ---- malformed requests end their stream, not the connection ---- */

typedef struct MalformedRow {
    const char *method, *path, *fields;
    unsigned status; /* 0: RST_STREAM with PROTOCOL_ERROR */
} MalformedRow;

static void test_malformed(void) {
    static const MalformedRow rows[] = {
        {"GET", "/text", "connection: close\n", 0},
        {"GET", "/text", "transfer-encoding: chunked\n", 0},
        {"GET", "/text", "upgrade: websocket\n", 0},
        {"GET", "/text", "te: gzip\n", 0},
        {"GET", "/text", ":late: 1\n", 0},
        {"GET", "/text", "content-length: 4\n", 0},
        {"GET", "text", NULL, 0},
        {"GET", "/te xt", NULL, 0},
        {"BREW", "/text", NULL, 501},
        {"GET", "/%zz", NULL, 400},
        {"GET", "/text", "expect: tea\n", 417},
    };
    H2Client *client = start(NULL);
    uint32_t code;
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        unsigned status = ask(client, rows[i].method, rows[i].path, rows[i].fields, &code);
        uint32_t wanted = rows[i].status == 0 ? NGHTTP2_PROTOCOL_ERROR : NGHTTP2_NO_ERROR;
        if (status != rows[i].status || code != wanted)
            g_error("row %u: status %u, code %u", i, status, code);
    }
    g_assert_cmpuint(ask(client, "GET", "/text", "te: trailers\n", &code), ==, 200);
    g_assert_cmpuint(ask(client, "GET", "/text", "host: gate.test\n", &code), ==, 200);
    g_assert_cmpuint(gate_fixture_stats(&fixture).malformed, ==, G_N_ELEMENTS(rows));
    end(client);
}

static void test_large_heads(void) {
    H2Client *client = start(NULL);
    uint32_t code;
    g_autofree char *value = g_strnfill(9000, 'v');
    g_autofree char *field = g_strconcat("x-long: ", value, "\n", NULL);
    g_assert_cmpuint(ask(client, "GET", "/text", field, &code), ==, 431);
    g_autoptr(GString) many = g_string_new(NULL);
    for (unsigned i = 0; i <= GATE_MAX_FIELDS; i++)
        g_string_append(many, "a: b\n");
    g_assert_cmpuint(ask(client, "GET", "/text", many->str, &code), ==, 431);
    g_autofree char *path = g_strconcat("/", value, NULL);
    g_assert_cmpuint(ask(client, "GET", path, NULL, &code), ==, 431);
    g_assert_cmpuint(ask(client, "GET", "/text", NULL, &code), ==, 200);
    end(client);
}

static void test_connect(void) {
    H2Client *client = start(NULL);
    nghttp2_nv fields[] = {
        {(uint8_t *)":method", (uint8_t *)"CONNECT", 7, 7, NGHTTP2_NV_FLAG_NONE},
        {(uint8_t *)":authority", (uint8_t *)"a.test:443", 10, 10, NGHTTP2_NV_FLAG_NONE},
    };
    int32_t id = nghttp2_submit_request(h2_client_session(client), NULL, fields, 2, NULL, NULL);
    g_assert_cmpuint(h2_client_await(client, id)->status, ==, 501);
    end(client);
}

/* ---- floods ---- */

static void test_concurrent_streams(void) {
    H2Client *client = start(NULL);
    h2_client_await(client, h2_client_get(client, "/text")); /* the server's SETTINGS are known */
    int32_t last = 0;
    for (unsigned i = 0; i < GATE_H2_MAX_STREAMS + 1; i++)
        last = h2_client_get(client, "/hold");
    GATE_FIXTURE_WAIT(&fixture, stats.holding == GATE_H2_MAX_STREAMS);
    for (unsigned i = 0; i < 20; i++)
        h2_client_turn(client, 1);
    g_assert_cmpuint(gate_fixture_stats(&fixture).holding, ==, GATE_H2_MAX_STREAMS);
    gate_fire(fixture.gate, fixture.key);
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 0); /* all: on the way there is one, too */
    GATE_FIXTURE_WAIT(&fixture, (h2_client_turn(client, 1), stats.holding == 1));
    gate_fire(fixture.gate, fixture.key); /* nghttp2 had kept the last for when there is room */
    g_assert_cmpuint(h2_client_await(client, last)->status, ==, 200);
    end(client);
}

/* CVE-2023-44487. */
static void test_rapid_reset(void) {
    H2Client *client = start(NULL);
    h2_client_await(client, h2_client_get(client, "/text"));
    for (unsigned i = 0; i < 2 * GATE_H2_RESET_BURST; i++) {
        if (nghttp2_session_check_request_allowed(h2_client_session(client)) == 0)
            break;
        h2_client_reset_stream(client, h2_client_get(client, "/hold?tag=1"));
    }
    g_assert_cmpuint(h2_client_await_goaway(client), ==, NGHTTP2_ENHANCE_YOUR_CALM);
    GATE_FIXTURE_WAIT(&fixture, stats.h2_calmed == 1 && stats.holding == 0);
    g_assert_cmpuint(gate_fixture_stats(&fixture).h2_resets, <=, GATE_H2_RESET_BURST + 60);
    end(client);
}

/* CVE-2025-8671: the client makes the server reset. */
static void test_made_reset(void) {
    H2Client *client = start(NULL);
    h2_client_await(client, h2_client_get(client, "/text"));
    for (unsigned i = 0; i < 2 * GATE_H2_RESET_BURST; i++) {
        if (nghttp2_session_check_request_allowed(h2_client_session(client)) == 0)
            break;
        H2Request request = {.path = "/text", .fields = "connection: close\n"};
        h2_client_request(client, &request);
        h2_client_turn(client, 0);
    }
    g_assert_cmpuint(h2_client_await_goaway(client), ==, NGHTTP2_ENHANCE_YOUR_CALM);
    end(client);
}

static void test_continuations(void) {
    H2Client *client = start(NULL);
    h2_client_await(client, h2_client_get(client, "/text"));
    send_frame(client, NGHTTP2_HEADERS, NGHTTP2_FLAG_END_STREAM, 3, "\x82", 1);
    for (unsigned i = 0; i <= GATE_H2_MAX_CONTINUATIONS; i++)
        send_frame(client, NGHTTP2_CONTINUATION, 0, 3, "", 0);
    h2_client_await_end(client);
    end(client);
}

/* Who asks for answers and does not read them. */
static void test_pings(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) wire = gate_client_open_narrow(fixture.port, 2048);
    gate_client_send_bytes(wire, NGHTTP2_CLIENT_MAGIC, NGHTTP2_CLIENT_MAGIC_LEN);
    static const uint8_t settings[9] = {0, 0, 0, NGHTTP2_SETTINGS};
    gate_client_send_bytes(wire, settings, sizeof settings);
    enum { PINGS = 2048 };
    static uint8_t pings[PINGS][17];
    for (unsigned i = 0; i < PINGS; i++)
        memcpy(pings[i], "\0\0\x08\x06\0\0\0\0\0", 9);
    while (gate_client_try_send(wire, pings, sizeof pings) &&
           gate_fixture_stats(&fixture).h2_calmed == 0) {
    }
    GATE_FIXTURE_WAIT(&fixture, stats.h2_calmed == 1);
    g_clear_pointer(&wire, gate_client_free);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    gate_fixture_stop(&fixture);
}

static void test_no_preface(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(GateClient) almost = gate_client_open(fixture.port);
    gate_client_send(almost, "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n");
    g_autoptr(GateReply) reply = gate_client_read_reply(almost);
    g_assert_cmpuint(reply->status, ==, 505);
    g_autoptr(GateClient) parts = gate_client_open(fixture.port);
    for (unsigned i = 0; i < NGHTTP2_CLIENT_MAGIC_LEN; i++)
        gate_client_send_bytes(parts, NGHTTP2_CLIENT_MAGIC + i, 1);
    gate_client_send(parts, "no frame at all, but long enough to be read as one");
    GATE_FIXTURE_WAIT(&fixture, stats.h2_connections == 1 && stats.connections <= 1);
    gate_fixture_stop(&fixture);
}

/* ---- time ---- */

static void test_idle(void) {
    GateOptions options = gate_fixture_options();
    options.idle_timeout_us = 50 * CLOCK_US_PER_MS;
    H2Client *client = start(&options);
    h2_client_await(client, h2_client_get(client, "/text"));
    g_assert_cmpuint(h2_client_await_goaway(client), ==, NGHTTP2_NO_ERROR);
    h2_client_await_end(client);
    g_assert_cmpuint(gate_fixture_stats(&fixture).timeouts, ==, 1);
    end(client);
}

static void test_half_head(void) {
    GateOptions options = gate_fixture_options();
    options.header_timeout_us = 50 * CLOCK_US_PER_MS;
    H2Client *client = start(&options);
    h2_client_await(client, h2_client_get(client, "/text"));
    h2_client_get(client, "/hold"); /* it is not idle */
    send_frame(client, NGHTTP2_HEADERS, NGHTTP2_FLAG_END_STREAM, 5, "\x82", 1);
    h2_client_await_end(client);
    g_assert_cmpuint(gate_fixture_stats(&fixture).timeouts, ==, 1);
    end(client);
}

static void test_half_preface(void) {
    GateOptions options = gate_fixture_options();
    options.header_timeout_us = 50 * CLOCK_US_PER_MS;
    gate_fixture_start(&fixture, &options);
    g_autoptr(GateClient) wire = gate_client_open(fixture.port);
    gate_client_send_bytes(wire, NGHTTP2_CLIENT_MAGIC, NGHTTP2_CLIENT_MAGIC_LEN);
    GATE_FIXTURE_WAIT(&fixture, stats.timeouts == 1);
    g_clear_pointer(&wire, gate_client_free);
    gate_fixture_stop(&fixture);
}

static void test_dripping_body(void) {
    GateOptions options = gate_fixture_options();
    options.header_timeout_us = 50 * CLOCK_US_PER_MS;
    H2Client *client = start(&options);
    H2Request request = {.method = "POST", .path = "/gathered", .body = "x", .is_open = true};
    H2Reply *reply = h2_client_await(client, h2_client_request(client, &request));
    g_assert_cmpuint(reply->status, ==, 408);
    end(client);
}

/* The stream whose window stays shut ends; another on the same connection does not. */
static void test_shut_window(void) {
    GateOptions options = gate_fixture_options();
    options.write_timeout_us = 50 * CLOCK_US_PER_MS;
    gate_fixture_start(&fixture, &options);
    H2Client *client = h2_client_open(
        fixture.port, &(H2ClientOptions){.stream_window = 1000, .keeps_window = true});
    int32_t id = h2_client_get(client, "/bytes?n=5000&tag=1");
    int32_t held = h2_client_get(client, "/hold");
    H2Reply *reply = h2_client_await(client, id);
    g_assert_cmpuint(reply->code, ==, NGHTTP2_CANCEL);
    gate_fixture_expect_done(&fixture, 1, 1000, GATE_ABORTED);
    gate_fire(fixture.gate, fixture.key);
    g_assert_cmpstr(h2_client_await(client, held)->body->str, ==, "fired");
    end(client);
}

/* A client that does not read at all. */
static void test_stalled(void) {
    GateOptions options = gate_fixture_options();
    options.write_timeout_us = 100 * CLOCK_US_PER_MS;
    gate_fixture_start(&fixture, &options);
    H2Client *client = h2_client_open(fixture.port, NULL);
    h2_client_get(client, "/bytes?n=50000000&tag=1");
    GateDone done = gate_fixture_await_done(&fixture);
    g_assert_cmpint(done.outcome, ==, GATE_ABORTED);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0 && stats.timeouts == 1);
    end(client);
}

/* ---- memory ---- */

static long resident_kb(void) {
    long pages = 0;
    FILE *file = fopen("/proc/self/statm", "r");
    g_assert_cmpint(fscanf(file, "%*d %ld", &pages), ==, 1);
    fclose(file);
    return pages * (sysconf(_SC_PAGESIZE) / 1024);
}

static void test_idle_memory(void) {
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
    g_test_skip("a sanitizer has memory of its own");
    return;
#endif
    enum { N = 1000 };
    static const uint8_t hello[] = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0";
    GateClient *clients[N];
    gate_fixture_start(&fixture, NULL);
    long before_kb = resident_kb();
    for (unsigned i = 0; i < N; i++) {
        clients[i] = gate_client_open(fixture.port);
        gate_client_send_bytes(clients[i], hello, sizeof hello);
        char byte;
        gate_client_read_exactly(clients[i], &byte, 1);
    }
    long each_bytes = (resident_kb() - before_kb) * 1024 / N;
    g_test_message("an idle HTTP/2 connection: %ld bytes, with the test's own end", each_bytes);
    g_assert_cmpint(each_bytes, <, 64 * 1024);
    for (unsigned i = 0; i < N; i++)
        gate_client_free(clients[i]);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    gate_fixture_stop(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_h2_limits/malformed", test_malformed);
    g_test_add_func("/gate_h2_limits/large-heads", test_large_heads);
    g_test_add_func("/gate_h2_limits/connect", test_connect);
    g_test_add_func("/gate_h2_limits/concurrent-streams", test_concurrent_streams);
    g_test_add_func("/gate_h2_limits/rapid-reset", test_rapid_reset);
    g_test_add_func("/gate_h2_limits/made-reset", test_made_reset);
    g_test_add_func("/gate_h2_limits/continuations", test_continuations);
    g_test_add_func("/gate_h2_limits/pings", test_pings);
    g_test_add_func("/gate_h2_limits/no-preface", test_no_preface);
    g_test_add_func("/gate_h2_limits/idle", test_idle);
    g_test_add_func("/gate_h2_limits/half-head", test_half_head);
    g_test_add_func("/gate_h2_limits/half-preface", test_half_preface);
    g_test_add_func("/gate_h2_limits/dripping-body", test_dripping_body);
    g_test_add_func("/gate_h2_limits/shut-window", test_shut_window);
    g_test_add_func("/gate_h2_limits/stalled", test_stalled);
    g_test_add_func("/gate_h2_limits/idle-memory", test_idle_memory);
    return g_test_run();
}
