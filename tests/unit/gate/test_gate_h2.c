/* HTTP/2 at the one port: the same answers as by HTTP/1.1, held requests, priorities, the end. */
#include "base/gate/gate.h"

#include <string.h>

#include "base/clock.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/h2_client.h"
#include "tests/support/test_certificate.h"

static GateFixture fixture;

static void expect_text(H2Client *client, int32_t id, const char *text) {
    H2Reply *reply = h2_client_await(client, id);
    g_assert_cmpuint(reply->status, ==, 200);
    g_assert_cmpuint(reply->code, ==, NGHTTP2_NO_ERROR);
    g_assert_cmpstr(reply->body->str, ==, text);
}

static void expect_field(const H2Reply *reply, const char *name, const char *value) {
    g_autofree char *found = h2_client_field(reply, name);
    g_assert_cmpstr(found, ==, value);
}

static H2Reply *ask(H2Client *client, const char *method, const char *path, const char *fields) {
    H2Request request = {.method = method, .path = path, .fields = fields};
    return h2_client_await(client, h2_client_request(client, &request));
}

/* ---- answers ---- */

static void test_plain_answers(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(H2Client) client = h2_client_open(fixture.port, NULL);
    for (unsigned i = 0; i < 3; i++)
        expect_text(client, h2_client_get(client, "/text"), "hello\n");
    expect_text(client, h2_client_get(client, "/who"), "127.0.0.1 plain");
    H2Reply *reply = ask(client, "GET", "/text", NULL);
    expect_field(reply, "content-length", "6");
    expect_field(reply, "etag", "\"hello\"");
    expect_field(reply, "cache-control", "no-store");
    expect_field(reply, "connection", NULL);
    g_autofree char *date = h2_client_field(reply, "date");
    g_assert_nonnull(date);
    g_assert_cmpuint(gate_fixture_stats(&fixture).h2_connections, ==, 1);
    g_assert_cmpuint(gate_fixture_stats(&fixture).requests, ==, 5);
    g_clear_pointer(&client, h2_client_free);
    gate_fixture_stop(&fixture);
}

static void test_tls_answers(void) {
    TestCertificate certificate;
    test_certificate_init(&certificate, "gate.test");
    GateOptions options = gate_fixture_options();
    options.tls = (GateTlsFiles){certificate.certificate, certificate.key};
    gate_fixture_start(&fixture, &options);
    g_autoptr(H2Client) client = h2_client_open(fixture.port, &(H2ClientOptions){.is_tls = true});
    expect_text(client, h2_client_get(client, "/who"), "127.0.0.1 secure");
    H2Reply *memory = ask(client, "GET", "/bytes?n=3000000", NULL);
    g_assert_cmpuint(memory->body->len, ==, 3000000);
    g_assert_true(gate_fixture_is_pattern(memory->body->str, 0, 3000000));
    H2Reply *file = ask(client, "GET", "/file?n=3000000", NULL);
    g_assert_cmpuint(file->body->len, ==, 3000000);
    g_assert_true(gate_fixture_is_pattern(file->body->str, 0, 3000000));
    g_clear_pointer(&client, h2_client_free);
    gate_fixture_stop(&fixture);
    test_certificate_clear(&certificate);
}

static void test_conditions(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(H2Client) client = h2_client_open(fixture.port, NULL);
    H2Reply *reply = ask(client, "HEAD", "/bytes?n=500", NULL);
    g_assert_cmpuint(reply->status, ==, 200);
    g_assert_cmpuint(reply->body->len, ==, 0);
    expect_field(reply, "content-length", "500");
    reply = ask(client, "GET", "/text", "if-none-match: \"hello\"\n");
    g_assert_cmpuint(reply->status, ==, 304);
    reply = ask(client, "GET", "/bytes?n=500", "range: bytes=100-199\n");
    g_assert_cmpuint(reply->status, ==, 206);
    expect_field(reply, "content-range", "bytes 100-199/500");
    g_assert_cmpuint(reply->body->len, ==, 100);
    g_assert_true(gate_fixture_is_pattern(reply->body->str, 100, 100));
    reply = ask(client, "GET", "/file?n=70000", "range: bytes=-10\n");
    g_assert_true(gate_fixture_is_pattern(reply->body->str, 69990, 10));
    reply = ask(client, "GET", "/bytes?n=500", "range: bytes=0-1\nif-range: \"other\"\n");
    g_assert_cmpuint(reply->status, ==, 200);
    reply = ask(client, "GET", "/bytes?n=500", "range: bytes=600-\n");
    g_assert_cmpuint(reply->status, ==, 416);
    reply = ask(client, "GET", "/status?s=404", NULL);
    g_assert_cmpuint(reply->status, ==, 404);
    g_assert_nonnull(strstr(reply->body->str, "\"not_found\""));
    reply = ask(client, "GET", "/status?s=204", NULL);
    g_assert_cmpuint(reply->status, ==, 204);
    reply = ask(client, "GET", "/fields?n=64", NULL);
    g_assert_cmpuint(reply->status, ==, 500);
    g_clear_pointer(&client, h2_client_free);
    gate_fixture_stop(&fixture);
}

