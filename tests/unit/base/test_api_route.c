#include "base/api_origin.h"
#include "base/api_route.h"

static void nothing(ApiRequest *request, void *user) {
}

static const ApiRoute ROUTES[] = {
    {"GET", "/api/v1/units", .handler = nothing},
    {"POST", "/api/v1/units", .handler = nothing},
    {"GET", "/api/v1/units/{id}", .handler = nothing},
    {"GET", "/api/v1/units/all", .handler = nothing},
    {"DELETE", "/api/v1/units/{unit}/places/{id}", .handler = nothing},
    {NULL},
};

static void test_match(void) {
    static const struct {
        const char *method, *path;
        ApiMatchResult result;
        int row;
        const char *id, *allow;
    } CASES[] = {
        {"GET", "/api/v1/units", API_MATCH_FOUND, 0, NULL, NULL},
        {"HEAD", "/api/v1/units", API_MATCH_FOUND, 0, NULL, NULL},
        {"POST", "/api/v1/units", API_MATCH_FOUND, 1, NULL, NULL},
        {"PUT", "/api/v1/units", API_MATCH_NO_METHOD, -1, NULL, "GET, HEAD, POST"},
        {"get", "/api/v1/units", API_MATCH_NO_METHOD, -1, NULL, "GET, HEAD, POST"},
        {"GET", "/api/v1/units/7", API_MATCH_FOUND, 2, "7", NULL},
        {"GET", "/api/v1/units/all", API_MATCH_FOUND, 2, "all", NULL}, /* first row wins */
        {"GET", "/api/v1/units/a%2Fb", API_MATCH_FOUND, 2, "a/b", NULL},
        {"GET", "/api/v1/units/%2541", API_MATCH_FOUND, 2, "%41", NULL}, /* decoded once */
        {"GET", "/api/v1/%75nits", API_MATCH_FOUND, 0, NULL, NULL},
        {"GET", "/api/v1/units/%E4%B9%A1", API_MATCH_FOUND, 2, "乡", NULL},
        {"DELETE", "/api/v1/units/a/places/b", API_MATCH_FOUND, 4, "b", NULL},
        {"GET", "/api/v1/units/", API_MATCH_NO_PATH, -1, NULL, NULL},
        {"GET", "/api/v1//units", API_MATCH_NO_PATH, -1, NULL, NULL},
        {"GET", "//api/v1/units", API_MATCH_NO_PATH, -1, NULL, NULL},
        {"GET", "/", API_MATCH_NO_PATH, -1, NULL, NULL},
        {"GET", "*", API_MATCH_NO_PATH, -1, NULL, NULL},
        {"GET", "/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p/q", API_MATCH_NO_PATH, -1, NULL, NULL},
        {"GET", "/api/v1/units/%00", API_MATCH_MALFORMED, -1, NULL, NULL},
        {"GET", "/api/v1/units/%zz", API_MATCH_MALFORMED, -1, NULL, NULL},
        {"GET", "/api/v1/units/%4", API_MATCH_MALFORMED, -1, NULL, NULL},
        {"GET", "/api/v1/units/%ff", API_MATCH_MALFORMED, -1, NULL, NULL},
    };
    g_autoptr(ApiRouteTable) table = api_route_table_new(ROUTES);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_test_message("%s %s", CASES[i].method, CASES[i].path);
        ApiMatch match = {NULL};
        g_assert_cmpint(api_route_match(table, CASES[i].method, CASES[i].path, &match), ==,
                        CASES[i].result);
        g_assert_true(match.route == (CASES[i].row < 0 ? NULL : &ROUTES[CASES[i].row]));
        g_assert_cmpstr(match.allow, ==, CASES[i].allow);
        g_assert_cmpstr(api_match_segment(&match, "id"), ==, CASES[i].id);
        g_assert_null(api_match_segment(&match, "i"));
        api_match_clear(&match);
    }
}

static void test_safe_methods(void) {
    g_assert_true(api_origin_is_safe_method("GET"));
    g_assert_true(api_origin_is_safe_method("HEAD"));
    g_assert_false(api_origin_is_safe_method("POST"));
    g_assert_false(api_origin_is_safe_method("get"));
}

static void test_origin(void) {
    static const struct {
        ApiOriginFields fields;
        bool none, cookie;
    } CASES[] = {
        {{"a.cn", "http://a.cn", NULL, NULL}, true, true},
        {{"a.cn", "https://A.CN", NULL, NULL}, true, true},
        {{"a.cn:8080", "http://a.cn:8080", "cross-site", NULL}, true, true},
        {{"a.cn:8080", "http://a.cn", NULL, "1"}, false, false},
        {{"a.cn", "http://b.cn", "same-origin", "1"}, false, false},
        {{"a.cn", "http://a.cn.b.cn", NULL, NULL}, false, false},
        {{"a.cn", "null", NULL, "1"}, false, false},
        {{"a.cn", "a.cn", NULL, "1"}, false, false},
        {{"", "http://", NULL, "1"}, false, false},
        {{NULL, "http://a.cn", NULL, "1"}, false, false},
        {{"a.cn", NULL, "same-origin", NULL}, true, true},
        {{"a.cn", NULL, "none", NULL}, true, true},
        {{"a.cn", NULL, "same-site", "1"}, false, false},
        {{"a.cn", NULL, "cross-site", NULL}, false, false},
        {{"a.cn", NULL, NULL, "1"}, true, true},
        {{"a.cn", NULL, NULL, "0"}, true, false},
        {{"a.cn", NULL, NULL, NULL}, true, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_test_message("case %u", i);
        const ApiOriginFields *fields = &CASES[i].fields;
        g_assert_cmpint(api_origin_allows(fields, API_CREDENTIAL_NONE), ==, CASES[i].none);
        g_assert_cmpint(api_origin_allows(fields, API_CREDENTIAL_COOKIE), ==, CASES[i].cookie);
        g_assert_true(api_origin_allows(fields, API_CREDENTIAL_BEARER));
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api_route/match", test_match);
    g_test_add_func("/api_origin/safe_methods", test_safe_methods);
    g_test_add_func("/api_origin/allows", test_origin);
    return g_test_run();
}
