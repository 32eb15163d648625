#include "server/cert_authority.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "base/error.h"
#include "server/certificate.h"
#include "server/pem.h"
#include "tests/unit/server/temp_dir.h"

#define DAY_US (86400 * CLOCK_US_PER_S)

static const char *const NAMES[] = {"meet.example.cn", "10.3.0.5", "fd00::5", "*.town.cn", NULL};

typedef struct Fixture {
    char *folder;
    CertPaths *paths;
} Fixture;

static void set_up(Fixture *fixture, gconstpointer user) {
    fixture->folder = temp_dir_new();
    fixture->paths = cert_paths_new(fixture->folder);
    g_autoptr(GError) error = NULL;
    cert_authority_make(fixture->paths, "某某县", CERT_KEEP, &error);
    g_assert_no_error(error);
    cert_authority_issue(fixture->paths, NAMES, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *fixture, gconstpointer user) {
    clock_replace(NULL);
    cert_paths_free(fixture->paths);
    temp_dir_remove(fixture->folder);
}

static void test_authority(Fixture *fixture, gconstpointer user) {
    g_autoptr(Certificate) ca = certificate_read(fixture->paths->ca_certificate, NULL);
    g_assert_true(ca->is_ca);
    g_assert_true(ca->is_self_signed);
    g_assert_true(g_str_has_prefix(ca->subject, "某某县 CA 2"));
    int64_t days = (ca->not_after_at_us - ca->not_before_at_us) / DAY_US;
    g_assert_cmpint(days, ==, CERT_AUTHORITY_DAYS);
    g_assert_cmpuint(strlen(ca->fingerprint), ==, 32 * 3 - 1);
}

static void test_leaf(Fixture *fixture, gconstpointer user) {
    g_autoptr(Certificate) leaf = certificate_read(fixture->paths->certificate, NULL);
    g_assert_false(leaf->is_ca);
    g_assert_cmpstr(leaf->subject, ==, NAMES[0]);
    g_assert_cmpuint(g_strv_length(leaf->names), ==, 4);
    g_assert_cmpint((leaf->not_after_at_us - leaf->not_before_at_us) / DAY_US, <=, 397);
    g_assert_cmpint(leaf->not_before_at_us, <, clock_wall_us());
    g_autoptr(GError) error = NULL;
    certificate_check_key(fixture->paths->certificate, fixture->paths->key, &error);
    g_assert_no_error(error);
    certificate_check_chain(fixture->paths->certificate, fixture->paths->ca_certificate, &error);
    g_assert_no_error(error);
}

/* What browsers check, by OpenSSL's own verifier: chain, purpose, name. */
static void test_openssl_accepts(Fixture *fixture, gconstpointer user) {
    g_autoptr(GPtrArray) ca = pem_read_certificates(fixture->paths->ca_certificate, NULL);
    g_autoptr(GPtrArray) leaf = pem_read_certificates(fixture->paths->certificate, NULL);
    X509 *x509 = g_ptr_array_index(leaf, 0);
    X509_STORE *store = X509_STORE_new();
    X509_STORE_add_cert(store, g_ptr_array_index(ca, 0));
    X509_STORE_CTX *context = X509_STORE_CTX_new();
    X509_STORE_CTX_init(context, store, x509, NULL);
    X509_STORE_CTX_set_purpose(context, X509_PURPOSE_SSL_SERVER);
    X509_VERIFY_PARAM_set_flags(X509_STORE_CTX_get0_param(context), X509_V_FLAG_X509_STRICT);
    g_assert_cmpint(X509_verify_cert(context), ==, 1);
    X509_STORE_CTX_free(context);
    X509_STORE_free(store);
    g_assert_cmpint(X509_check_host(x509, "meet.example.cn", 0, 0, NULL), ==, 1);
    g_assert_cmpint(X509_check_host(x509, "a.town.cn", 0, 0, NULL), ==, 1);
    g_assert_cmpint(X509_check_ip_asc(x509, "10.3.0.5", 0), ==, 1);
    g_assert_cmpint(X509_check_ip_asc(x509, "fd00::5", 0), ==, 1);
    g_assert_cmpint(X509_check_ip_asc(x509, "10.3.0.6", 0), ==, 0);
}

static void test_modes(Fixture *fixture, gconstpointer user) {
    const struct {
        const char *path;
        unsigned mode;
    } rows[] = {{fixture->paths->ca_key, 0600},
                {fixture->paths->key, 0600},
                {fixture->paths->directory, 0700}};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        GStatBuf info;
        g_assert_cmpint(g_stat(rows[i].path, &info), ==, 0);
        g_assert_cmpuint(info.st_mode & 0777, ==, rows[i].mode);
    }
}

