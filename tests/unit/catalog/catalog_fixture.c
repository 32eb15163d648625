#include "catalog_fixture.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/json_table.h"
#include "catalog/say/sentence.h"
#include "temp_dir.h"

#define LIFETIME_US (INT64_C(90) * 86400 * CLOCK_US_PER_S)

/* ---- clock ---- */

static _Atomic int64_t clock_offset_us;

static int64_t read_clock(clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * CLOCK_US_PER_S + now.tv_nsec / 1000 + clock_offset_us;
}

static int64_t shifted_monotonic_us(void) {
    return read_clock(CLOCK_MONOTONIC);
}

static int64_t shifted_wall_us(void) {
    return read_clock(CLOCK_REALTIME);
}

void catalog_fixture_install_clock(void) {
    static const ClockSource SOURCE = {shifted_monotonic_us, shifted_wall_us};
    clock_offset_us = 0;
    clock_replace(&SOURCE);
}

void catalog_fixture_advance(int64_t by_us) {
    clock_offset_us += by_us;
}

/* ---- life ---- */

static void on_end(const char *account_id, const char *session_id, const char *except_id,
                   void *user) {
    CatalogFixture *fixture = user;
    g_ptr_array_add(fixture->ended,
                    g_strdup_printf("%s %s %s", account_id, session_id ? session_id : "-",
                                    except_id ? except_id : "-"));
}

static unsigned report_health(HealthPart *ret_parts, unsigned max_parts, void *user) {
    ret_parts[0] =
        (HealthPart){.name = "gate", .state = HEALTH_DEGRADED, .detail = "Half \"full\"."};
    return 1;
}

Catalog *catalog_fixture_try_open(CatalogFixture *fixture, DemoMode demo, GError **error) {
    CatalogOptions options = {.directory = fixture->directory,
                              .keys = fixture->keys,
                              .name = "同屏",
                              .address_internal = "http://10.0.0.5:8080",
                              .address_public = "https://tv.example",
                              .demo = demo,
                              .has_installation_page = true,
                              .session_lifetime_us = LIFETIME_US,
                              .health = report_health,
                              .on_sessions_end = on_end,
                              .on_sessions_end_user = fixture};
    return catalog_open(&options, error);
}

static void start(CatalogFixture *fixture, DemoMode demo) {
    g_autoptr(GError) error = NULL;
    fixture->keys = token_keys_open(fixture->directory, &error);
    g_assert_no_error(error);
    fixture->catalog = catalog_fixture_try_open(fixture, demo, &error);
    g_assert_no_error(error);
    ApiServerOptions options = {.routes = fixture->routes,
                                .authenticate = catalog_authenticate,
                                .localize = sentence_localize,
                                .user = catalog_api_user(fixture->catalog),
                                .proof_field = CATALOG_PROOF_FIELD,
                                .max_requests = 1000,
                                .mailbox_posts = 8192};
    fixture->server = api_server_start(&options, &error);
    g_assert_no_error(error);
    catalog_attach(fixture->catalog, api_server_worker(fixture->server));
}

static void stop(CatalogFixture *fixture) {
    api_server_stop(fixture->server);
    g_clear_pointer(&fixture->catalog, catalog_close);
    g_clear_pointer(&fixture->server, api_server_free);
    g_clear_pointer(&fixture->keys, token_keys_free);
}

void catalog_fixture_open(CatalogFixture *fixture, DemoMode demo) {
    catalog_fixture_open_routes(fixture, demo, catalog_routes());
}

void catalog_fixture_open_routes(CatalogFixture *fixture, DemoMode demo, const ApiRoute *routes) {
    *fixture = (CatalogFixture){.directory = temp_dir_new(),
                                .routes = routes,
                                .ended = g_ptr_array_new_with_free_func(g_free)};
    start(fixture, demo);
}

void catalog_fixture_close(CatalogFixture *fixture) {
    stop(fixture);
    g_ptr_array_unref(fixture->ended);
    temp_dir_remove(fixture->directory);
}

void catalog_fixture_restart(CatalogFixture *fixture, DemoMode demo) {
    stop(fixture);
    start(fixture, demo);
}

/* ---- requests ---- */

ApiAnswer *catalog_fixture_call(CatalogFixture *fixture, const ApiCall *call) {
    return api_client_call(fixture->server, call);
}

char *catalog_fixture_cookie(const ApiAnswer *answer, const char *name) {
    g_autofree char *start_text = g_strdup_printf("Set-Cookie: %s=", name);
    const char *at = strstr(answer->head, start_text);
    if (!at)
        return NULL;
    at += strlen(start_text);
    return g_strndup(at, strcspn(at, ";\r"));
}

char *catalog_fixture_string(const ApiAnswer *answer, const char *member) {
    return json_peek_string(answer->body->str, answer->body->len, member);
}

char *catalog_fixture_sign_in(CatalogFixture *fixture, const char *name, const char *password) {
    g_autofree char *body = g_strdup_printf(
        "{\"name\":\"%s\",\"password\":\"%s\",\"device\":\"test\"}", name, password);
    g_autoptr(ApiAnswer) answer = catalog_fixture_call(
        fixture, &(ApiCall){.method = "POST", .target = "/api/v1/session", .body = body});
    g_assert_cmpuint(answer->status, ==, 200);
    g_autofree char *secret = catalog_fixture_cookie(answer, CATALOG_SESSION_COOKIE);
    g_assert_nonnull(secret);
    return g_strdup_printf(
        "Cookie: " CATALOG_SESSION_COOKIE "=%s\r\n" CATALOG_PROOF_FIELD ": 1\r\n", secret);
}

void catalog_fixture_assert(const ApiAnswer *answer, unsigned status, const char *code) {
    if (answer->status != status)
        g_test_message("%s\n%s", answer->head, answer->body->str);
    g_assert_cmpuint(answer->status, ==, status);
    if (!code)
        return;
    g_autofree char *found = catalog_fixture_string(answer, "code");
    g_assert_cmpstr(found, ==, code);
}
