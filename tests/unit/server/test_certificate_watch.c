#include "server/certificate_watch.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <openssl/ssl.h>

#include "base/clock.h"
#include "base/log.h"
#include "server/cert_authority.h"
#include "server/certificate.h"
#include "tests/unit/server/temp_dir.h"

#define DAY_US (86400 * CLOCK_US_PER_S)

static const char *const NAMES[] = {"a.cn", "127.0.0.1", NULL};

typedef struct Fixture {
    char *folder;
    CertPaths *paths;
    Settings settings;
    TlsFiles *tls;
    Gate *gate;
    CertificateWatch *watch;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer user) {
    static const char *const LISTEN[] = {"127.0.0.1:0", NULL};
    static const GateRoute ROUTES[] = {{NULL, {NULL}}};
    fixture->folder = temp_dir_new();
    fixture->paths = cert_paths_new(fixture->folder);
    fixture->settings = (Settings){.data_directory = fixture->folder};
    g_assert_true(cert_authority_make(fixture->paths, "county", CERT_KEEP, NULL));
    g_assert_true(cert_authority_issue(fixture->paths, NAMES, NULL));
    fixture->tls = tls_files_find(&fixture->settings, NULL);
    GateOptions options = {.listen = LISTEN,
                           .n_workers = 1,
                           .max_connections = 16,
                           .max_connections_per_address = 16,
                           .header_timeout_us = 10 * CLOCK_US_PER_S,
                           .idle_timeout_us = 10 * CLOCK_US_PER_S,
                           .write_timeout_us = 10 * CLOCK_US_PER_S,
                           .relay_timeout_us = 10 * CLOCK_US_PER_S,
                           .tls = {fixture->tls->certificate, fixture->tls->key},
                           .routes = ROUTES};
    g_autoptr(GError) error = NULL;
    fixture->gate = gate_start(&options, &error);
    g_assert_no_error(error);
    fixture->watch = certificate_watch_new(&fixture->settings, fixture->tls, fixture->gate);
    g_assert_true(log_open(LOG_ERROR, NULL, NULL));
}

static void tear_down(Fixture *fixture, gconstpointer user) {
    log_close();
    certificate_watch_free(fixture->watch);
    gate_free(fixture->gate);
    tls_files_free(fixture->tls);
    cert_paths_free(fixture->paths);
    temp_dir_remove(fixture->folder);
}

/* The fingerprint of what the gate shows to a new connection. Caller frees. */
static char *shown_fingerprint(Gate *gate) {
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons((uint16_t)gate_port(gate, 0)),
                                  .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    g_assert_cmpint(connect(fd, (struct sockaddr *)&address, sizeof address), ==, 0);
    SSL_CTX *context = SSL_CTX_new(TLS_client_method());
    SSL *ssl = SSL_new(context);
    SSL_set_fd(ssl, fd);
    g_assert_cmpint(SSL_connect(ssl), ==, 1);
    X509 *x509 = SSL_get1_peer_certificate(ssl);
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    X509_digest(x509, EVP_sha256(), digest, &length);
    GString *text = g_string_new(NULL);
    for (unsigned i = 0; i < length; i++)
        g_string_append_printf(text, "%s%02X", i ? ":" : "", digest[i]);
    X509_free(x509);
    SSL_free(ssl);
    SSL_CTX_free(context);
    close(fd);
    return g_string_free(text, FALSE);
}

static bool shows_file(const Fixture *fixture) {
    g_autoptr(Certificate) file = certificate_read(fixture->paths->certificate, NULL);
    g_autofree char *shown = shown_fingerprint(fixture->gate);
    return g_str_equal(shown, file->fingerprint);
}

/* The new certificate reaches the gate's workers by mail. */
static void wait_until_shown(const Fixture *fixture) {
    int64_t deadline_us = clock_monotonic_us() + 20 * CLOCK_US_PER_S;
    while (!shows_file(fixture))
        g_assert_cmpint(clock_monotonic_us(), <, deadline_us);
}

static void test_changed_files(Fixture *fixture, gconstpointer user) {
    g_assert_true(shows_file(fixture));
    g_assert_true(cert_authority_issue(fixture->paths, NAMES, NULL));
    g_assert_false(shows_file(fixture));
    certificate_watch_tick(fixture->watch, clock_wall_us());
    g_assert_false(shows_file(fixture)); /* the files may still be being written */
    certificate_watch_tick(fixture->watch, clock_wall_us());
    wait_until_shown(fixture);
}

static void test_bad_files_change_nothing(Fixture *fixture, gconstpointer user) {
    g_autofree char *before = shown_fingerprint(fixture->gate);
    g_assert_cmpint(g_unlink(fixture->paths->ca_key), ==, 0); /* else they would be mended */
    g_assert_true(g_file_set_contents(fixture->paths->key, "nonsense", -1, NULL));
    log_close(); /* the complaint is expected */
    for (unsigned i = 0; i < 3; i++)
        certificate_watch_tick(fixture->watch, clock_wall_us());
    certificate_watch_reload(fixture->watch);
    g_autofree char *after = shown_fingerprint(fixture->gate);
    g_assert_cmpstr(after, ==, before);
}

static void test_renewal(Fixture *fixture, gconstpointer user) {
    g_autoptr(Certificate) old = certificate_read(fixture->paths->certificate, NULL);
    certificate_watch_tick(fixture->watch, clock_wall_us());
    g_autoptr(Certificate) same = certificate_read(fixture->paths->certificate, NULL);
    g_assert_cmpstr(same->fingerprint, ==, old->fingerprint);
    int64_t late_us = clock_wall_us() + (CERT_AUTHORITY_LEAF_DAYS - 20) * DAY_US;
    certificate_watch_tick(fixture->watch, late_us);
    g_autoptr(Certificate) renewed = certificate_read(fixture->paths->certificate, NULL);
    g_assert_cmpstr(renewed->fingerprint, !=, old->fingerprint);
    for (unsigned i = 0; NAMES[i]; i++)
        g_assert_cmpstr(renewed->names[i], ==, NAMES[i]);
    certificate_watch_tick(fixture->watch, late_us + 1);
    wait_until_shown(fixture);
}

/* A county that keeps the authority's key in a safe renews by hand. */
static void test_no_renewal_without_the_key(Fixture *fixture, gconstpointer user) {
    g_autoptr(Certificate) old = certificate_read(fixture->paths->certificate, NULL);
    g_assert_cmpint(g_unlink(fixture->paths->ca_key), ==, 0);
    certificate_watch_tick(fixture->watch, clock_wall_us() + CERT_AUTHORITY_LEAF_DAYS * DAY_US);
    g_autoptr(Certificate) same = certificate_read(fixture->paths->certificate, NULL);
    g_assert_cmpstr(same->fingerprint, ==, old->fingerprint);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) g_test_add("/certificate-watch/" path, Fixture, NULL, set_up, fn, tear_down)
    ADD("changed-files", test_changed_files);
    ADD("bad-files-change-nothing", test_bad_files_change_nothing);
    ADD("renewal", test_renewal);
    ADD("no-renewal-without-the-key", test_no_renewal_without_the_key);
#undef ADD
    return g_test_run();
}
