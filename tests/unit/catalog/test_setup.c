/* The first start, the set-up link, demo accounts and what must not mix. */
#include <string.h>

#include "catalog_fixture.h"

#include "base/clock.h"
#include "base/error.h"

static CatalogFixture fixture;

static ApiAnswer *set_up(const char *token, const char *name, const char *password) {
    g_autofree char *body = g_strdup_printf(
        "{\"token\":\"%s\",\"name\":\"%s\",\"password\":\"%s\",\"display_name\":\"安娜\"}", token,
        name, password);
    return catalog_fixture_call(
        &fixture, &(ApiCall){.method = "POST", .target = "/api/v1/setup", .body = body});
}

static void check_needed(bool is_needed) {
    g_autoptr(ApiAnswer) answer =
        catalog_fixture_call(&fixture, &(ApiCall){.method = "GET", .target = "/api/v1/setup"});
    g_assert_cmpstr(answer->body->str, ==, is_needed ? "{\"needed\":true}" : "{\"needed\":false}");
}

static void test_first_administrator(void) {
    catalog_fixture_open(&fixture, DEMO_OFF);
    g_assert_null(catalog_demo_accounts(fixture.catalog));
    g_autofree char *old_secret = g_strdup(catalog_setup_secret(fixture.catalog));
    check_needed(true);
    catalog_fixture_restart(&fixture, DEMO_OFF);
    g_autofree char *secret = g_strdup(catalog_setup_secret(fixture.catalog));
    g_assert_cmpstr(secret, !=, old_secret);

    g_autoptr(ApiAnswer) outdated = set_up(old_secret, "anna", "korrekt pferd");
    catalog_fixture_assert(outdated, 401, "unauthenticated");
    g_autoptr(ApiAnswer) weak = set_up(secret, "anna", "12345678");
    catalog_fixture_assert(weak, 400, "invalid");
    g_autoptr(ApiAnswer) nameless = set_up(secret, " anna", "korrekt pferd");
    catalog_fixture_assert(nameless, 400, "invalid");
    check_needed(true);

    g_autoptr(ApiAnswer) made = set_up(secret, "anna", "korrekt pferd");
    catalog_fixture_assert(made, 200, NULL);
    g_assert_nonnull(strstr(made->body->str, "\"roles\":[\"administrator\"]"));
    g_autofree char *cookie = catalog_fixture_cookie(made, CATALOG_SESSION_COOKIE);
    g_autofree char *fields = g_strdup_printf("Cookie: " CATALOG_SESSION_COOKIE "=%s\r\n", cookie);
    g_autoptr(ApiAnswer) audit = catalog_fixture_call(
        &fixture, &(ApiCall){.method = "GET", .target = "/api/v1/audit", .fields = fields});
    g_assert_nonnull(strstr(audit->body->str, "\"actor_name\":\"anna\",\"action\":\"setup\""));

    check_needed(false);
    g_autoptr(ApiAnswer) again = set_up(secret, "berta", "korrekt pferd");
    catalog_fixture_assert(again, 409, "conflict");
    catalog_fixture_restart(&fixture, DEMO_OFF);
    g_assert_null(catalog_setup_secret(fixture.catalog));
    check_needed(false);
    catalog_fixture_close(&fixture);
}

/* Two people open the link at once: one becomes administrator. */
static void test_race(void) {
    catalog_fixture_open(&fixture, DEMO_OFF);
    const char *secret = catalog_setup_secret(fixture.catalog);
    int fds[4];
    for (unsigned i = 0; i < G_N_ELEMENTS(fds); i++) {
        g_autofree char *body = g_strdup_printf(
            "{\"token\":\"%s\",\"name\":\"anna%u\",\"password\":\"korrekt pferd\"}", secret, i);
        fds[i] = api_client_begin(
            fixture.server, &(ApiCall){.method = "POST", .target = "/api/v1/setup", .body = body});
    }
    unsigned n_made = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(fds); i++) {
        g_autoptr(ApiAnswer) answer = api_client_read(fds[i]);
        n_made += answer->status == 200;
        g_assert_true(answer->status == 200 || answer->status == 409);
    }
    g_assert_cmpuint(n_made, ==, 1);
    catalog_fixture_close(&fixture);
}

static void test_expired_link(void) {
    catalog_fixture_install_clock();
    catalog_fixture_open(&fixture, DEMO_OFF);
    catalog_fixture_advance((BOOTSTRAP_SETUP_DAYS * INT64_C(86400) + 1) * CLOCK_US_PER_S);
    g_autoptr(ApiAnswer) late =
        set_up(catalog_setup_secret(fixture.catalog), "anna", "korrekt pferd");
    catalog_fixture_assert(late, 401, "unauthenticated");
    catalog_fixture_close(&fixture);
    clock_replace(NULL);
}

static unsigned bearer_status(const char *token) {
    g_autofree char *fields = g_strdup_printf("Authorization: Bearer %s\r\n", token);
    g_autoptr(ApiAnswer) answer = catalog_fixture_call(
        &fixture, &(ApiCall){.method = "GET", .target = "/api/v1/session", .fields = fields});
    return answer->status;
}

static void test_demo_modes(void) {
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_assert_null(catalog_setup_secret(fixture.catalog));
    g_assert_cmpuint(bearer_status("demo-studio"), ==, 200);
    catalog_fixture_restart(&fixture, DEMO_LOOPBACK);
    g_assert_cmpuint(bearer_status("demo-studio"), ==, 200);

    /* on a network nothing that is known opens it */
    catalog_fixture_restart(&fixture, DEMO_NETWORK);
    g_assert_cmpuint(bearer_status("demo-studio"), ==, 401);
    const DemoAccount *accounts = catalog_demo_accounts(fixture.catalog);
    g_assert_cmpstr(accounts[0].name, ==, "demo-admin");
    g_assert_cmpstr(accounts[0].password, !=, "demo-admin");
    g_autofree char *cookie = catalog_fixture_sign_in(&fixture, "demo-admin", accounts[0].password);
    g_autofree char *old_password = g_strdup(accounts[0].password);
    catalog_fixture_restart(&fixture, DEMO_LOOPBACK);
    g_assert_cmpuint(bearer_status("demo-studio"), ==, 200);
    catalog_fixture_close(&fixture);
}

static void test_never_mixed(void) {
    g_autoptr(GError) error = NULL;
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    api_server_stop(fixture.server);
    g_clear_pointer(&fixture.catalog, catalog_close);
    g_assert_null(catalog_fixture_try_open(&fixture, DEMO_OFF, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    g_clear_error(&error);
    catalog_fixture_close(&fixture);

    catalog_fixture_open(&fixture, DEMO_OFF);
    g_autoptr(ApiAnswer) made =
        set_up(catalog_setup_secret(fixture.catalog), "anna", "korrekt pferd");
    catalog_fixture_assert(made, 200, NULL);
    api_server_stop(fixture.server);
    g_clear_pointer(&fixture.catalog, catalog_close);
    g_assert_null(catalog_fixture_try_open(&fixture, DEMO_LOOPBACK, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFLICT);
    catalog_fixture_close(&fixture);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/setup/first_administrator", test_first_administrator);
    g_test_add_func("/setup/race", test_race);
    g_test_add_func("/setup/expired_link", test_expired_link);
    g_test_add_func("/setup/demo_modes", test_demo_modes);
    g_test_add_func("/setup/never_mixed", test_never_mixed);
    return g_test_run();
}
