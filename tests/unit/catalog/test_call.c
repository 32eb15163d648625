/* What every handler shares: reads that leave an audit entry, bodies as long as the route allows.
 */
#include <string.h>

#include "base/error.h"
#include "base/json_table.h"
#include "catalog/api/call.h"
#include "catalog/rights/rights.h"
#include "catalog/store/audit_table.h"
#include "catalog_fixture.h"

#define LONG_BODY_BYTES 40000

static CatalogFixture fixture;

/* ---- routes of the test ---- */

static bool run_look(Database *database, Call *call, GError **error) {
    if (g_str_equal(call->target, "none")) {
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "there is none");
        return false;
    }
    call->json = g_strdup("{\"name\":\"secret\"}");
    if (g_str_equal(call->target, "unwritable")) /* an entry that the table refuses */
        call->detail = g_strnfill(AUDIT_DETAIL_MAX_BYTES + 1, '1');
    return true;
}

static void handle_look(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, NULL, NULL);
    call->action = "member.see";
    call->target = g_strdup(api_request_segment(request, "id"));
    call_read_audited(call, run_look, call_reply_ok);
}

static bool run_entries(Database *database, Call *call, GError **error) {
    g_autoptr(GPtrArray) rows = audit_table_list(database, NULL, error);
    if (!rows)
        return false;
    GString *out = g_string_new("{\"entries\":\"");
    for (unsigned i = 0; i < rows->len; i++) {
        const AuditRow *row = g_ptr_array_index(rows, i);
        if (g_str_equal(row->action, "member.see"))
            g_string_append_printf(out, "%s %s %s;", row->actor_name, row->target, row->outcome);
    }
    g_string_append(out, "\"}");
    call->json = g_string_free(out, FALSE);
    return true;
}

static void handle_entries(ApiRequest *request, void *user) {
    call_read(call_new(request, user, NULL, NULL), run_entries, call_reply_ok);
}

typedef struct LongInput {
    char *text;
} LongInput;

static const JsonField LONG_FIELDS[] = {
    {"text", JSON_STRING, offsetof(LongInput, text), JSON_REQUIRED, 1, LONG_BODY_BYTES},
    {NULL, JSON_END},
};
static const JsonTable LONG_TABLE = {"long", sizeof(LongInput), LONG_FIELDS};

static void handle_long(ApiRequest *request, void *user) {
    Call *call = call_new(request, user, &LONG_TABLE, NULL);
    if (call)
        call_reply_no_content(call);
}

#define R(id) .tag = RIGHT_##id, .roles = RIGHT_##id##_ROLES
/* clang-format off */
static const ApiRoute ROUTES[] = {
    {"GET",  "/api/v1/look/{id}", R(SELF), 0,                   handle_look,    NULL, "Look"},
    {"GET",  "/api/v1/entries",   R(SELF), 0,                   handle_entries, NULL, "What was seen"},
    {"POST", "/api/v1/long",      R(SELF), LONG_BODY_BYTES,     handle_long,    NULL, "Much"},
    {"POST", "/api/v1/short",     R(SELF), CALL_BODY_MAX_BYTES, handle_long,    NULL, "Little"},
    {NULL},
};
/* clang-format on */

static ApiAnswer *call_as(const char *name, const char *method, const char *target,
                          const char *body) {
    g_autofree char *fields = g_strdup_printf("Authorization: Bearer %s\r\n", name);
    return catalog_fixture_call(
        &fixture, &(ApiCall){.method = method, .target = target, .fields = fields, .body = body});
}

/* ---- tests ---- */

static void test_read_audited(void) {
    catalog_fixture_open_routes(&fixture, DEMO_LOOPBACK, ROUTES);
    static const struct {
        const char *name, *target;
        unsigned status;
    } ROWS[] = {
        {"demo-admin", "/api/v1/look/wang", 200},
        {"demo-clerk", "/api/v1/look/none", 404},
        {"demo-member", "/api/v1/look/li", 200}, /* nobody with power over others */
        {"demo-admin", "/api/v1/look/unwritable", 413},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(ApiAnswer) answer = call_as(ROWS[i].name, "GET", ROWS[i].target, NULL);
        catalog_fixture_assert(answer, ROWS[i].status, NULL);
        g_assert_true((strstr(answer->body->str, "secret") != NULL) == (ROWS[i].status == 200));
    }
    g_autoptr(ApiAnswer) answer = call_as("demo-admin", "GET", "/api/v1/entries", NULL);
    g_autofree char *entries = catalog_fixture_string(answer, "entries");
    g_assert_cmpstr(entries, ==, "demo-clerk none not_found;demo-admin wang ok;");
    catalog_fixture_close(&fixture);
}

static void test_body_limit(void) {
    catalog_fixture_open_routes(&fixture, DEMO_LOOPBACK, ROUTES);
    g_autofree char *text = g_strnfill(CALL_BODY_MAX_BYTES, 'x');
    g_autofree char *body = g_strdup_printf("{\"text\":\"%s\"}", text);
    g_autoptr(ApiAnswer) taken = call_as("demo-admin", "POST", "/api/v1/long", body);
    catalog_fixture_assert(taken, 204, NULL);
    g_autoptr(ApiAnswer) refused = call_as("demo-admin", "POST", "/api/v1/short", body);
    catalog_fixture_assert(refused, 413, "too_large");
    catalog_fixture_close(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/call/read_audited", test_read_audited);
    g_test_add_func("/call/body_limit", test_body_limit);
    return g_test_run();
}
