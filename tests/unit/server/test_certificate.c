#include "server/certificate.h"

#include <glib/gstdio.h>

#include "base/clock.h"
#include "base/error.h"
#include "server/cert_authority.h"
#include "tests/unit/server/temp_dir.h"

typedef struct Fixture {
    char *folder;
    CertPaths *one, *other; /* two counties */
} Fixture;

static CertPaths *make_county(const char *folder, const char *name) {
    static const char *const NAMES[] = {"meet.example.cn", "*.town.cn", "10.0.0.1", "::1", NULL};
    g_autofree char *data = g_build_filename(folder, name, NULL);
    CertPaths *paths = cert_paths_new(data);
    g_assert_true(cert_authority_make(paths, name, CERT_KEEP, NULL));
    g_assert_true(cert_authority_issue(paths, NAMES, NULL));
    return paths;
}

static void set_up(Fixture *fixture, gconstpointer user) {
    fixture->folder = temp_dir_new();
    fixture->one = make_county(fixture->folder, "one");
    fixture->other = make_county(fixture->folder, "other");
}

static void tear_down(Fixture *fixture, gconstpointer user) {
    cert_paths_free(fixture->one);
    cert_paths_free(fixture->other);
    temp_dir_remove(fixture->folder);
}

static void test_covers(Fixture *fixture, gconstpointer user) {
    static const struct {
        const char *host;
        bool covered;
    } ROWS[] = {
        {"meet.example.cn", true},
        {"MEET.example.cn", true},
        {"example.cn", false},
        {"a.town.cn", true},
        {"a.b.town.cn", false},
        {"town.cn", false},
        {".town.cn", false},
        {"10.0.0.1", true},
        {"10.0.0.2", false},
        {"0:0::1", true},
        {"", false},
    };
    g_autoptr(Certificate) leaf = certificate_read(fixture->one->certificate, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_test_message("host '%s'", ROWS[i].host);
        g_assert_cmpint(certificate_covers(leaf, ROWS[i].host), ==, ROWS[i].covered);
    }
}

/* Writes the files one after the other into one. */
static char *join_files(Fixture *fixture, const char *first, const char *second) {
    g_autofree char *a = NULL, *b = NULL;
    g_assert_true(g_file_get_contents(first, &a, NULL, NULL));
    g_assert_true(g_file_get_contents(second, &b, NULL, NULL));
    g_autofree char *both = g_strconcat(a, b, NULL);
    char *path = g_build_filename(fixture->folder, "chain.pem", NULL);
    g_assert_true(g_file_set_contents(path, both, -1, NULL));
    return path;
}

static void assert_chain(const char *path, const char *ca, const char *complaint) {
    g_autoptr(GError) error = NULL;
    bool ok = certificate_check_chain(path, ca, &error);
    g_assert_cmpint(ok, ==, complaint == NULL);
    if (complaint)
        g_assert_nonnull(g_strrstr(error->message, complaint));
}

static void test_chain(Fixture *fixture, gconstpointer user) {
    const CertPaths *one = fixture->one, *other = fixture->other;
    assert_chain(one->certificate, one->ca_certificate, NULL);
    assert_chain(one->certificate, other->ca_certificate, "intermediate");
    assert_chain(one->certificate, NULL, "intermediate");
    assert_chain(one->ca_certificate, NULL, NULL);
    g_autofree char *good = join_files(fixture, one->certificate, one->ca_certificate);
    assert_chain(good, NULL, NULL);
    g_autofree char *wrong = join_files(fixture, one->ca_certificate, one->certificate);
    assert_chain(wrong, NULL, "wrong order");
    g_autofree char *mixed = join_files(fixture, one->certificate, other->ca_certificate);
    assert_chain(mixed, NULL, "wrong order");
}

static void test_key(Fixture *fixture, gconstpointer user) {
    g_autoptr(GError) error = NULL;
    g_assert_false(certificate_check_key(fixture->one->certificate, fixture->other->key, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
    g_assert_nonnull(g_strrstr(error->message, "another certificate"));
}

static void test_bad_files(Fixture *fixture, gconstpointer user) {
    g_autofree char *cut = NULL;
    g_assert_true(g_file_get_contents(fixture->one->certificate, &cut, NULL, NULL));
    cut[200] = '\0';
    g_autofree char *big = g_strnfill(300000, 'x');
    const struct {
        const char *content;
        ErrorCode code;
    } rows[] = {{"", ERROR_CONFIG},
                {"hello", ERROR_CONFIG},
                {cut, ERROR_CONFIG},
                {big, ERROR_CONFIG},
                {NULL, ERROR_NOT_FOUND}};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *path = g_build_filename(fixture->folder, "bad.pem", NULL);
        g_unlink(path);
        if (rows[i].content)
            g_assert_true(g_file_set_contents(path, rows[i].content, -1, NULL));
        g_autoptr(GError) error = NULL;
        g_assert_null(certificate_read(path, &error));
        g_assert_error(error, BASE_ERROR, (int)rows[i].code);
        g_assert_nonnull(g_strrstr(error->message, "bad.pem"));
        g_clear_error(&error);
        g_assert_false(certificate_check_key(fixture->one->certificate, path, &error));
        g_assert_error(error, BASE_ERROR, (int)rows[i].code);
    }
}

static void test_date(void) {
    g_autofree char *date = certificate_date(INT64_C(1830000000) * CLOCK_US_PER_S);
    g_assert_cmpstr(date, ==, "2027-12-28");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) g_test_add("/certificate/" path, Fixture, NULL, set_up, fn, tear_down)
    ADD("covers", test_covers);
    ADD("chain", test_chain);
    ADD("key", test_key);
    ADD("bad-files", test_bad_files);
#undef ADD
    g_test_add_func("/certificate/date", test_date);
    return g_test_run();
}
