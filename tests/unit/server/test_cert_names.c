#include "server/cert_names.h"

#include "base/error.h"

static void test_order(void) {
    static const char *const MORE[] = {"Extra.example.cn", "10.0.0.1", "localhost", NULL};
    Settings settings = {.address_public = (char *)"https://meet.example.cn",
                         .address_internal = (char *)"http://10.0.0.1:8080"};
    g_autoptr(GError) error = NULL;
    g_auto(GStrv) names = cert_names_collect(&settings, MORE, &error);
    g_assert_no_error(error);
    static const char *const FIRST[] = {"meet.example.cn", "10.0.0.1", "extra.example.cn",
                                        "localhost"};
    for (unsigned i = 0; i < G_N_ELEMENTS(FIRST); i++)
        g_assert_cmpstr(names[i], ==, FIRST[i]);
    for (unsigned i = 0; names[i]; i++)
        for (unsigned j = 0; j < i; j++)
            g_assert_cmpstr(names[i], !=, names[j]);
    g_assert_true(g_strv_contains((const char *const *)names, "127.0.0.1"));
    g_assert_true(g_strv_contains((const char *const *)names, "::1"));
}

static void test_bad(void) {
    static const char *const BAD[] = {"a b", NULL};
    Settings settings = {0};
    g_autoptr(GError) error = NULL;
    g_assert_null(cert_names_collect(&settings, BAD, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/cert-names/order", test_order);
    g_test_add_func("/cert-names/bad", test_bad);
    return g_test_run();
}
