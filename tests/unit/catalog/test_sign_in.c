/* Signing in and out, cookies and tokens, renewal, throttling. */
#include <string.h>
#include <unistd.h>

#include "catalog_fixture.h"

#include "base/clock.h"
#include "catalog/store/session_table.h"

#define HOUR_US (3600 * CLOCK_US_PER_S)

static CatalogFixture fixture;

static ApiAnswer *call(const char *method, const char *target, const char *fields,
                       const char *body) {
    return catalog_fixture_call(
        &fixture, &(ApiCall){.method = method, .target = target, .fields = fields, .body = body});
}

static ApiAnswer *sign_in_from(const char *peer, const char *fields, const char *name,
                               const char *password) {
    g_autofree char *body =
        g_strdup_printf("{\"name\":\"%s\",\"password\":\"%s\"}", name, password);
    return catalog_fixture_call(&fixture, &(ApiCall){.method = "POST",
                                                     .target = "/api/v1/session",
                                                     .fields = fields,
                                                     .body = body,
                                                     .peer = peer});
}

static char *cookie_line(const char *secret) {
    return g_strdup_printf(
        "Cookie: " CATALOG_SESSION_COOKIE "=%s\r\n" CATALOG_PROOF_FIELD ": 1\r\n", secret);
}

static unsigned status_with(const char *fields) {
    g_autoptr(ApiAnswer) answer = call("GET", "/api/v1/session", fields, NULL);
    return answer->status;
}

static void test_in_and_out(void) {
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_autoptr(ApiAnswer) in =
        sign_in_from(NULL, "X-Forwarded-Proto: https\r\n", "Demo-Clerk", "demo-clerk");
    catalog_fixture_assert(in, 200, NULL);
    g_assert_nonnull(strstr(in->head, "; Path=/; HttpOnly; SameSite=Lax; Max-Age=7776000; Secure"));
    g_assert_nonnull(strstr(in->body->str, "\"name\":\"demo-clerk\""));
    g_assert_nonnull(strstr(in->body->str, "\"roles\":[\"clerk\",\"member\"]"));
    g_autofree char *secret = catalog_fixture_cookie(in, CATALOG_SESSION_COOKIE);
    g_assert_cmpuint(strlen(secret), ==, 43);
    g_autofree char *cookie = cookie_line(secret);

    g_autoptr(ApiAnswer) self = call("GET", "/api/v1/session", cookie, NULL);
    catalog_fixture_assert(self, 200, NULL);
    g_assert_cmpstr(self->body->str, ==, in->body->str);

    g_autofree char *no_proof =
        g_strdup_printf("Cookie: " CATALOG_SESSION_COOKIE "=%s\r\n", secret);
    g_autoptr(ApiAnswer) forged = call("DELETE", "/api/v1/session", no_proof, NULL);
    catalog_fixture_assert(forged, 403, "forbidden");

    g_autoptr(ApiAnswer) out = call("DELETE", "/api/v1/session", cookie, NULL);
    catalog_fixture_assert(out, 204, NULL);
    g_autofree char *emptied = catalog_fixture_cookie(out, CATALOG_SESSION_COOKIE);
    g_assert_cmpstr(emptied, ==, "");
    g_assert_cmpuint(status_with(cookie), ==, 401);
    g_assert_cmpuint(fixture.ended->len, ==, 1);
    catalog_fixture_close(&fixture);
}

/* A name that does not exist, a wrong password, a locked account: one answer. */
static void test_equal_refusals(void) {
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_autofree char *admin = catalog_fixture_sign_in(&fixture, "demo-admin", "demo-admin");
    g_autoptr(ApiAnswer) list = call("GET", "/api/v1/accounts?query=demo-studio", admin, NULL);
    g_autofree char *id = g_strndup(strstr(list->body->str, "\"id\":\"") + 6, 36);
    g_autofree char *target = g_strdup_printf("/api/v1/accounts/%s", id);
    g_autoptr(ApiAnswer) locked = call("PATCH", target, admin, "{\"locked\":true}");
    catalog_fixture_assert(locked, 200, NULL);

    static const char *const TRIES[][2] = {{"demo-member", "wrong password"},
                                           {"nobody", "demo-member"},
                                           {"no\\u0001name", "demo-member"},
                                           {"demo-studio", "demo-studio"}};
    g_autofree char *first = NULL;
    for (unsigned i = 0; i < G_N_ELEMENTS(TRIES); i++) {
        g_autoptr(ApiAnswer) answer = sign_in_from(NULL, NULL, TRIES[i][0], TRIES[i][1]);
        catalog_fixture_assert(answer, 401, "unauthenticated");
        g_assert_null(strstr(answer->head, "Set-Cookie"));
        if (!first)
            first = g_strdup(answer->body->str);
        g_assert_cmpstr(answer->body->str, ==, first);
    }
    catalog_fixture_close(&fixture);
}

