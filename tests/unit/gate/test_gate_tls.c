/* TLS at the one port: versions, plain beside it, files, slow readers, reload. */
#include "base/gate/gate.h"

#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <openssl/ssl.h>

#include "base/clock.h"
#include "base/error.h"
#include "tests/support/gate_client.h"
#include "tests/support/gate_fixture.h"
#include "tests/support/test_certificate.h"

#define END "Host: x\r\n\r\n"

static GateFixture fixture;
static TestCertificate certificate;

static GateOptions tls_options(void) {
    GateOptions options = gate_fixture_options();
    options.tls = (GateTlsFiles){certificate.certificate, certificate.key};
    return options;
}

static void start(void) {
    GateOptions options = tls_options();
    gate_fixture_start(&fixture, &options);
}

static GateClient *open_tls(int version) {
    GateClient *client = gate_client_open(fixture.port);
    g_assert_true(gate_client_start_tls(client, &(GateClientTls){.version = version}));
    return client;
}

static void expect_text(GateClient *client) {
    g_autoptr(GateReply) reply = gate_client_ask(client, "GET /text HTTP/1.1\r\n" END);
    g_assert_cmpstr(reply->body->str, ==, "hello\n");
}

static void expect_pattern(GateClient *client, const char *request, uint64_t at, size_t length) {
    g_autoptr(GateReply) reply = gate_client_ask(client, request);
    g_assert_cmpuint(reply->body->len, ==, length);
    g_assert_true(gate_fixture_is_pattern(reply->body->str, at, length));
}

/* ---- versions and protocols ---- */

static void test_versions(void) {
    start();
    const int versions[] = {TLS1_2_VERSION, TLS1_3_VERSION};
    for (unsigned i = 0; i < G_N_ELEMENTS(versions); i++) {
        g_autoptr(GateClient) client = open_tls(versions[i]);
        g_assert_cmpint(SSL_version(client->ssl), ==, versions[i]);
        expect_text(client);
        expect_text(client);
        g_autoptr(GateReply) who = gate_client_ask(client, "GET /who HTTP/1.1\r\n" END);
        g_assert_cmpstr(who->body->str, ==, "127.0.0.1 secure");
        g_autoptr(GateReply) last =
            gate_client_ask(client, "GET /text HTTP/1.1\r\nConnection: close\r\n" END);
        gate_client_expect_clean_end(client);
    }
    g_autoptr(GateClient) old = gate_client_open(fixture.port);
    g_assert_false(gate_client_start_tls(old, &(GateClientTls){.version = TLS1_1_VERSION}));
    GATE_FIXTURE_WAIT(&fixture, stats.tls_handshakes == 2 && stats.tls_failures == 1);
    gate_fixture_stop(&fixture);
}

static void expect_protocol(const char *offered, const char *chosen) {
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    g_assert_true(gate_client_start_tls(client, &(GateClientTls){.alpn = offered}));
    const unsigned char *found;
    unsigned length;
    SSL_get0_alpn_selected(client->ssl, &found, &length);
    g_assert_cmpmem(found, length, chosen, strlen(chosen));
}

static void test_alpn(void) {
    start();
    expect_protocol("\x08http/1.1\x02h2", "h2"); /* the server's order counts */
    expect_protocol("\x02h2", "h2");
    expect_protocol("\x08http/1.1", "http/1.1");
    expect_protocol(NULL, "");
    g_autoptr(GateClient) none = gate_client_open(fixture.port);
    g_assert_false(gate_client_start_tls(none, &(GateClientTls){.alpn = "\x02h3"}));
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    g_clear_pointer(&none, gate_client_free);
    gate_fixture_stop(&fixture);
}

static void test_plain_on_the_same_port(void) {
    start();
    g_autoptr(GateClient) plain = gate_client_open(fixture.port);
    expect_text(plain);
    g_autoptr(GateClient) secure = open_tls(0);
    expect_text(secure);
    expect_text(plain);
    g_autoptr(GateReply) who = gate_client_ask(plain, "GET /who HTTP/1.1\r\n" END);
    g_assert_cmpstr(who->body->str, ==, "127.0.0.1 plain");
    gate_fixture_stop(&fixture);
}