static void test_proxies(void) {
    static const char *const proxies[] = {"127.0.0.1", NULL};
    GateOptions options = gate_fixture_options();
    options.trusted_proxies = proxies;
    gate_fixture_start(&fixture, &options);
    g_autoptr(H2Client) client = h2_client_open(fixture.port, NULL);
    H2Reply *reply =
        ask(client, "GET", "/who", "x-forwarded-for: 192.0.2.7\nx-forwarded-proto: https\n");
    g_assert_cmpstr(reply->body->str, ==, "192.0.2.7 secure");
    g_clear_pointer(&client, h2_client_free);
    gate_fixture_stop(&fixture);
}

static void test_done(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(H2Client) client = h2_client_open(
        fixture.port, &(H2ClientOptions){.stream_window = 70000, .keeps_window = true});
    ask(client, "GET", "/bytes?n=60000&tag=1", NULL);
    gate_fixture_expect_done(&fixture, 1, 60000, GATE_COMPLETE);
    h2_client_consume(client, 1, 60000);
    int32_t id = h2_client_get(client, "/file?n=500000&tag=2");
    h2_client_await_body(client, id, 65535);
    h2_client_reset_stream(client, id);
    GateDone done = gate_fixture_await_done(&fixture);
    g_assert_cmpint(done.outcome, ==, GATE_ABORTED);
    g_assert_cmpuint(done.body_bytes, ==, 65535);
    g_assert_cmpuint(ask(client, "GET", "/status?s=204", NULL)->status, ==, 204);
    g_clear_pointer(&client, h2_client_free);
    gate_fixture_stop(&fixture);
}

/* Windows of stream and connection bound what comes, and open again. */
static void test_flow_control(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(H2Client) client = h2_client_open(
        fixture.port, &(H2ClientOptions){.stream_window = 10000, .keeps_window = true});
    int32_t id = h2_client_get(client, "/bytes?n=200000&tag=9");
    H2Reply *reply = h2_client_await_body(client, id, 10000);
    for (size_t used = 0; used < 200000; used += 10000) {
        g_assert_cmpuint(reply->body->len, <=, used + 10000);
        h2_client_await_body(client, id, used + 10000);
        h2_client_consume(client, id, 10000);
    }
    h2_client_await(client, id);
    g_assert_true(gate_fixture_is_pattern(reply->body->str, 0, 200000));
    gate_fixture_expect_done(&fixture, 9, 200000, GATE_COMPLETE);
    g_clear_pointer(&client, h2_client_free);
    gate_fixture_stop(&fixture);
}

/* ---- held ---- */

static void test_held(void) {
    enum { N = 90 };
    gate_fixture_start(&fixture, NULL);
    g_autoptr(H2Client) client = h2_client_open(fixture.port, NULL);
    int32_t ids[N];
    for (unsigned i = 0; i < N; i++)
        ids[i] = h2_client_get(client, "/hold?tag=5&n=2000");
    GATE_FIXTURE_WAIT(&fixture, stats.holding == N);
    gate_fire(fixture.gate, fixture.key);
    for (unsigned i = 0; i < N; i++) {
        H2Reply *reply = h2_client_await(client, ids[i]);
        g_assert_cmpuint(reply->body->len, ==, 2000);
        gate_fixture_expect_done(&fixture, 5, 2000, GATE_COMPLETE);
    }
    expect_text(client, h2_client_get(client, "/hold?ms=10"), "timed out");
    g_clear_pointer(&client, h2_client_free);
    gate_fixture_stop(&fixture);
}

static void test_held_and_gone(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(H2Client) client = h2_client_open(fixture.port, NULL);
    int32_t first = h2_client_get(client, "/hold?tag=1");
    int32_t second = h2_client_get(client, "/hold?tag=2");
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 2);
    h2_client_reset_stream(client, first);
    gate_fixture_expect_done(&fixture, 1, 0, GATE_ABORTED);
    gate_fire(fixture.gate, fixture.key);
    expect_text(client, second, "fired");
    gate_fixture_expect_done(&fixture, 2, 5, GATE_COMPLETE);
    h2_client_get(client, "/hold?tag=3");
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 1);
    g_clear_pointer(&client, h2_client_free);
    gate_fixture_expect_done(&fixture, 3, 0, GATE_ABORTED);
    gate_fixture_stop(&fixture);
}

static void *stop(void *data) {
    gate_stop(fixture.gate, 60 * CLOCK_US_PER_S);
    return NULL;
}

static void test_stop(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(H2Client) client = h2_client_open(fixture.port, NULL);
    int32_t held = h2_client_get(client, "/hold?tag=1");
    int32_t stubborn = h2_client_get(client, "/hold?tag=2&stay=1");
    int32_t large = h2_client_get(client, "/bytes?n=20000000&tag=3");
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 2 && stats.requests == 3);
    GThread *stopper = g_thread_new("stop", stop, NULL);
    expect_text(client, held, "stopping");
    g_assert_cmpuint(h2_client_await(client, stubborn)->status, ==, 503);
    g_assert_cmpuint(h2_client_await(client, large)->body->len, ==, 20000000);
    g_assert_cmpuint(h2_client_await_goaway(client), ==, NGHTTP2_NO_ERROR);
    h2_client_await_end(client);
    g_thread_join(stopper);
    gate_fixture_clear(&fixture);
}

