#include "server/settings_check.h"

#include <string.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "server/cert_authority.h"
#include "server/tls_files.h"
#include "tests/unit/server/temp_dir.h"

typedef struct Fixture {
    char *folder;
    Settings settings;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer user) {
    fixture->folder = temp_dir_new();
    fixture->settings =
        (Settings){.data_directory = fixture->folder, .http_listen = (char *)"127.0.0.1:8080"};
}

static void tear_down(Fixture *fixture, gconstpointer user) {
    temp_dir_remove(fixture->folder);
}

/* `complaint` NULL: the settings are good. */
static void assert_check(const Settings *settings, const char *complaint) {
    g_autoptr(GError) error = NULL;
    bool ok = settings_check(settings, &error);
    if (!complaint) {
        g_assert_no_error(error);
        g_assert_true(ok);
        return;
    }
    g_assert_false(ok);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, complaint));
}

static void test_good(Fixture *fixture, gconstpointer user) {
    assert_check(&fixture->settings, NULL);
}

static void test_demo(Fixture *fixture, gconstpointer user) {
    Settings *settings = &fixture->settings;
    settings->server_demo = true;
    assert_check(settings, NULL);
    settings->http_listen = (char *)"0.0.0.0:8080";
    assert_check(settings, "--demo");
    settings->server_lan = true;
    assert_check(settings, NULL);
    settings->server_lan = false;
    settings->http_listen = (char *)"127.0.0.1"; /* base/config refuses it earlier */
    assert_check(settings, "http.listen");
}

static void test_addresses(Fixture *fixture, gconstpointer user) {
    Settings *settings = &fixture->settings;
    settings->address_public = (char *)"meet.example.cn";
    assert_check(settings, "address.public: 'meet.example.cn'");
    settings->address_public = (char *)"https://meet.example.cn";
    assert_check(settings, NULL); /* a proxy on the internet side may end TLS */
    settings->address_internal = (char *)"https://10.0.0.1";
    assert_check(settings, "needs a certificate");
    char *proxies[] = {(char *)"10.0.0.2", NULL};
    settings->gate_trusted_proxies = proxies;
    assert_check(settings, NULL);
}

static void test_networks(Fixture *fixture, gconstpointer user) {
    char *bad[] = {(char *)"10.0.0.0/99", NULL};
    char ***const lists[] = {&fixture->settings.gate_trusted_proxies,
                             &fixture->settings.address_internal_networks,
                             &fixture->settings.metrics_allow};
    static const char *const NAMES[] = {"gate.trusted_proxies: '10",
                                        "address.internal_networks: ", "metrics.allow: "};
    for (unsigned i = 0; i < G_N_ELEMENTS(lists); i++) {
        *lists[i] = bad;
        assert_check(&fixture->settings, NAMES[i]);
        *lists[i] = NULL;
    }
}

static void test_tls(Fixture *fixture, gconstpointer user) {
    static const char *const NAMES[] = {"a.cn", NULL};
    Settings *settings = &fixture->settings;
    settings->tls_certificate = (char *)"/nowhere/a.pem";
    assert_check(settings, "tls.key");
    settings->tls_key = (char *)"/nowhere/a.key";
    assert_check(settings, "/nowhere/a.pem");
    settings->tls_certificate = settings->tls_key = NULL;
    g_autoptr(CertPaths) paths = cert_paths_new(fixture->folder);
    g_assert_true(cert_authority_make(paths, "county", CERT_KEEP, NULL));
    g_assert_true(cert_authority_issue(paths, NAMES, NULL));
    settings->address_internal = (char *)"https://a.cn";
    assert_check(settings, NULL);
    g_assert_true(g_file_set_contents(paths->key, "nonsense", -1, NULL));
    assert_check(settings, "server.key");
}

static void test_turn(Fixture *fixture, gconstpointer user) {
    static const struct {
        const char *urls, *secret, *complaint;
    } CASES[] = {
        {"turns:turn.example.cn:443?transport=tcp;turn:[2001:db8::1]:3478;turn:192.0.2.1", "s",
         NULL},
        {"turn:192.0.2.1", NULL, "rtc.turn_secret"},
        {NULL, "s", "rtc.turn_urls"},
        {"stun:192.0.2.1", "s", "'stun:192.0.2.1'"},
        {"turn:192.0.2.1?transport=sctp", "s", "no address"},
        {"turn:a>b", "s", "no address"},
        {"turn:a;turn:a;turn:a;turn:a;turn:a;turn:a;turn:a;turn:a;turn:a", "s",
         "9 are more than 8"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_auto(GStrv) urls = CASES[i].urls ? g_strsplit(CASES[i].urls, ";", 0) : NULL;
        fixture->settings.rtc_turn_urls = urls;
        fixture->settings.rtc_turn_secret = (char *)CASES[i].secret;
        assert_check(&fixture->settings, CASES[i].complaint);
    }
}

static void test_other(Fixture *fixture, gconstpointer user) {
    Settings *settings = &fixture->settings;
    settings->web_directory = fixture->folder;
    assert_check(settings, "web.directory");
    settings->web_directory = NULL;
    g_autofree char *file = g_build_filename(fixture->folder, "file", NULL);
    g_assert_true(g_file_set_contents(file, "", 0, NULL));
    settings->data_directory = file;
    assert_check(settings, "no folder");
}

static void test_stamp(Fixture *fixture, gconstpointer user) {
    static const char *const NAMES[] = {"a.cn", NULL};
    g_autoptr(CertPaths) paths = cert_paths_new(fixture->folder);
    g_assert_true(cert_authority_make(paths, "county", CERT_KEEP, NULL));
    g_assert_true(cert_authority_issue(paths, NAMES, NULL));
    g_autoptr(TlsFiles) files = tls_files_find(&fixture->settings, NULL);
    g_assert_cmpint(files->source, ==, TLS_COUNTY);
    g_assert_cmpstr(files->authority, ==, paths->ca_certificate);
    uint64_t before = tls_files_stamp(files);
    g_assert_cmpuint(tls_files_stamp(files), ==, before);
    g_assert_true(cert_authority_issue(paths, NAMES, NULL));
    g_assert_cmpuint(tls_files_stamp(files), !=, before);
    g_assert_cmpint(g_unlink(paths->key), ==, 0);
    uint64_t without_key = tls_files_stamp(files);
    g_assert_cmpuint(without_key, !=, before);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) g_test_add("/settings-check/" path, Fixture, NULL, set_up, fn, tear_down)
    ADD("good", test_good);
    ADD("demo", test_demo);
    ADD("addresses", test_addresses);
    ADD("networks", test_networks);
    ADD("tls", test_tls);
    ADD("turn", test_turn);
    ADD("other", test_other);
    ADD("stamp", test_stamp);
#undef ADD
    return g_test_run();
}
