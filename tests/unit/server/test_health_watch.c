#include "server/health_watch.h"

#include <string.h>

#include "base/clock.h"
#include "server/cert_authority.h"
#include "tests/unit/server/temp_dir.h"

#define DAY_US (86400 * CLOCK_US_PER_S)

static int64_t moved_wall_us;

static int64_t wall_us(void) {
    return moved_wall_us;
}

static HealthPart part_named(HealthWatch *watch, const char *name) {
    HealthPart parts[HEALTH_MAX_PARTS];
    unsigned n = health_watch_report(parts, HEALTH_MAX_PARTS, watch);
    for (unsigned i = 0; i < n; i++)
        if (g_str_equal(parts[i].name, name))
            return parts[i];
    g_assert_not_reached();
}

static void test_parts(void) {
    char *folder = temp_dir_new();
    Settings settings = {.data_directory = folder};
    g_autoptr(TlsFiles) tls = tls_files_find(&settings, NULL);
    g_autoptr(HealthWatch) watch = health_watch_new(&settings, tls);
    HealthPart parts[HEALTH_MAX_PARTS];
    unsigned n = health_watch_report(parts, HEALTH_MAX_PARTS, watch);
    g_assert_cmpuint(n, >=, 4);
    g_assert_cmpuint(health_watch_report(parts, 2, watch), ==, 2);
    g_assert_cmpint(part_named(watch, "gate").state, ==, HEALTH_OK); /* not attached yet */
    HealthPart certificate = part_named(watch, "certificate");
    g_assert_cmpint(certificate.state, ==, HEALTH_OK);
    g_assert_cmpstr(certificate.detail, ==, "Plain http only.");
    g_assert_nonnull(strstr(part_named(watch, "disk").detail, "MiB are free."));
    temp_dir_remove(folder);
}

static void test_certificate_ages(void) {
    static const char *const NAMES[] = {"a.cn", NULL};
    static const struct {
        int64_t days;
        HealthState state;
    } ROWS[] = {{0, HEALTH_OK},
                {CERT_AUTHORITY_LEAF_DAYS - 20, HEALTH_OK}, /* renewal is tried first */
                {CERT_AUTHORITY_LEAF_DAYS - 10, HEALTH_DEGRADED},
                {CERT_AUTHORITY_LEAF_DAYS + 1, HEALTH_FAILING}};
    char *folder = temp_dir_new();
    g_autoptr(CertPaths) paths = cert_paths_new(folder);
    g_assert_true(cert_authority_make(paths, "county", CERT_KEEP, NULL));
    g_assert_true(cert_authority_issue(paths, NAMES, NULL));
    Settings settings = {.data_directory = folder};
    g_autoptr(TlsFiles) tls = tls_files_find(&settings, NULL);
    g_autoptr(HealthWatch) watch = health_watch_new(&settings, tls);
    int64_t now_us = clock_wall_us();
    clock_replace(&(ClockSource){clock_monotonic_us, wall_us});
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        moved_wall_us = now_us + ROWS[i].days * DAY_US;
        g_test_message("day %d: %s", (int)ROWS[i].days, part_named(watch, "certificate").detail);
        g_assert_cmpint(part_named(watch, "certificate").state, ==, ROWS[i].state);
    }
    clock_replace(NULL);
    temp_dir_remove(folder);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/health-watch/parts", test_parts);
    g_test_add_func("/health-watch/certificate-ages", test_certificate_ages);
    return g_test_run();
}