static void test_renewal(void) {
    catalog_fixture_install_clock();
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_autoptr(ApiAnswer) in = sign_in_from(NULL, NULL, "demo-member", "demo-member");
    g_autofree char *secret = catalog_fixture_cookie(in, CATALOG_SESSION_COOKIE);
    g_autofree char *cookie = cookie_line(secret);
    catalog_fixture_advance(23 * HOUR_US);
    g_autoptr(ApiAnswer) early = call("GET", "/api/v1/session", cookie, NULL);
    g_assert_null(strstr(early->head, "Set-Cookie"));

    catalog_fixture_advance(2 * HOUR_US);
    g_autoptr(ApiAnswer) due = call("GET", "/api/v1/session", cookie, NULL);
    catalog_fixture_assert(due, 200, NULL);
    g_autofree char *renewed = catalog_fixture_cookie(due, CATALOG_SESSION_COOKIE);
    g_assert_nonnull(renewed);
    g_assert_cmpstr(renewed, !=, secret);

    /* the answer was lost: who comes with the old secret is told the same new one */
    g_autoptr(ApiAnswer) again = call("GET", "/api/v1/session", cookie, NULL);
    g_autofree char *repeated = catalog_fixture_cookie(again, CATALOG_SESSION_COOKIE);
    g_assert_cmpstr(repeated, ==, renewed);

    catalog_fixture_advance(61 * CLOCK_US_PER_S);
    g_assert_cmpuint(status_with(cookie), ==, 401);
    g_autofree char *new_cookie = cookie_line(renewed);
    g_autoptr(ApiAnswer) after = call("GET", "/api/v1/session", new_cookie, NULL);
    catalog_fixture_assert(after, 200, NULL);
    g_assert_null(strstr(after->head, "Set-Cookie"));

    catalog_fixture_advance(24 * 91 * HOUR_US); /* months without use */
    g_assert_cmpuint(status_with(new_cookie), ==, 401);
    catalog_fixture_close(&fixture);
    clock_replace(NULL);
}

static void test_devices(void) {
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_autofree char *one = catalog_fixture_sign_in(&fixture, "demo-clerk", "demo-clerk");
    g_autofree char *two = catalog_fixture_sign_in(&fixture, "demo-clerk", "demo-clerk");
    g_autofree char *other = catalog_fixture_sign_in(&fixture, "demo-member", "demo-member");
    g_autoptr(ApiAnswer) list = call("GET", "/api/v1/sessions", one, NULL);
    catalog_fixture_assert(list, 200, NULL);
    g_autoptr(ApiAnswer) self_two = call("GET", "/api/v1/session", two, NULL);
    g_autofree char *id_two = catalog_fixture_string(self_two, "session_id");
    g_assert_nonnull(strstr(list->body->str, id_two));
    g_assert_nonnull(strstr(list->body->str, "\"current\":true"));
    g_assert_nonnull(strstr(list->body->str, "\"device\":\"test\""));
    g_assert_nonnull(strstr(list->body->str, "\"peer\":\"" API_CLIENT_PEER "\""));

    g_autofree char *target = g_strdup_printf("/api/v1/sessions/%s", id_two);
    g_autoptr(ApiAnswer) foreign = call("DELETE", target, other, NULL);
    catalog_fixture_assert(foreign, 404, "not_found");
    g_assert_cmpuint(status_with(two), ==, 200);
    g_autoptr(ApiAnswer) ended = call("DELETE", target, one, NULL);
    catalog_fixture_assert(ended, 204, NULL);
    g_assert_cmpuint(status_with(two), ==, 401);
    g_assert_cmpuint(status_with(one), ==, 200);

    g_autoptr(ApiAnswer) patched = call("PATCH", "/api/v1/session", one, "{\"locale\":\"en\"}");
    catalog_fixture_assert(patched, 200, NULL);
    g_assert_nonnull(strstr(patched->body->str, "\"locale\":\"en\""));
    g_autoptr(ApiAnswer) unknown = call("PATCH", "/api/v1/session", one, "{\"locale\":\"fr\"}");
    catalog_fixture_assert(unknown, 400, "invalid");
    catalog_fixture_close(&fixture);
}

