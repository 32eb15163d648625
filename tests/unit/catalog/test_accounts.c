/* What administrators do with accounts, and that it is written down. */
#include <string.h>

#include "catalog_fixture.h"

static CatalogFixture fixture;
static char *admin; /* header lines of demo-admin's session */

static ApiAnswer *call(const char *method, const char *target, const char *body) {
    return catalog_fixture_call(
        &fixture, &(ApiCall){.method = method, .target = target, .fields = admin, .body = body});
}

static void set_up(void) {
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    admin = catalog_fixture_sign_in(&fixture, "demo-admin", "demo-admin");
}

static void tear_down(void) {
    g_clear_pointer(&admin, g_free);
    catalog_fixture_close(&fixture);
}

static char *id_of(const char *name) {
    g_autofree char *target = g_strdup_printf("/api/v1/accounts?query=%s", name);
    g_autoptr(ApiAnswer) answer = call("GET", target, NULL);
    catalog_fixture_assert(answer, 200, NULL);
    const char *at = strstr(answer->body->str, "\"id\":\"");
    return at ? g_strndup(at + strlen("\"id\":\""), 36) : NULL;
}

static char *account_path(const char *id, const char *rest) {
    return g_strdup_printf("/api/v1/accounts/%s%s", id, rest);
}

#define ANNA                                                                                       \
    "{\"name\":\"anna.li\",\"display_name\":\"李安娜\",\"password\":\"korrekt pferd\","         \
    "\"roles\":[\"clerk\",\"editor\"],\"locale\":\"zh-CN\"}"

static void test_create(void) {
    static const struct {
        const char *body;
        unsigned status;
    } BAD[] = {
        {ANNA, 409},
        {"{\"name\":\"b\",\"display_name\":\"b\",\"password\":\"12345678\",\"roles\":[\"clerk\"]}",
         400},
        {"{\"name\":\"b\",\"display_name\":\"b\",\"password\":\"korrekt pferd\",\"roles\":[]}",
         400},
        {"{\"name\":\"b\",\"display_name\":\"b\",\"password\":\"korrekt pferd\","
         "\"roles\":[\"king\"]}",
         400},
        {"{\"name\":\" b\",\"display_name\":\"b\",\"password\":\"korrekt pferd\","
         "\"roles\":[\"clerk\"]}",
         400},
        {"{\"name\":\"b\",\"display_name\":\"b\",\"password\":\"korrekt pferd\","
         "\"roles\":[\"clerk\"],\"locale\":\"tlh\"}",
         400},
        {"{\"name\":\"ＡＮＮＡ.LI\",\"display_name\":\"b\",\"password\":\"korrekt pferd\","
         "\"roles\":[\"clerk\"]}",
         409},
    };
    set_up();
    g_autoptr(ApiAnswer) made = call("POST", "/api/v1/accounts", ANNA);
    catalog_fixture_assert(made, 201, NULL);
    g_autofree char *id = catalog_fixture_string(made, "id");
    g_autofree char *location = api_answer_field(made, "Location");
    g_autofree char *path = account_path(id, "");
    g_assert_cmpstr(location, ==, path);
    g_assert_nonnull(strstr(made->body->str, "\"roles\":[\"editor\",\"clerk\"]"));
    g_assert_null(strstr(made->body->str, "argon2"));
    g_autoptr(ApiAnswer) read = call("GET", path, NULL);
    g_assert_cmpstr(read->body->str, ==, made->body->str);
    g_autofree char *cookie = catalog_fixture_sign_in(&fixture, "anna.li", "korrekt pferd");
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++) {
        g_autoptr(ApiAnswer) answer = call("POST", "/api/v1/accounts", BAD[i].body);
        catalog_fixture_assert(answer, BAD[i].status, NULL);
    }
    tear_down();
}

static unsigned status_of(const char *fields) {
    g_autoptr(ApiAnswer) answer = catalog_fixture_call(
        &fixture, &(ApiCall){.method = "GET", .target = "/api/v1/session", .fields = fields});
    return answer->status;
}

