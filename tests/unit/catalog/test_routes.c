/* The route table: who may what, bad input, and that docs/openapi.yaml says the same. */
#include <string.h>

#include "catalog_fixture.h"

#include "catalog/store/role.h"

#define MISSING_ID "0192f0c1-2345-7abc-8def-0123456789ab"

static CatalogFixture fixture;

static ApiAnswer *call(const char *method, const char *target, const char *fields,
                       const char *body) {
    return catalog_fixture_call(
        &fixture, &(ApiCall){.method = method, .target = target, .fields = fields, .body = body});
}

static char *concrete(const char *path) {
    g_auto(GStrv) parts = g_strsplit(path, "{id}", 2);
    return g_strjoinv(MISSING_ID, parts);
}

/* The sample's clerk is appointed in the sample: without it, no route is left for that role. */
static bool removes_sample(const ApiRoute *route) {
    return g_str_equal(route->method, "DELETE") && g_str_equal(route->path, "/api/v1/sample");
}

/* Here is nobody who forwards cameras and microphones. */
static bool is_unavailable(const ApiRoute *route) {
    return g_str_equal(route->path, "/api/v1/line-check/peer");
}

/* Every route with the bearer token of every role. A body that is no JSON stops what is allowed
 * before it changes anything. */
static void test_roles(void) {
    static const char *const NAMES[] = {"demo-admin",  "demo-auditor", "demo-studio",
                                        "demo-editor", "demo-clerk",   "demo-interpreter",
                                        "demo-member"};
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    for (const ApiRoute *route = catalog_routes(); route->method; route++) {
        g_autofree char *target = concrete(route->path);
        const char *body = route->body_max_bytes > 0 ? "no json" : NULL;
        g_test_message("%s %s", route->method, target);
        g_autoptr(ApiAnswer) nobody = call(route->method, target, NULL, body);
        g_assert_true((nobody->status == 401) == (route->roles != 0));
        for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
            bool is_allowed = route->roles == 0 || route->roles & (1u << i);
            if (is_allowed && removes_sample(route))
                continue;
            g_autofree char *fields = g_strdup_printf("Authorization: Bearer %s\r\n", NAMES[i]);
            g_autoptr(ApiAnswer) answer = call(route->method, target, fields, body);
            g_assert_true((answer->status == 403) == !is_allowed);
            if (is_allowed && is_unavailable(route))
                g_assert_cmpuint(answer->status, ==, 503);
            else
                g_assert_cmpuint(answer->status, <, 500);
        }
    }
    catalog_fixture_close(&fixture);
}