static void test_stop_idle(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(H2Client) client = h2_client_open(fixture.port, NULL);
    expect_text(client, h2_client_get(client, "/text"), "hello\n");
    GThread *stopper = g_thread_new("stop", stop, NULL);
    g_assert_cmpuint(h2_client_await_goaway(client), ==, NGHTTP2_NO_ERROR);
    h2_client_await_end(client);
    g_thread_join(stopper);
    gate_fixture_clear(&fixture);
}

/* ---- priorities ---- */

/* Two answers that the window keeps back; then it opens for both at once. */
static void order(const char *first_path, const char *first_fields, const char *second_path,
                  const char *second_fields, unsigned *ret_first, unsigned *ret_second) {
    enum { LENGTH = 300000 };
    g_autoptr(H2Client) client = h2_client_open(
        fixture.port, &(H2ClientOptions){.stream_window = 1 << 30, .keeps_window = true});
    /* The connection's own window (65,535) is taken by a third. */
    int32_t taker = h2_client_get(client, "/bytes?n=65535");
    h2_client_await(client, taker);
    H2Request first = {.path = first_path, .fields = first_fields};
    H2Request second = {.path = second_path, .fields = second_fields};
    int32_t a = h2_client_request(client, &first), b = h2_client_request(client, &second);
    h2_client_await_status(client, a);
    h2_client_await_status(client, b);
    nghttp2_submit_window_update(h2_client_session(client), NGHTTP2_FLAG_NONE, 0, 2 * LENGTH);
    *ret_first = h2_client_await(client, a)->end_order;
    *ret_second = h2_client_await(client, b)->end_order;
}

static void test_priorities(void) {
    typedef struct Row {
        const char *first_path, *first_fields, *second_path, *second_fields;
        bool is_second_first;
    } Row;
    static const Row rows[] = {
        {"/bytes?n=300000", NULL, "/bytes?n=300000", NULL, false},
        {"/bytes?n=300000", NULL, "/bytes?n=300000", "priority: u=1\n", true},
        {"/bytes?n=300000", "priority: u=5\n", "/bytes?n=300000", NULL, true},
        {"/bytes?n=300000", NULL, "/bytes?n=300000&urgency=1", NULL, true},
        {"/bytes?n=300000&urgency=6", NULL, "/bytes?n=300000&urgency=5", NULL, true},
        {"/bytes?n=300000&urgency=6", "priority: u=2\n", "/bytes?n=300000", NULL, false},
        {"/bytes?n=300000", "priority: i\n", "/bytes?n=1000", "priority: i\n", true},
        {"/bytes?n=300000", NULL, "/bytes?n=1000", NULL, false},
    };
    gate_fixture_start(&fixture, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        unsigned first, second;
        order(rows[i].first_path, rows[i].first_fields, rows[i].second_path, rows[i].second_fields,
              &first, &second);
        if ((second < first) != rows[i].is_second_first)
            g_error("row %u: the streams ended as %u and %u", i, first, second);
    }
    gate_fixture_stop(&fixture);
}

static void test_priority_update(void) {
    gate_fixture_start(&fixture, NULL);
    g_autoptr(H2Client) client = h2_client_open(
        fixture.port, &(H2ClientOptions){.stream_window = 1 << 30, .keeps_window = true});
    h2_client_await(client, h2_client_get(client, "/bytes?n=65535"));
    int32_t a = h2_client_get(client, "/bytes?n=300000");
    int32_t b = h2_client_get(client, "/bytes?n=300000");
    h2_client_await_status(client, a);
    h2_client_await_status(client, b);
    nghttp2_submit_priority_update(h2_client_session(client), NGHTTP2_FLAG_NONE, b,
                                   (const uint8_t *)"u=0", 3);
    nghttp2_submit_window_update(h2_client_session(client), NGHTTP2_FLAG_NONE, 0, 700000);
    unsigned first = h2_client_await(client, a)->end_order;
    g_assert_cmpuint(h2_client_await(client, b)->end_order, <, first);
    g_clear_pointer(&client, h2_client_free);
    gate_fixture_stop(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/gate_h2/plain-answers", test_plain_answers);
    g_test_add_func("/gate_h2/tls-answers", test_tls_answers);
    g_test_add_func("/gate_h2/conditions", test_conditions);
    g_test_add_func("/gate_h2/proxies", test_proxies);
    g_test_add_func("/gate_h2/done", test_done);
    g_test_add_func("/gate_h2/flow-control", test_flow_control);
    g_test_add_func("/gate_h2/held", test_held);
    g_test_add_func("/gate_h2/held-and-gone", test_held_and_gone);
    g_test_add_func("/gate_h2/stop", test_stop);
    g_test_add_func("/gate_h2/stop-idle", test_stop_idle);
    g_test_add_func("/gate_h2/priorities", test_priorities);
    g_test_add_func("/gate_h2/priority-update", test_priority_update);
    return g_test_run();
}