static void test_garbage(void) {
    static const char *const garbage[] = {"\x16garbage that is no ClientHello at all, long enough",
                                          "\x16\x03\x01\x02\x01\x01", "\x16"};
    start();
    for (unsigned i = 0; i < G_N_ELEMENTS(garbage); i++) {
        g_autoptr(GateClient) client = gate_client_open(fixture.port);
        gate_client_send(client, garbage[i]);
        gate_client_finish(client);
        char piece[100];
        while (gate_client_read_some(client, piece, sizeof piece) > 0) { /* an alert */
        }
    }
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0 && stats.tls_failures == 3);
    g_autoptr(GateClient) silent = gate_client_open(fixture.port);
    gate_client_finish(silent);
    gate_client_expect_clean_end(silent);
    gate_fixture_stop(&fixture);
}

/* A handshake must end within the header timeout, however busy it looks. */
static void test_handshake_timeout(void) {
    GateOptions options = tls_options();
    options.header_timeout_us = 100 * CLOCK_US_PER_MS;
    gate_fixture_start(&fixture, &options);
    g_autoptr(GateClient) client = gate_client_open(fixture.port);
    gate_client_send_bytes(client, "\x16\x03\x01\x02\x00\x01", 6);
    gate_client_expect_end(client);
    g_autoptr(GateClient) idle = open_tls(0);
    gate_client_expect_end(idle);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0 && stats.timeouts == 2);
    gate_fixture_stop(&fixture);
}

/* ---- bytes ---- */

static void test_bodies(void) {
    start();
    g_autoptr(GateClient) client = open_tls(0);
    expect_pattern(client, "GET /bytes?n=20000000 HTTP/1.1\r\n" END, 0, 20000000);
    expect_pattern(client, "GET /file?n=20000000 HTTP/1.1\r\n" END, 0, 20000000);
    expect_pattern(client, "GET /file?n=200000 HTTP/1.1\r\nRange: bytes=777-100000\r\n" END, 777,
                   99224);
    expect_pattern(client, "GET /bytes?n=200000 HTTP/1.1\r\nRange: bytes=-16385\r\n" END, 183615,
                   16385);
    gate_fixture_stop(&fixture);
}

/* Answers pile up in front of a reader that starts late: records are begun, blocked and resumed at
 * every place. */
static void test_slow_reader(void) {
    enum { N = 60 };
    start();
    g_autoptr(GateClient) client = gate_client_open_narrow(fixture.port, 8192);
    g_assert_true(gate_client_start_tls(client, &(GateClientTls){0}));
    g_autoptr(GString) requests = g_string_new(NULL);
    for (unsigned i = 0; i < N; i++)
        g_string_append_printf(requests, "GET /%s?n=%u HTTP/1.1\r\n" END, i % 2 ? "bytes" : "file",
                               200000 + i * 997);
    gate_client_send_bytes(client, requests->str, requests->len);
    for (unsigned i = 0; i < N; i++) {
        g_autoptr(GateReply) reply = gate_client_read_reply(client);
        g_assert_cmpuint(reply->body->len, ==, 200000 + i * 997);
        g_assert_true(gate_fixture_is_pattern(reply->body->str, 0, reply->body->len));
    }
    gate_fixture_stop(&fixture);
}

static void test_pieces(void) {
    start();
    g_autoptr(GateClient) client = open_tls(0);
    static const char request[] = "GET /bytes?n=77 HTTP/1.1\r\n" END;
    for (unsigned round = 0; round < 3; round++) {
        for (size_t i = 0; i < sizeof request - 1; i++)
            gate_client_send_bytes(client, request + i, 1); /* a record each */
        expect_pattern(client, "", 0, 77);
    }
    g_autoptr(GString) many = g_string_new(NULL);
    for (unsigned i = 0; i < 200; i++)
        g_string_append_printf(many, "GET /bytes?n=%u HTTP/1.1\r\n" END, i);
    gate_client_send_bytes(client, many->str, many->len);
    for (unsigned i = 0; i < 200; i++)
        expect_pattern(client, "", 0, i);
    gate_fixture_stop(&fixture);
}