static void test_bad_input(void) {
    static const struct {
        const char *method, *target, *fields, *body;
        unsigned status;
        const char *code;
    } CASES[] = {
        {"POST", "/api/v1/session", NULL, "", 400, "invalid"},
        {"POST", "/api/v1/session", NULL, "{", 400, "invalid"},
        {"POST", "/api/v1/session", NULL, "[]", 400, "invalid"},
        {"POST", "/api/v1/session", NULL, "{\"name\":\"a\"}", 400, "invalid"},
        {"POST", "/api/v1/session", NULL, "{\"name\":1,\"password\":\"b\"}", 400, "invalid"},
        {"POST", "/api/v1/session", NULL, "{\"name\":\"a\",\"password\":\"b\",\"x\":1}", 400,
         "invalid"},
        {"POST", "/api/v1/session", NULL, "{\"name\":\"\xff\",\"password\":\"b\"}", 400, "invalid"},
        {"POST", "/api/v1/session", "Content-Type: text/plain\r\n", "{}", 415, "unsupported"},
        {"POST", "/api/v1/session", "Content-Type: application/json; charset=utf-8\r\n", "{}", 400,
         "invalid"},
        {"POST", "/api/v1/session", "Content-Length: 16385\r\n", NULL, 413, "too_large"},
        {"POST", "/api/v1/session", "Origin: https://evil.example\r\n", "{}", 403, "forbidden"},
        {"GET", "/api/v1/session", "Authorization: Bearer\r\n", NULL, 401, "unauthenticated"},
        {"GET", "/api/v1/session", "Authorization: Basic ZGVtbw==\r\n", NULL, 401,
         "unauthenticated"},
        {"GET", "/api/v1/session", "Authorization: Bearer nobody\r\n", NULL, 401,
         "unauthenticated"},
        {"GET", "/api/v1/session", "Cookie: tongping_session=forged\r\n", NULL, 401,
         "unauthenticated"},
        {"GET", "/api/v1/session", "Cookie: tongping_session=\r\n", NULL, 401, "unauthenticated"},
        {"GET", "/api/v1/session", "Cookie: tongping_session=demo-admin\r\n", NULL, 401,
         "unauthenticated"}, /* a bearer token is no session */
        {"GET", "/api/v1/accounts?limit=0", "Authorization: Bearer demo-admin\r\n", NULL, 400,
         "invalid"},
        {"GET", "/api/v1/accounts?limit=x", "Authorization: Bearer demo-admin\r\n", NULL, 400,
         "invalid"},
        {"GET", "/api/v1/audit?after=1", "Authorization: Bearer demo-admin\r\n", NULL, 400,
         "invalid"},
        {"GET", "/api/v1/accounts/x", "Authorization: Bearer demo-admin\r\n", NULL, 404,
         "not_found"},
        {"GET", "/api/v1/nothing", "Authorization: Bearer demo-admin\r\n", NULL, 404, "not_found"},
        {"PUT", "/api/v1/session", NULL, NULL, 405, "method_not_allowed"},
    };
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_test_message("%s %s %s %s", CASES[i].method, CASES[i].target,
                       CASES[i].fields ? CASES[i].fields : "", CASES[i].body ? "with body" : "");
        g_autoptr(ApiAnswer) answer =
            call(CASES[i].method, CASES[i].target, CASES[i].fields, CASES[i].body);
        catalog_fixture_assert(answer, CASES[i].status, CASES[i].code);
    }
    catalog_fixture_close(&fixture);
}

static void test_server_and_health(void) {
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_autoptr(ApiAnswer) server =
        call("GET", "/api/v1/server", "X-Forwarded-Proto: https\r\n", NULL);
    g_assert_cmpstr(server->body->str, ==,
                    "{\"name\":\"同屏\",\"version\":\"" TONGPING_VERSION "\",\"secure\":true,"
                    "\"demo\":true,\"setup_needed\":false,\"addresses\":{\"internal\":"
                    "\"http://10.0.0.5:8080\",\"public\":\"https://tv.example\"},\"locales\":"
                    "[\"zh-CN\",\"en\"],\"installation_page\":true}");
    g_autoptr(ApiAnswer) health =
        call("GET", "/api/v1/health", "Authorization: Bearer demo-member\r\n", NULL);
    g_assert_cmpuint(health->status, ==, 200);
    g_assert_true(g_str_has_prefix(health->body->str, "{\"status\":\"degraded\",\"version\":"));
    g_assert_true(g_str_has_suffix(
        health->body->str,
        "\"parts\":[{\"name\":\"database\",\"state\":\"ok\",\"detail\":\"\"},"
        "{\"name\":\"sign_in\",\"state\":\"ok\",\"detail\":\"\"},"
        "{\"name\":\"gate\",\"state\":\"degraded\",\"detail\":\"Half \\\"full\\\".\"}]}"));
    catalog_fixture_close(&fixture);
}

static void test_describe(void) {
    g_autofree char *routes = catalog_describe_routes();
    g_autofree char *errors = catalog_describe_errors();
    g_assert_true(strstr(routes, "{\"table\":\"route\",\"method\":\"GET\",\"path\":\"/api/v1/"
                                 "audit\",\"right\":\"audit.see\",\"scope\":\"server\",\"roles\":"
                                 "[\"administrator\",\"auditor\"],\"body_max_bytes\":0,") != NULL);
    g_assert_true(
        strstr(errors, "{\"table\":\"error\",\"word\":\"rate_limited\",\"status\":429}\n") != NULL);
}

