/* The whole server inside one process: what the sanitizers can see of starting and stopping. */
#include "server/app.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "base/error.h"
#include "base/log.h"
#include "server/cert_authority.h"
#include "tests/unit/server/temp_dir.h"

typedef struct Fixture {
    char *folder;
    Settings settings;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer user) {
    fixture->folder = temp_dir_new();
    const char *const argv[] = {"--data",      fixture->folder, "--listen",
                                "127.0.0.1:0", "--demo",        "--gate-stop-grace",
                                "1s",          "--log-level",   "error"};
    g_auto(GStrv) words = NULL;
    g_autoptr(GError) error = NULL;
    settings_load(NULL, G_N_ELEMENTS(argv), (char *const *)argv, &fixture->settings, &words,
                  &error);
    g_assert_no_error(error);
    g_assert_true(log_open(LOG_ERROR, NULL, NULL));
}

static void tear_down(Fixture *fixture, gconstpointer user) {
    log_close();
    settings_clear(NULL, &fixture->settings);
    temp_dir_remove(fixture->folder);
}

static App *start(Fixture *fixture) {
    g_autoptr(GError) error = NULL;
    App *app = app_start(&fixture->settings, &error);
    g_assert_no_error(error);
    return app;
}

/* The port is only told on standard output, as to everybody else. */
static unsigned announced_port(Fixture *fixture, App *app) {
    g_autofree char *path = g_build_filename(fixture->folder, "out", NULL);
    fflush(stdout);
    int kept = dup(STDOUT_FILENO);
    FILE *file = fopen(path, "w");
    dup2(fileno(file), STDOUT_FILENO);
    app_announce(app);
    dup2(kept, STDOUT_FILENO);
    close(kept);
    fclose(file);
    g_autofree char *text = NULL;
    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    const char *ready = strstr(text, "READY http=127.0.0.1:");
    g_assert_nonnull(ready);
    return (unsigned)g_ascii_strtoull(ready + strlen("READY http=127.0.0.1:"), NULL, 10);
}

static GSocketConnection *connect_to(unsigned port) {
    g_autoptr(GSocketClient) client = g_socket_client_new();
    g_autoptr(GError) error = NULL;
    GSocketConnection *connection =
        g_socket_client_connect_to_host(client, "127.0.0.1", (guint16)port, NULL, &error);
    g_assert_no_error(error);
    return connection;
}

static void say(GSocketConnection *connection, const char *text) {
    GOutputStream *out = g_io_stream_get_output_stream(G_IO_STREAM(connection));
    g_assert_true(g_output_stream_write_all(out, text, strlen(text), NULL, NULL, NULL));
}

/* The first bytes of the answer. Caller frees. */
static char *hear(GSocketConnection *connection) {
    char text[4096];
    GInputStream *in = g_io_stream_get_input_stream(G_IO_STREAM(connection));
    gssize n = g_input_stream_read(in, text, sizeof text - 1, NULL, NULL);
    return g_strndup(text, n > 0 ? (gsize)n : 0);
}

static char *call(unsigned port, const char *request) {
    g_autoptr(GSocketConnection) connection = connect_to(port);
    say(connection, request);
    return hear(connection);
}

static void test_answers(Fixture *fixture, gconstpointer user) {
    static const char *const ROWS[][2] = {
        {"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 "},
        {"GET /readyz HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 "},
        {"GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 "},
        {"GET /api/v1/server HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 "},
        {"GET /api/v1/session HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 401 "},
        {"GET /install/qr.svg HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 "},
        {"GET /ws HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 426 "},
    };
    g_autoptr(App) app = start(fixture);
    unsigned port = announced_port(fixture, app);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *answer = call(port, ROWS[i][0]);
        g_test_message("%s", answer);
        g_assert_true(g_str_has_prefix(answer, ROWS[i][1]));
    }
    app_tick(app);
    app_reload(app);
}

#define UPGRADE                                                                                    \
    "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"                 \
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static void test_the_door_of_signalling(Fixture *fixture, gconstpointer user) {
    static const char *const ROWS[][2] = {
        {"Sec-WebSocket-Protocol: tongping.v1\r\nAuthorization: Bearer demo-member\r\n", "101"},
        {"Sec-WebSocket-Protocol: chat, tongping.v1\r\nAuthorization: Bearer demo-member\r\n",
         "101"},
        {"Sec-WebSocket-Protocol: tongping.v1\r\nOrigin: http://a\r\n"
         "Authorization: Bearer demo-member\r\n",
         "101"},
        {"Sec-WebSocket-Protocol: tongping.v1\r\nAuthorization: Bearer nobody\r\n", "401"},
        {"Sec-WebSocket-Protocol: tongping.v1\r\nCookie: tongping_session=demo-member\r\n", "401"},
        {"Sec-WebSocket-Protocol: tongping.v1\r\n", "401"},
        {"Sec-WebSocket-Protocol: tongping.v1\r\nAuthorization: Basic x\r\n", "401"},
        {"Sec-WebSocket-Protocol: tongping.v1\r\nOrigin: https://a\r\n"
         "Authorization: Bearer demo-member\r\n",
         "403"},
        {"Sec-WebSocket-Protocol: tongping.v1\r\nOrigin: http://a.evil\r\n"
         "Authorization: Bearer demo-member\r\n",
         "403"},
        {"Sec-WebSocket-Protocol: tongping.v1\r\nOrigin: null\r\n"
         "Authorization: Bearer demo-member\r\n",
         "403"},
        {"Sec-WebSocket-Protocol: tongping.v2\r\nAuthorization: Bearer demo-member\r\n", "426"},
        {"Authorization: Bearer demo-member\r\n", "426"},
    };
    g_autoptr(App) app = start(fixture);
    unsigned port = announced_port(fixture, app);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *request = g_strconcat(UPGRADE, ROWS[i][0], "\r\n", NULL);
        g_autofree char *answer = call(port, request);
        g_autofree char *wanted = g_strconcat("HTTP/1.1 ", ROWS[i][1], " ", NULL);
        g_test_message("row %u: %.60s", i, answer);
        g_assert_true(g_str_has_prefix(answer, wanted));
    }
}