/* The peer may ask for new keys at any time (RFC 8446 §4.6.3), also in front of a full socket. */
static void test_new_keys(void) {
    enum { N = 100 };
    start();
    g_autoptr(GateClient) client = gate_client_open_narrow(fixture.port, 8192);
    g_assert_true(gate_client_start_tls(client, &(GateClientTls){.version = TLS1_3_VERSION}));
    for (unsigned i = 0; i < N; i++) {
        g_assert_cmpint(SSL_key_update(client->ssl, SSL_KEY_UPDATE_REQUESTED), ==, 1);
        gate_client_send(client, "GET /bytes?n=50000 HTTP/1.1\r\n" END);
    }
    for (unsigned i = 0; i < N; i++)
        expect_pattern(client, "", 0, 50000);
    gate_fixture_stop(&fixture);
}

static void test_held(void) {
    start();
    g_autoptr(GateClient) client = open_tls(0);
    gate_client_send(client, "GET /hold?tag=1 HTTP/1.1\r\n" END);
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 1);
    gate_fire(fixture.gate, fixture.key);
    g_autoptr(GateReply) reply = gate_client_read_reply(client);
    g_assert_cmpstr(reply->body->str, ==, "fired");
    gate_fixture_expect_done(&fixture, 1, 5, GATE_COMPLETE);
    gate_client_send(client, "GET /hold?tag=2 HTTP/1.1\r\n" END);
    GATE_FIXTURE_WAIT(&fixture, stats.holding == 1);
    gate_client_free(g_steal_pointer(&client));
    gate_fixture_expect_done(&fixture, 2, 0, GATE_ABORTED);
    gate_fixture_stop(&fixture);
}

static void test_resets(void) {
    start();
    for (unsigned i = 0; i < 60; i++) {
        GateClient *client = gate_client_open_narrow(fixture.port, 8192);
        g_assert_true(gate_client_start_tls(client, &(GateClientTls){0}));
        gate_client_send(client, i % 2 ? "GET /file?tag=1&n=5000000 HTTP/1.1\r\n" END
                                       : "GET /bytes?tag=1&n=5000000 HTTP/1.1\r\n" END);
        g_autoptr(GateReply) head = gate_client_read_head(client);
        gate_client_reset(client);
        gate_fixture_await_done(&fixture);
    }
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0);
    gate_fixture_stop(&fixture);
}

/* ---- a client that is cut off, wherever its connection stands ---- */

#define UPGRADE                                                                                    \
    "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"                   \
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

typedef struct Cut {
    const char *sent;
    bool is_tls, is_handed_over;
} Cut;

static const Cut CUTS[] = {
    {"", false},
    {"\x16\x03\x01\x02", false}, /* shaking hands */
    {"", true},
    {"GET /te", false},
    {"GET /te", true},
    {"GET /hold HTTP/1.1\r\n" END, false},
    {"GET /hold HTTP/1.1\r\n" END, true},
    {"GET /file?n=3000000 HTTP/1.1\r\n" END, false},
    {"GET /file?n=3000000 HTTP/1.1\r\n" END, true},
    {"POST /text HTTP/1.1\r\nContent-Length: 1000\r\n" END "abc", false}, /* discarding */
    {"POST /text HTTP/1.1\r\nContent-Length: 1000\r\n" END "abc", true},
    {"GET /text HTTP/1.1\r\nConnection: close\r\n" END, false}, /* lingering */
    {"GET /text HTTP/1.1\r\nConnection: close\r\n" END, true},
    {"BREW / HTTP/1.1\r\n" END, false},
    {"GET /relay HTTP/1.1\r\n" END, false, true},
    {"GET /relay HTTP/1.1\r\n" END, true, true},
    {"POST /relay HTTP/1.1\r\nContent-Length: 10\r\n" END "abc", true, true},
    {"GET /tunnel HTTP/1.1\r\n" UPGRADE END, false, true},
    {"GET /tunnel HTTP/1.1\r\n" UPGRADE END "first words", true, true},
};