static void test_never_overwrites(Fixture *fixture, gconstpointer user) {
    g_autoptr(Certificate) before = certificate_read(fixture->paths->ca_certificate, NULL);
    g_autoptr(GError) error = NULL;
    g_assert_false(cert_authority_make(fixture->paths, "x", CERT_KEEP, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    g_unlink(fixture->paths->ca_certificate); /* the key alone is precious too */
    g_assert_false(cert_authority_make(fixture->paths, "x", CERT_KEEP, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_assert_true(cert_authority_make(fixture->paths, "x", CERT_REPLACE, NULL));
    g_autoptr(Certificate) after = certificate_read(fixture->paths->ca_certificate, NULL);
    g_assert_cmpstr(before->fingerprint, !=, after->fingerprint);
}

static int64_t moved_wall_us;

static int64_t wall_us(void) {
    return moved_wall_us;
}

static void test_renewal_reason(Fixture *fixture, gconstpointer user) {
    static const char *const MORE[] = {"meet.example.cn", "new.example.cn", NULL};
    int64_t now_us = clock_wall_us();
    g_assert_null(cert_authority_renewal_reason(fixture->paths, NAMES, now_us));
    g_autofree char *other = cert_authority_renewal_reason(fixture->paths, MORE, now_us);
    g_assert_cmpstr(other, ==, "it does not name 'new.example.cn'");
    int64_t late_us = now_us + (CERT_AUTHORITY_LEAF_DAYS - 29) * DAY_US;
    g_autofree char *old = cert_authority_renewal_reason(fixture->paths, NAMES, late_us);
    g_assert_true(g_str_has_prefix(old, "it ends on "));
    moved_wall_us = late_us;
    clock_replace(&(ClockSource){clock_monotonic_us, wall_us});
    g_assert_true(cert_authority_issue(fixture->paths, NAMES, NULL));
    g_assert_null(cert_authority_renewal_reason(fixture->paths, NAMES, late_us));
}

/* After a crash between the two writes, or with an authority that was replaced. */
static void test_mismatch_is_mended(Fixture *fixture, gconstpointer user) {
    g_autoptr(EVP_PKEY) foreign = EVP_EC_gen("P-256");
    g_assert_true(pem_write_key(fixture->paths->key, foreign, NULL));
    g_autofree char *reason = cert_authority_renewal_reason(fixture->paths, NAMES, clock_wall_us());
    g_assert_nonnull(strstr(reason, "belongs to another certificate"));
    g_assert_true(cert_authority_issue(fixture->paths, NAMES, NULL));
    g_assert_null(cert_authority_renewal_reason(fixture->paths, NAMES, clock_wall_us()));
    g_assert_true(cert_authority_make(fixture->paths, "new", CERT_REPLACE, NULL));
    g_autofree char *orphan = cert_authority_renewal_reason(fixture->paths, NAMES, clock_wall_us());
    g_assert_nonnull(orphan);
}

static void test_names(void) {
    static const char *const ROWS[][2] = {
        {"Meet.Example.CN", "meet.example.cn"},
        {"10.0.0.1", "10.0.0.1"},
        {"fd00::1", "fd00::1"},
        {"*.example.cn", "*.example.cn"},
        {"同屏.example.cn", "xn--…"},
        {"localhost", "localhost"},
        {"a b", NULL},
        {"", NULL},
        {"a..b", NULL},
        {"-a.cn", NULL},
        {"a,DNS:b", NULL},
        {"http://a.cn", NULL},
        {"fe80::1%eth0", NULL},
        {"a.cn\nb", NULL},
        {"\xff\xfe", NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *name = cert_authority_clean_name(ROWS[i][0], &error);
        g_test_message("row %u", i);
        if (g_str_has_prefix(ROWS[i][0], "同"))
            g_assert_true(name && g_str_has_prefix(name, "xn--"));
        else
            g_assert_cmpstr(name, ==, ROWS[i][1]);
        g_assert_cmpint(error != NULL, ==, name == NULL);
    }
}

static void test_limits(Fixture *fixture, gconstpointer user) {
    static const char *const NONE[] = {NULL};
    g_autoptr(GError) error = NULL;
    g_assert_false(cert_authority_issue(fixture->paths, NONE, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
    const char *many[CERT_AUTHORITY_MAX_NAMES + 2] = {NULL};
    for (unsigned i = 0; i <= CERT_AUTHORITY_MAX_NAMES; i++)
        many[i] = "a.cn";
    g_clear_error(&error);
    g_assert_false(cert_authority_issue(fixture->paths, many, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
    many[CERT_AUTHORITY_MAX_NAMES] = NULL;
    g_assert_true(cert_authority_issue(fixture->paths, many, NULL));
}

static void test_long_county_name(void) {
    char *folder = temp_dir_new();
    g_autoptr(CertPaths) paths = cert_paths_new(folder);
    g_autoptr(GString) name = g_string_new(NULL);
    for (unsigned i = 0; i < 100; i++)
        g_string_append(name, "县");
    g_autoptr(GError) error = NULL;
    cert_authority_make(paths, name->str, CERT_KEEP, &error);
    g_assert_no_error(error);
    g_autoptr(Certificate) ca = certificate_read(paths->ca_certificate, NULL);
    g_assert_cmpint(g_utf8_strlen(ca->subject, -1), ==, 64);
    temp_dir_remove(folder);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(path, fn) g_test_add("/cert-authority/" path, Fixture, NULL, set_up, fn, tear_down)
    ADD("authority", test_authority);
    ADD("leaf", test_leaf);
    ADD("openssl-accepts", test_openssl_accepts);
    ADD("modes", test_modes);
    ADD("never-overwrites", test_never_overwrites);
    ADD("renewal-reason", test_renewal_reason);
    ADD("mismatch-is-mended", test_mismatch_is_mended);
    ADD("limits", test_limits);
#undef ADD
    g_test_add_func("/cert-authority/names", test_names);
    g_test_add_func("/cert-authority/long-county-name", test_long_county_name);
    return g_test_run();
}
