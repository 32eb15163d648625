#include "server/install_pages.h"

#include <string.h>

#include "base/error.h"
#include "server/cert_authority.h"
#include "server/certificate.h"
#include "tests/unit/server/ask.h"
#include "tests/unit/server/temp_dir.h"

typedef struct Fixture {
    char *folder;
    CertPaths *paths;
    Networks *networks;
    Addresses *addresses;
    InstallPages *pages;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer user) {
    static const char *const INSIDE[] = {"10.0.0.0/8", NULL};
    fixture->folder = temp_dir_new();
    fixture->paths = cert_paths_new(fixture->folder);
    fixture->networks = networks_parse(INSIDE, NULL);
    AddressesOptions options = {.internal = "http://10.0.0.5:8080",
                                .public_url = "https://meet.example.cn",
                                .listen = "0.0.0.0:8080",
                                .port = 8080,
                                .internal_from = fixture->networks};
    fixture->addresses = addresses_new(&options, NULL);
    fixture->pages = install_pages_new();
}

static void tear_down(Fixture *fixture, gconstpointer user) {
    install_pages_free(fixture->pages);
    addresses_free(fixture->addresses);
    networks_free(fixture->networks);
    cert_paths_free(fixture->paths);
    temp_dir_remove(fixture->folder);
}

static void assert_answer(Fixture *fixture, const Question *question, unsigned status,
                          const char *part) {
    GateAnswer answer;
    ask(install_pages_handler(fixture->pages), question, &answer);
    g_test_message("%s: %s", question->line, ask_body(&answer));
    g_assert_cmpuint(answer.status, ==, status);
    g_assert_nonnull(strstr(ask_body(&answer), part));
    g_assert_cmpstr(ask_field(&answer, "x-content-type-options"), ==, "nosniff");
    ask_answer_clear(&answer);
}

static void test_before_filling(Fixture *fixture, gconstpointer user) {
    assert_answer(fixture, &(Question){"GET /install/qr.svg"}, 503, "starting");
}

static void test_without_authority(Fixture *fixture, gconstpointer user) {
    g_assert_true(install_pages_fill(fixture->pages, NULL, fixture->addresses, NULL));
    assert_answer(fixture, &(Question){"GET /install/ca.crt"}, 404, "no such file");
    assert_answer(fixture, &(Question){"GET /install/ca.json"}, 404, "no such file");
    assert_answer(fixture, &(Question){"GET /install/qr.svg"}, 200, "<svg");
}

static void test_authority(Fixture *fixture, gconstpointer user) {
    g_assert_true(cert_authority_make(fixture->paths, "某某县", CERT_KEEP, NULL));
    const char *path = fixture->paths->ca_certificate;
    g_assert_true(install_pages_fill(fixture->pages, path, fixture->addresses, NULL));
    g_autoptr(Certificate) ca = certificate_read(path, NULL);
    g_autofree char *pem = NULL;
    g_assert_true(g_file_get_contents(path, &pem, NULL, NULL));
    assert_answer(fixture, &(Question){"GET /install/ca.crt"}, 200, pem);
    assert_answer(fixture, &(Question){"GET /install/ca.json"}, 200, ca->fingerprint);
    assert_answer(fixture, &(Question){"GET /install/ca.json", .peer = "10.1.1.1"}, 200,
                  "\"url\":\"http://10.0.0.5:8080/install/ca.crt\"");
    assert_answer(fixture, &(Question){"GET /install/ca.json", .peer = "114.1.1.1"}, 200,
                  "\"url\":\"https://meet.example.cn/install/ca.crt\"");
    GateAnswer answer;
    ask(install_pages_handler(fixture->pages), &(Question){"HEAD /install/ca.crt"}, &answer);
    g_assert_cmpstr(answer.content_type, ==, "application/x-x509-ca-cert");
    ask_answer_clear(&answer);
}

/* The private key lies beside the certificate and must never be served. */
static void test_nothing_else(Fixture *fixture, gconstpointer user) {
    static const char *const LINES[] = {"GET /install/ca.key", "GET /install/",
                                        "GET /install/../tls/ca.key", "GET /install/ca.crt/x"};
    g_assert_true(cert_authority_make(fixture->paths, "county", CERT_KEEP, NULL));
    g_assert_true(install_pages_fill(fixture->pages, fixture->paths->ca_certificate,
                                     fixture->addresses, NULL));
    for (unsigned i = 0; i < G_N_ELEMENTS(LINES); i++)
        assert_answer(fixture, &(Question){LINES[i]}, 404, "not_found");
    assert_answer(fixture, &(Question){"POST /install/ca.crt"}, 405, "method_not_allowed");
}

static void test_bad_file(Fixture *fixture, gconstpointer user) {
    g_autofree char *path = g_build_filename(fixture->folder, "bad.crt", NULL);
    g_assert_true(g_file_set_contents(path, "nonsense", -1, NULL));
    g_autoptr(GError) error = NULL;
    g_assert_false(install_pages_fill(fixture->pages, path, fixture->addresses, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) g_test_add("/install-pages/" path, Fixture, NULL, set_up, fn, tear_down)
    ADD("before-filling", test_before_filling);
    ADD("without-authority", test_without_authority);
    ADD("authority", test_authority);
    ADD("nothing-else", test_nothing_else);
    ADD("bad-file", test_bad_file);
#undef ADD
    return g_test_run();
}