static char *last_used_at(const char *cookie) {
    g_autoptr(ApiAnswer) list = call("GET", "/api/v1/sessions", cookie, NULL);
    const char *at = strstr(list->body->str, "\"last_used_at\":\"");
    g_assert_nonnull(at);
    return g_strndup(at + strlen("\"last_used_at\":\""), 24);
}

/* The database hears of a use at most every ten minutes. */
static void test_last_used(void) {
    catalog_fixture_install_clock();
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_autofree char *cookie = catalog_fixture_sign_in(&fixture, "demo-clerk", "demo-clerk");
    g_autofree char *first = last_used_at(cookie);
    CatalogStats before;
    catalog_get_stats(fixture.catalog, &before);
    for (unsigned i = 0; i < 9; i++) {
        catalog_fixture_advance(61 * CLOCK_US_PER_S);
        g_autofree char *same = last_used_at(cookie);
        g_assert_cmpstr(same, ==, first);
    }
    CatalogStats after;
    catalog_get_stats(fixture.catalog, &after);
    g_assert_cmpuint(after.store.writes, ==, before.store.writes);
    catalog_fixture_advance(61 * CLOCK_US_PER_S);
    g_assert_cmpuint(status_with(cookie), ==, 200); /* writes; does not wait for it */
    gint64 deadline = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
    while (after.store.writes == before.store.writes && g_get_monotonic_time() < deadline)
        catalog_get_stats(fixture.catalog, &after);
    g_assert_cmpuint(after.store.writes, ==, before.store.writes + 1);
    g_autofree char *noted = last_used_at(cookie);
    g_assert_cmpstr(noted, !=, first);
    catalog_fixture_close(&fixture);
    clock_replace(NULL);
}

static void test_tokens(void) {
    catalog_fixture_install_clock();
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_autofree char *cookie = catalog_fixture_sign_in(&fixture, "demo-editor", "demo-editor");
    g_autoptr(ApiAnswer) made =
        call("POST", "/api/v1/tokens", cookie, "{\"label\":\"script\",\"days\":2}");
    catalog_fixture_assert(made, 201, NULL);
    g_autofree char *token = catalog_fixture_string(made, "token");
    g_autofree char *id = catalog_fixture_string(made, "id");
    g_autofree char *bearer = g_strdup_printf("Authorization: Bearer %s\r\n", token);
    g_assert_cmpuint(status_with(bearer), ==, 200);
    g_autoptr(ApiAnswer) list = call("GET", "/api/v1/tokens", bearer, NULL);
    g_assert_nonnull(strstr(list->body->str, id));
    g_assert_null(strstr(list->body->str, token));
    g_autoptr(ApiAnswer) out = call("DELETE", "/api/v1/session", bearer, NULL);
    catalog_fixture_assert(out, 409, "conflict");

    g_autofree char *target = g_strdup_printf("/api/v1/tokens/%s", id);
    g_autoptr(ApiAnswer) ended = call("DELETE", target, cookie, NULL);
    catalog_fixture_assert(ended, 204, NULL);
    g_assert_cmpuint(status_with(bearer), ==, 401);

    g_autoptr(ApiAnswer) second =
        call("POST", "/api/v1/tokens", cookie, "{\"label\":\"script\",\"days\":2}");
    g_autofree char *second_token = catalog_fixture_string(second, "token");
    g_autofree char *second_bearer = g_strdup_printf("Authorization: Bearer %s\r\n", second_token);
    g_assert_cmpuint(status_with(second_bearer), ==, 200);
    catalog_fixture_advance(49 * HOUR_US);
    g_assert_cmpuint(status_with(second_bearer), ==, 401);
    catalog_fixture_close(&fixture);
    clock_replace(NULL);
}

