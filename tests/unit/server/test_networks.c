#include "server/networks.h"

#include <string.h>

#include "base/error.h"

static void test_contains(void) {
    static const struct {
        const char *list, *address;
        bool inside;
    } ROWS[] = {
        {"10.0.0.0/8", "10.1.2.3", true},        {"10.0.0.0/8", "11.1.2.3", false},
        {"10.0.0.7", "10.0.0.7", true},          {"10.0.0.7", "10.0.0.8", false},
        {"fc00::/7", "fd12::1", true},           {"fc00::/7", "2001:db8::1", false},
        {"10.0.0.0/8", "::ffff:10.9.9.9", true}, {"::1/128", "::1", true},
        {"127.0.0.0/8;::1", "::1", true},        {"", "10.0.0.1", false},
        {"10.0.0.0/8", "not an address", false}, {"0.0.0.0/0", "::1", false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_auto(GStrv) list = g_strsplit(ROWS[i].list, ";", -1);
        g_autoptr(Networks) networks = networks_parse((const char *const *)list, NULL);
        g_test_message("row %u", i);
        g_assert_nonnull(networks);
        g_assert_cmpint(networks_contains(networks, ROWS[i].address), ==, ROWS[i].inside);
    }
}

static void test_no_list(void) {
    g_autoptr(Networks) networks = networks_parse(NULL, NULL);
    g_assert_false(networks_contains(networks, "127.0.0.1"));
}

static void test_bad(void) {
    static const char *const BAD[] = {"10.0.0.0/40", "county", "10.0.0.1/8", "10.0.0", ""};
    for (unsigned i = 0; i + 1 < G_N_ELEMENTS(BAD); i++) {
        const char *const list[] = {"127.0.0.1", BAD[i], NULL};
        g_autoptr(GError) error = NULL;
        g_assert_null(networks_parse(list, &error));
        g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
        g_assert_nonnull(strstr(error->message, BAD[i]));
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/networks/contains", test_contains);
    g_test_add_func("/networks/no-list", test_no_list);
    g_test_add_func("/networks/bad", test_bad);
    return g_test_run();
}