static void test_change(void) {
    set_up();
    g_autofree char *clerk = catalog_fixture_sign_in(&fixture, "demo-clerk", "demo-clerk");
    g_autofree char *id = id_of("demo-clerk");
    g_autofree char *path = account_path(id, "");
    g_assert_cmpuint(status_of(clerk), ==, 200);
    g_autoptr(ApiAnswer) before = catalog_fixture_call(
        &fixture, &(ApiCall){.method = "GET", .target = "/api/v1/audit", .fields = clerk});
    catalog_fixture_assert(before, 403, NULL);

    g_autoptr(ApiAnswer) changed =
        call("PATCH", path, "{\"roles\":[\"auditor\"],\"display_name\":\"Neu\"}");
    catalog_fixture_assert(changed, 200, NULL);
    g_autoptr(ApiAnswer) after = catalog_fixture_call(
        &fixture, &(ApiCall){.method = "GET", .target = "/api/v1/audit", .fields = clerk});
    catalog_fixture_assert(after, 200, NULL); /* at once, though the identity was cached */
    g_assert_nonnull(strstr(after->body->str, "\"action\":\"account.update\""));
    g_assert_nonnull(
        strstr(after->body->str, "\"detail\":{\"display_name\":\"Neu\",\"roles\":[\"auditor\"]}"));

    g_autoptr(ApiAnswer) locked = call("PATCH", path, "{\"locked\":true}");
    catalog_fixture_assert(locked, 200, NULL);
    g_assert_cmpuint(status_of(clerk), ==, 401);
    g_assert_cmpuint(status_of("Authorization: Bearer demo-clerk\r\n"), ==, 401);
    g_autoptr(ApiAnswer) unlocked = call("PATCH", path, "{\"locked\":false}");
    catalog_fixture_assert(unlocked, 200, NULL);
    g_assert_cmpuint(status_of(clerk), ==, 401);
    g_autofree char *again = catalog_fixture_sign_in(&fixture, "demo-clerk", "demo-clerk");

    g_autofree char *password_path = account_path(id, "/password");
    g_autoptr(ApiAnswer) weak = call("POST", password_path, "{\"password\":\"demo-clerk\"}");
    catalog_fixture_assert(weak, 400, "invalid");
    g_autoptr(ApiAnswer) set = call("POST", password_path, "{\"password\":\"korrekt pferd\"}");
    catalog_fixture_assert(set, 204, NULL);
    g_assert_cmpuint(status_of(again), ==, 401);
    g_autofree char *third = catalog_fixture_sign_in(&fixture, "demo-clerk", "korrekt pferd");
    g_autoptr(ApiAnswer) removed = call("DELETE", path, NULL);
    catalog_fixture_assert(removed, 204, NULL);
    g_assert_cmpuint(status_of(third), ==, 401);
    g_autoptr(ApiAnswer) gone = call("GET", path, NULL);
    catalog_fixture_assert(gone, 404, "not_found");
    tear_down();
}

static void test_last_administrator(void) {
    set_up();
    g_autofree char *id = id_of("demo-admin");
    g_autofree char *path = account_path(id, "");
    static const char *const CHANGES[] = {"{\"locked\":true}", "{\"roles\":[\"auditor\"]}"};
    for (unsigned i = 0; i < G_N_ELEMENTS(CHANGES); i++) {
        g_autoptr(ApiAnswer) answer = call("PATCH", path, CHANGES[i]);
        catalog_fixture_assert(answer, 409, "conflict");
    }
    g_autoptr(ApiAnswer) removed = call("DELETE", path, NULL);
    catalog_fixture_assert(removed, 409, "conflict");
    g_assert_cmpuint(status_of(admin), ==, 200);
    g_autoptr(ApiAnswer) audit = call("GET", "/api/v1/audit?limit=1", NULL);
    g_assert_nonnull(strstr(audit->body->str, "\"action\":\"account.remove\""));
    g_assert_nonnull(strstr(audit->body->str, "\"outcome\":\"conflict\""));

    g_autofree char *member = id_of("demo-member");
    g_autofree char *member_path = account_path(member, "");
    g_autoptr(ApiAnswer) second = call("PATCH", member_path, "{\"roles\":[\"administrator\"]}");
    catalog_fixture_assert(second, 200, NULL);
    g_autoptr(ApiAnswer) now = call("DELETE", path, NULL);
    catalog_fixture_assert(now, 204, NULL);
    tear_down();
}

static unsigned count(const char *text, const char *part) {
    unsigned n_found = 0;
    for (const char *at = strstr(text, part); at; at = strstr(at + 1, part))
        n_found++;
    return n_found;
}

static void test_pages(void) {
    set_up();
    g_autoptr(ApiAnswer) first = call("GET", "/api/v1/accounts?limit=5", NULL);
    g_assert_cmpuint(count(first->body->str, "\"id\":"), ==, 5);
    const char *last = g_strrstr(first->body->str, "\"id\":\"") + strlen("\"id\":\"");
    g_autofree char *target = g_strdup_printf("/api/v1/accounts?limit=5&after=%.36s", last);
    g_autoptr(ApiAnswer) second = call("GET", target, NULL);
    g_assert_cmpuint(count(second->body->str, "\"id\":"), ==, 2);
    g_autoptr(ApiAnswer) found = call("GET", "/api/v1/accounts?query=%E7%A4%BA%E4%BE%8B", NULL);
    g_assert_cmpuint(count(found->body->str, "\"id\":"), ==, 7);
    g_autoptr(ApiAnswer) none = call("GET", "/api/v1/accounts?query=nobody", NULL);
    g_assert_cmpstr(none->body->str, ==, "[]");
    tear_down();
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/accounts/create", test_create);
    g_test_add_func("/accounts/change", test_change);
    g_test_add_func("/accounts/last_administrator", test_last_administrator);
    g_test_add_func("/accounts/pages", test_pages);
    return g_test_run();
}