static void test_password(void) {
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_autofree char *one = catalog_fixture_sign_in(&fixture, "demo-editor", "demo-editor");
    g_autofree char *two = catalog_fixture_sign_in(&fixture, "demo-editor", "demo-editor");
    static const struct {
        const char *body;
        unsigned status;
    } CASES[] = {
        {"{\"old_password\":\"wrong\",\"new_password\":\"korrekt pferd\"}", 403},
        {"{\"old_password\":\"demo-editor\",\"new_password\":\"short\"}", 400},
        {"{\"old_password\":\"demo-editor\",\"new_password\":\"Demo-Editor\"}", 400},
        {"{\"old_password\":\"demo-editor\",\"new_password\":\"korrekt pferd\"}", 204},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(ApiAnswer) answer = call("POST", "/api/v1/password", one, CASES[i].body);
        catalog_fixture_assert(answer, CASES[i].status, NULL);
    }
    g_assert_cmpuint(status_with(one), ==, 200);
    g_assert_cmpuint(status_with(two), ==, 401);
    g_autoptr(ApiAnswer) old = sign_in_from(NULL, NULL, "demo-editor", "demo-editor");
    catalog_fixture_assert(old, 401, NULL);
    g_autoptr(ApiAnswer) full_width =
        sign_in_from(NULL, NULL, "demo-editor", "ｋｏｒｒｅｋｔ pferd");
    catalog_fixture_assert(full_width, 200, NULL);
    catalog_fixture_close(&fixture);
}

/* The owner is known by his address or by the mark on his device; a flood of strangers on his
 * account does not keep him out. */
static void test_flood(void) {
    catalog_fixture_install_clock();
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    g_autoptr(ApiAnswer) first = sign_in_from("192.0.2.1", NULL, "demo-clerk", "demo-clerk");
    catalog_fixture_assert(first, 200, NULL);
    g_autofree char *mark = catalog_fixture_cookie(first, "tongping_device");
    g_assert_nonnull(mark);
    g_assert_nonnull(strstr(first->head, "; Path=/api/v1/session; HttpOnly"));

    unsigned n_throttled = 0;
    for (unsigned i = 0; i < 70; i++) {
        g_autofree char *peer = g_strdup_printf("198.51.100.%u", i);
        g_autoptr(ApiAnswer) answer = sign_in_from(peer, NULL, "demo-clerk", "wrong");
        n_throttled += answer->status == 429;
        if (answer->status == 429) {
            g_autofree char *retry = api_answer_field(answer, "Retry-After");
            g_assert_cmpuint(g_ascii_strtoull(retry, NULL, 10), >, 0);
        }
    }
    g_assert_cmpuint(n_throttled, >=, 15);

    g_autofree char *device = g_strdup_printf("Cookie: tongping_device=%s\r\n", mark);
    g_autoptr(ApiAnswer) stranger = sign_in_from("203.0.113.1", NULL, "demo-clerk", "demo-clerk");
    catalog_fixture_assert(stranger, 429, "rate_limited");
    g_autoptr(ApiAnswer) at_home = sign_in_from("192.0.2.1", NULL, "demo-clerk", "demo-clerk");
    catalog_fixture_assert(at_home, 200, NULL);
    g_autoptr(ApiAnswer) away = sign_in_from("203.0.113.1", device, "demo-clerk", "demo-clerk");
    catalog_fixture_assert(away, 200, NULL);
    g_autoptr(ApiAnswer) other = sign_in_from("203.0.113.1", device, "demo-member", "demo-member");
    catalog_fixture_assert(other, 200, NULL);
    /* a mark of another account is none */
    g_autofree char *foreign_mark = catalog_fixture_cookie(other, "tongping_device");
    g_autofree char *foreign = g_strdup_printf("Cookie: tongping_device=%s\r\n", foreign_mark);
    g_autoptr(ApiAnswer) abused = sign_in_from("203.0.113.2", foreign, "demo-clerk", "demo-clerk");
    catalog_fixture_assert(abused, 429, "rate_limited");
    catalog_fixture_advance(HOUR_US);
    g_autoptr(ApiAnswer) later = sign_in_from("203.0.113.3", NULL, "demo-clerk", "demo-clerk");
    catalog_fixture_assert(later, 200, NULL);
    catalog_fixture_close(&fixture);
    clock_replace(NULL);
}