/* ---- docs/openapi.yaml, as far as the table goes: paths, methods, x-roles, x-body-max-bytes ----
 */

/* The value of "key:" inside the operation that starts at `operation` ("\n    get:"). Caller frees.
 */
static char *operation_value(const char *operation, const char *key) {
    const char *end = strstr(operation + 1, "\n    get:");
    static const char *const NEXT[] = {
        "\n    post:", "\n    put:", "\n    patch:", "\n    delete:", "\n  /", "\ncomponents:"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NEXT); i++) {
        const char *other = strstr(operation + 1, NEXT[i]);
        if (other && (!end || other < end))
            end = other;
    }
    g_autofree char *text =
        g_strndup(operation, end ? (size_t)(end - operation) : strlen(operation));
    g_autofree char *start = g_strdup_printf("\n      %s: ", key);
    const char *at = strstr(text, start);
    if (!at)
        return NULL;
    at += strlen(start);
    bool is_quoted = *at == '"'; /* YAML asks for it around a colon */
    return is_quoted ? g_strndup(at + 1, strcspn(at + 1, "\"")) : g_strndup(at, strcspn(at, "\n"));
}

static char *words_of(uint32_t roles) {
    g_auto(GStrv) words = role_to_words(roles);
    g_autofree char *joined = g_strjoinv(", ", words);
    return g_strdup_printf("[%s]", joined);
}

static void check_operation(const char *path_text, const ApiRoute *route) {
    g_autofree char *lower = g_ascii_strdown(route->method, -1);
    g_autofree char *start = g_strdup_printf("\n    %s:", lower);
    const char *operation = strstr(path_text, start);
    g_assert_nonnull(operation);
    g_autofree char *roles = operation_value(operation, "x-roles");
    g_autofree char *limit = operation_value(operation, "x-body-max-bytes");
    g_autofree char *summary = operation_value(operation, "summary");
    g_autofree char *wanted_roles = words_of(route->roles);
    g_assert_cmpstr(roles, ==, wanted_roles);
    g_assert_cmpuint(limit ? g_ascii_strtoull(limit, NULL, 10) : 0, ==, route->body_max_bytes);
    g_assert_cmpstr(summary, ==, route->summary);
}

static unsigned count_operations(const char *text) {
    static const char *const METHODS[] = {"\n    get:",    "\n    post:", "\n    patch:",
                                          "\n    delete:", "\n    put:",  "\n    options:"};
    unsigned n_found = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(METHODS); i++)
        for (const char *at = strstr(text, METHODS[i]); at; at = strstr(at + 1, METHODS[i]))
            n_found++;
    return n_found;
}

static void test_document(void) {
    g_autofree char *path =
        g_build_filename(g_getenv("G_TEST_SRCDIR"), "..", "..", "docs", "openapi.yaml", NULL);
    g_autofree char *text = NULL;
    g_autoptr(GError) error = NULL;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    char *components = strstr(text, "\ncomponents:");
    g_assert_nonnull(components);
    components[0] = '\0';
    unsigned n_routes = 0;
    for (const ApiRoute *route = catalog_routes(); route->method; route++, n_routes++) {
        g_test_message("%s %s", route->method, route->path);
        g_autofree char *line = g_strdup_printf("\n  %s:\n", route->path);
        const char *at = strstr(text, line);
        g_assert_nonnull(at);
        at += strlen(line) - 1;
        const char *next = strstr(at, "\n  /");
        g_autofree char *path_text = g_strndup(at, next ? (size_t)(next - at) : strlen(at));
        check_operation(path_text, route);
    }
    g_assert_cmpuint(count_operations(text), ==, n_routes);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/routes/roles", test_roles);
    g_test_add_func("/routes/bad_input", test_bad_input);
    g_test_add_func("/routes/server_and_health", test_server_and_health);
    g_test_add_func("/routes/describe", test_describe);
    g_test_add_func("/routes/document", test_document);
    return g_test_run();
}