static void cut(const Cut *row, unsigned n_times) {
    uint64_t n_accepted = gate_fixture_stats(&fixture).accepted;
    GateClient *client = row->is_tls ? open_tls(0) : gate_client_open(fixture.port);
    for (unsigned i = 0; i < n_times; i++) /* many: they have their turns */
        gate_client_try_send(client, row->sent, strlen(row->sent));
    int upstream = row->is_handed_over ? gate_fixture_await_upstream(&fixture) : -1;
    GATE_FIXTURE_WAIT(&fixture, stats.accepted == n_accepted + 1);
    gate_client_reset(client);
    if (upstream >= 0)
        close(upstream);
}

static void test_cut_off_in_every_state(void) {
    start();
    unsigned before = gate_fixture_count_fds();
    for (unsigned round = 0; round < 20; round++)
        for (unsigned i = 0; i < G_N_ELEMENTS(CUTS); i++)
            cut(&CUTS[i], round % 4 == 3 && !CUTS[i].is_handed_over ? 100 : 1);
    GATE_FIXTURE_WAIT(&fixture, stats.connections == 0 && stats.relaying == 0);
    gate_fixture_stop(&fixture);
    g_assert_cmpuint(gate_fixture_count_fds(), <, before);
}

/* What ends in order says so: the client must not suspect that somebody cut the connection. */
static void test_orderly_ends(void) {
    GateOptions options = tls_options();
    options.idle_timeout_us = 100 * CLOCK_US_PER_MS;
    const GateClientTls strict = {.is_strict = true};
    gate_fixture_start(&fixture, &options);
    g_autoptr(GateClient) closing = gate_client_open(fixture.port);
    g_assert_true(gate_client_start_tls(closing, &strict));
    g_autoptr(GateReply) last =
        gate_client_ask(closing, "GET /text HTTP/1.1\r\nConnection: close\r\n" END);
    gate_client_expect_clean_end(closing);
    g_autoptr(GateClient) finished = gate_client_open(fixture.port);
    g_assert_true(gate_client_start_tls(finished, &strict));
    gate_client_send(finished, "GET /text HTTP/1.1\r\n" END);
    gate_client_finish(finished);
    g_autoptr(GateReply) text = gate_client_read_reply(finished);
    gate_client_expect_clean_end(finished);
    g_autoptr(GateClient) idle = gate_client_open(fixture.port);
    g_assert_true(gate_client_start_tls(idle, &strict));
    expect_text(idle);
    gate_client_expect_clean_end(idle);
    g_autoptr(GateClient) stopped = gate_client_open(fixture.port);
    g_assert_true(gate_client_start_tls(stopped, &strict));
    expect_text(stopped);
    gate_fixture_stop(&fixture);
    gate_client_expect_clean_end(stopped);
}

/* ---- files ---- */