/* 200 at once from one village, half of them with names that do not exist: all are answered, those
 * with the right password are let in. */
static void test_storm(void) {
    enum { MANY = 200 };
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    int fds[MANY];
    for (unsigned i = 0; i < MANY; i++)
        fds[i] = api_client_begin(
            fixture.server,
            &(ApiCall){.method = "POST",
                       .target = "/api/v1/session",
                       .body = i % 2 ? "{\"name\":\"nobody\",\"password\":\"x\"}"
                                     : "{\"name\":\"demo-member\",\"password\":\"demo-member\"}"});
    for (unsigned i = 0; i < MANY; i++) {
        g_autoptr(ApiAnswer) answer = api_client_read(fds[i]);
        if (i % 2)
            g_assert_true(answer->status == 401 || answer->status == 429);
        else
            g_assert_cmpuint(answer->status, ==, 200);
    }
    catalog_fixture_close(&fixture);
}

/* ---- the other way in ---- */

typedef struct Seen {
    char *name;
    uint32_t roles;
    int done;
} Seen;

static void on_identity(const GError *error, const Identity *identity, void *data) {
    Seen *seen = data;
    g_assert_no_error(error);
    seen->name = identity ? g_strdup(identity->name) : NULL;
    seen->roles = identity ? identity->roles : 0;
}

static void on_free(void *data) {
    Seen *seen = data;
    g_atomic_int_set(&seen->done, 1);
}

static void check_async(Worker *reply_to, CredentialKind kind, const char *secret,
                        const char *wanted) {
    Seen seen = {NULL};
    CatalogQuestion question = {.credential = {.kind = kind, .secret = secret, .peer = "::1"},
                                .reply_to = reply_to,
                                .fn = on_identity,
                                .data = &seen,
                                .free_data = on_free};
    g_autoptr(GError) error = NULL;
    g_assert_true(catalog_authenticate_async(fixture.catalog, &question, &error));
    gint64 deadline = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
    while (!g_atomic_int_get(&seen.done) && g_get_monotonic_time() < deadline)
        g_usleep(500);
    g_assert_cmpstr(seen.name, ==, wanted);
    g_free(seen.name);
}

static void test_async(void) {
    catalog_fixture_open(&fixture, DEMO_LOOPBACK);
    WorkerOptions options = {"asker", 64, &WORKER_LOOP_QUEUE, NULL};
    Worker *asker = worker_start(&options, NULL);
    g_autoptr(ApiAnswer) in = sign_in_from(NULL, NULL, "demo-member", "demo-member");
    g_autofree char *secret = catalog_fixture_cookie(in, CATALOG_SESSION_COOKIE);
    for (unsigned i = 0; i < 2; i++) { /* from the database, then from the cache */
        check_async(asker, CREDENTIAL_COOKIE, secret, "demo-member");
        check_async(NULL, CREDENTIAL_BEARER, "demo-admin", "demo-admin");
        check_async(asker, CREDENTIAL_COOKIE, "forged", NULL);
    }
    worker_stop(asker);
    catalog_fixture_close(&fixture);
    worker_free(asker);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sign_in/in_and_out", test_in_and_out);
    g_test_add_func("/sign_in/equal_refusals", test_equal_refusals);
    g_test_add_func("/sign_in/renewal", test_renewal);
    g_test_add_func("/sign_in/devices", test_devices);
    g_test_add_func("/sign_in/last_used", test_last_used);
    g_test_add_func("/sign_in/tokens", test_tokens);
    g_test_add_func("/sign_in/password", test_password);
    g_test_add_func("/sign_in/flood", test_flood);
    g_test_add_func("/sign_in/storm", test_storm);
    g_test_add_func("/sign_in/async", test_async);
    return g_test_run();
}