/* Clients that leave while the catalogue is asked: nothing may stay behind (LeakSanitizer). */
static void test_clients_that_leave(Fixture *fixture, gconstpointer user) {
    g_autoptr(App) app = start(fixture);
    unsigned port = announced_port(fixture, app);
    for (unsigned i = 0; i < 200; i++) {
        g_autoptr(GSocketConnection) connection = connect_to(port);
        g_autofree char *request =
            g_strdup_printf(UPGRADE "Sec-WebSocket-Protocol: tongping.v1\r\n"
                                    "Authorization: Bearer forged-%u\r\n\r\n",
                            i);
        say(connection, request);
    }
    g_autofree char *answer = call(port, "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
    g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 200 "));
}

static void test_stop_with_open_seats(Fixture *fixture, gconstpointer user) {
    g_autoptr(App) app = start(fixture);
    unsigned port = announced_port(fixture, app);
    g_autoptr(GPtrArray) seats = g_ptr_array_new_with_free_func(g_object_unref);
    for (unsigned i = 0; i < 20; i++) {
        GSocketConnection *connection = connect_to(port);
        g_ptr_array_add(seats, connection);
        say(connection, UPGRADE "Sec-WebSocket-Protocol: tongping.v1\r\n"
                                "Authorization: Bearer demo-member\r\n\r\n");
    }
    for (unsigned i = 0; i < seats->len; i++) {
        g_autofree char *answer = hear(g_ptr_array_index(seats, i));
        g_assert_true(g_str_has_prefix(answer, "HTTP/1.1 101 "));
    }
    app_stop(app);
    app_stop(app);
}

static void assert_refused(const Settings *settings, ErrorCode code, const char *part) {
    g_autoptr(GError) error = NULL;
    g_assert_null(app_start(settings, &error));
    g_test_message("%s", error->message);
    g_assert_error(error, BASE_ERROR, (int)code);
    g_assert_nonnull(strstr(error->message, part));
}

static void test_refusals(Fixture *fixture, gconstpointer user) {
    g_autoptr(App) app = start(fixture);
    unsigned port = announced_port(fixture, app);
    assert_refused(&fixture->settings, ERROR_CONFLICT, fixture->folder);
    char *other = temp_dir_new();
    g_autofree char *listen = g_strdup_printf("127.0.0.1:%u", port);
    Settings second = fixture->settings;
    second.data_directory = other;
    second.http_listen = listen;
    assert_refused(&second, ERROR_IO, listen);
    temp_dir_remove(other);
}

/* Demo passwords are known: a real server does not start on them. */
static void test_demo_and_real_do_not_mix(Fixture *fixture, gconstpointer user) {
    app_free(start(fixture));
    Settings real = fixture->settings;
    real.server_demo = false;
    assert_refused(&real, ERROR_CONFLICT, "demo");
    app_free(start(fixture)); /* and nothing was damaged */
}

static void test_tls(Fixture *fixture, gconstpointer user) {
    static const char *const NAMES[] = {"127.0.0.1", NULL};
    g_autoptr(CertPaths) paths = cert_paths_new(fixture->folder);
    g_assert_true(cert_authority_make(paths, "county", CERT_KEEP, NULL));
    g_assert_true(cert_authority_issue(paths, NAMES, NULL));
    g_autoptr(App) app = start(fixture);
    unsigned port = announced_port(fixture, app);
    g_autofree char *answer = call(port, "GET /install/ca.crt HTTP/1.1\r\nHost: a\r\n\r\n");
    g_assert_nonnull(strstr(answer, "application/x-x509-ca-cert"));
    app_tick(app);
    app_reload(app);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) g_test_add("/app/" path, Fixture, NULL, set_up, fn, tear_down)
    ADD("answers", test_answers);
    ADD("the-door-of-signalling", test_the_door_of_signalling);
    ADD("clients-that-leave", test_clients_that_leave);
    ADD("stop-with-open-seats", test_stop_with_open_seats);
    ADD("refusals", test_refusals);
    ADD("demo-and-real-do-not-mix", test_demo_and_real_do_not_mix);
    ADD("tls", test_tls);
#undef ADD
    return g_test_run();
}