static void test_reload(void) {
    start();
    g_autoptr(GateClient) old = open_tls(0);
    expect_text(old);
    test_certificate_write(&certificate, "second");
    g_autoptr(GError) error = NULL;
    g_assert_true(gate_reload_tls(fixture.gate, &error));
    g_assert_no_error(error);
    g_autoptr(GateClient) fresh = open_tls(0); /* mail comes before new connections */
    g_autofree char *old_name = gate_client_server_name(old);
    g_autofree char *fresh_name = gate_client_server_name(fresh);
    g_assert_cmpstr(old_name, ==, "first");
    g_assert_cmpstr(fresh_name, ==, "second");
    expect_text(old);
    expect_text(fresh);

    g_assert_true(g_file_set_contents(certificate.certificate, "nonsense", -1, NULL));
    g_assert_false(gate_reload_tls(fixture.gate, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
    g_autoptr(GateClient) still = open_tls(0);
    expect_text(still);
    test_certificate_write(&certificate, "first");
    gate_fixture_stop(&fixture);
}

/* Connections come while certificates change. */
static void *reload_often(void *data) {
    const bool *is_over = data;
    while (!__atomic_load_n(is_over, __ATOMIC_SEQ_CST))
        g_assert_true(gate_reload_tls(fixture.gate, NULL));
    return NULL;
}

static void test_reload_under_load(void) {
    GateOptions options = tls_options();
    options.n_workers = 2;
    gate_fixture_start(&fixture, &options);
    bool is_over = false;
    GThread *thread = g_thread_new("reloader", reload_often, &is_over);
    for (unsigned i = 0; i < 100; i++) {
        g_autoptr(GateClient) client = open_tls(0);
        expect_text(client);
    }
    __atomic_store_n(&is_over, true, __ATOMIC_SEQ_CST);
    g_thread_join(thread);
    gate_fixture_stop(&fixture);
}

static void expect_bad_files(const char *cert_path, const char *key_path, const char *culprit) {
    GateOptions options = gate_fixture_options();
    static const GateRoute none[] = {{NULL}};
    options.routes = none;
    options.tls = (GateTlsFiles){cert_path, key_path};
    g_autoptr(GError) error = NULL;
    g_autoptr(Gate) gate = gate_start(&options, &error);
    g_assert_null(gate);
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
    g_autofree char *start_text = g_strdup_printf("cannot use %s: ", culprit);
    if (!g_str_has_prefix(error->message, start_text))
        g_error("'%s' instead of '%s'", error->message, start_text);
    g_assert_null(strstr(error->message, "unknown reason"));
    g_assert_null(strchr(error->message, '\n'));
}

static void test_bad_files(void) {
    unsigned before = gate_fixture_count_fds();
    TestCertificate other;
    test_certificate_init(&other, "other");
    g_autofree char *missing = g_build_filename(other.folder, "missing.pem", NULL);
    g_autofree char *nonsense = g_build_filename(other.folder, "nonsense.pem", NULL);
    g_assert_true(g_file_set_contents(nonsense, "nonsense\n", -1, NULL));
    g_autofree char *missing_certificate = g_strdup_printf("certificate '%s'", missing);
    g_autofree char *bad_certificate = g_strdup_printf("certificate '%s'", nonsense);
    g_autofree char *lone_certificate = g_strdup_printf("certificate '%s'", other.certificate);
    g_autofree char *missing_key = g_strdup_printf("key '%s'", missing);
    g_autofree char *bad_key = g_strdup_printf("key '%s'", nonsense);
    g_autofree char *foreign_key = g_strdup_printf("key '%s'", certificate.key);
    expect_bad_files(missing, other.key, missing_certificate);
    expect_bad_files(nonsense, other.key, bad_certificate);
    expect_bad_files(other.certificate, NULL, lone_certificate);
    expect_bad_files(other.certificate, missing, missing_key);
    expect_bad_files(other.certificate, nonsense, bad_key);
    expect_bad_files(other.certificate, certificate.key, foreign_key);
    g_unlink(nonsense);
    test_certificate_clear(&other);
    g_assert_cmpuint(gate_fixture_count_fds(), ==, before);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    test_certificate_init(&certificate, "first");
    g_test_add_func("/gate_tls/versions", test_versions);
    g_test_add_func("/gate_tls/alpn", test_alpn);
    g_test_add_func("/gate_tls/plain-on-the-same-port", test_plain_on_the_same_port);
    g_test_add_func("/gate_tls/garbage", test_garbage);
    g_test_add_func("/gate_tls/handshake-timeout", test_handshake_timeout);
    g_test_add_func("/gate_tls/bodies", test_bodies);
    g_test_add_func("/gate_tls/slow-reader", test_slow_reader);
    g_test_add_func("/gate_tls/pieces", test_pieces);
    g_test_add_func("/gate_tls/new-keys", test_new_keys);
    g_test_add_func("/gate_tls/held", test_held);
    g_test_add_func("/gate_tls/resets", test_resets);
    g_test_add_func("/gate_tls/cut-off-in-every-state", test_cut_off_in_every_state);
    g_test_add_func("/gate_tls/orderly-ends", test_orderly_ends);
    g_test_add_func("/gate_tls/reload", test_reload);
    g_test_add_func("/gate_tls/reload-under-load", test_reload_under_load);
    g_test_add_func("/gate_tls/bad-files", test_bad_files);
    int result = g_test_run();
    test_certificate_clear(&certificate);
    return result;
}
