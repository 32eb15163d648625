/* The rules of base/api_*: routing, limits, identity, origin, answers. */
#include "base/api_server.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "tests/support/api_client.h"

#define MAX_REQUESTS 8

typedef struct Fixture {
    ApiServer *server;
    Worker *helper;
    GPtrArray *kept;    /* api thread: requests of GET /keep */
    atomic_uint n_kept; /* since start */
} Fixture;

static Fixture fixture; /* one at a time */

static void post(Worker *worker, WorkerFn fn, void *data) {
    g_autoptr(GError) error = NULL;
    worker_post(worker, fn, data, NULL, &error);
    g_assert_no_error(error);
}

/* ---- handlers ---- */

static void get_open(ApiRequest *request, void *user) {
    api_reply_add_field(request, "X-Peer", api_request_peer(request));
    api_reply_json(request, 200, g_strdup("{\"ok\":true}"));
}

static void get_echo(ApiRequest *request, void *user) {
    const char *q = api_request_query(request, "q");
    g_autofree char *cookie = api_request_cookie(request, "c");
    g_autofree char *text = g_strdup_printf("%s|%s|%s", api_request_segment(request, "id"),
                                            q ? q : "", cookie ? cookie : "");
    g_autoptr(GBytes) bytes = g_bytes_new(text, strlen(text));
    api_reply_bytes(request, 200, "text/plain", bytes);
}

static void post_data(ApiRequest *request, void *user) {
    api_reply_bytes(request, 201, "text/plain", api_request_body(request));
}

static void delete_data(ApiRequest *request, void *user) {
    api_reply_empty(request, 204);
}

static void get_error(ApiRequest *request, void *user) {
    int code = atoi(api_request_segment(request, "code"));
    g_autoptr(GError) error = g_error_new(BASE_ERROR, code, "a \"quoted\" sentence");
    if (api_request_query(request, "retry"))
        api_reply_add_field(request, "Retry-After", api_request_query(request, "retry"));
    api_reply_error(request, error);
}

static void get_forget(ApiRequest *request, void *user) {
}

static void answer_here(void *data) {
    g_autoptr(ApiRequest) request = data;
    api_reply_json(request, 200, g_strdup("{\"late\":true}"));
}

static void answer_from_helper(void *data) {
    post(api_server_worker(fixture.server), answer_here, data);
}

static void forget_on_helper(void *data) {
    api_request_unref(data);
}

static void get_later(ApiRequest *request, void *user) {
    post(fixture.helper, answer_from_helper, api_request_ref(request));
}

static void get_forget_later(ApiRequest *request, void *user) {
    post(fixture.helper, forget_on_helper, api_request_ref(request));
}

static void get_keep(ApiRequest *request, void *user) {
    g_ptr_array_add(fixture.kept, api_request_ref(request));
    atomic_fetch_add(&fixture.n_kept, 1);
}

static bool stream_chunk(ApiRequest *request, const uint8_t *bytes, size_t length, void *user) {
    if (!memchr(bytes, '!', length))
        return true;
    g_autoptr(GError) error = g_error_new(BASE_ERROR, ERROR_UNSUPPORTED, "no exclamation");
    api_reply_error(request, error);
    return false;
}

static void end_stream(ApiRequest *request, void *user) {
    api_reply_empty(request, 204);
}

static void post_stream(ApiRequest *request, void *user) {
    api_request_on_body_end(request, end_stream, NULL);
}

static const ApiRoute ROUTES[] = {
    {"GET", "/open", 0, 0, get_open, NULL, ""},
    {"POST", "/open", 0, 64, post_data, NULL, ""},
    {"GET", "/echo/{id}", 0, 0, get_echo, NULL, ""},
    {"GET", "/error/{code}", 0, 0, get_error, NULL, ""},
    {"GET", "/forget", 0, 0, get_forget, NULL, ""},
    {"GET", "/forget/later", 0, 0, get_forget_later, NULL, ""},
    {"GET", "/later", 0, 0, get_later, NULL, ""},
    {"GET", "/keep", 0, 0, get_keep, NULL, ""},
    {"GET", "/data", 1 | 2, 0, get_open, NULL, ""},
    {"POST", "/data", 1, 64, post_data, NULL, ""},
    {"DELETE", "/data", 1, 0, delete_data, NULL, ""},
    {"POST", "/stream", 0, 1000, post_stream, stream_chunk, ""},
    {NULL},
};

/* ---- identity: the field X-Who says who, and whether at once ("1", "cookie 1", "later 1") ---- */

static void identify(ApiRequest *request) {
    const char *who = api_request_field(request, "X-Who");
    ApiIdentity identity = {.roles = 0};
    if (who && g_ascii_isdigit(who[strlen(who) - 1])) {
        g_strlcpy(identity.account_id, "someone", sizeof identity.account_id);
        identity.roles = (ApiRoles)(who[strlen(who) - 1] - '0');
        if (strstr(who, "cookie"))
            g_strlcpy(identity.session_id, "a session", sizeof identity.session_id);
    }
    api_request_set_identity(request, &identity);
}

/* "[zh,de] a sentence" in the language of the field; not told: "en". */
static char *localize(const char *accept_language, const char *detail, const char **ret_language) {
    *ret_language = accept_language ? "zh-CN" : "en";
    return accept_language ? g_strdup_printf("[%s] %s", accept_language, detail) : g_strdup(detail);
}

static void identify_here(void *data) {
    g_autoptr(ApiRequest) request = data;
    identify(request);
}

static void identify_from_helper(void *data) {
    post(api_server_worker(fixture.server), identify_here, data);
}

static void authenticate(ApiRequest *request, void *user) {
    const char *who = api_request_field(request, "X-Who");
    if (who && g_str_equal(who, "forget"))
        return;
    if (who && strstr(who, "later"))
        post(fixture.helper, identify_from_helper, api_request_ref(request));
    else
        identify(request);
}

/* ---- fixture ---- */

static void set_up(void) {
    g_autoptr(GError) error = NULL;
    fixture.kept = g_ptr_array_new_with_free_func((GDestroyNotify)api_request_unref);
    WorkerOptions helper = {"helper", 64, &WORKER_LOOP_QUEUE, NULL};
    fixture.helper = worker_start(&helper, &error);
    ApiServerOptions options = {.routes = ROUTES,
                                .authenticate = authenticate,
                                .localize = localize,
                                .proof_field = "X-Proof",
                                .max_requests = MAX_REQUESTS,
                                .mailbox_posts = 64};
    fixture.server = api_server_start(&options, &error);
    g_assert_no_error(error);
}

static void tear_down(void) {
    api_server_stop(fixture.server);
    worker_stop(fixture.helper);
    g_ptr_array_unref(fixture.kept);
    api_server_free(fixture.server);
    worker_free(fixture.helper);
    fixture = (Fixture){NULL};
}

/* ---- rules ---- */

#define TEXT_65 "12345678901234567890123456789012345678901234567890123456789012345"
#define CHUNKED "Transfer-Encoding: chunked\r\n"

typedef struct RuleCase {
    ApiCall call;
    unsigned status;
    const char *code;  /* of the problem document; NULL: not one */
    const char *field; /* "Name: value" that the answer must carry, or NULL */
    const char *body;  /* exact body, or NULL */
} RuleCase;

static const RuleCase RULES[] = {
    {{"GET", "/open"}, 200, NULL, "X-Peer: 192.0.2.7", "{\"ok\":true}"},
    {{"HEAD", "/open"}, 200, NULL, "Content-Length: 11", ""},
    {{"GET", "/open?x=1"}, 200, NULL, "Content-Type: application/json", NULL},
    {{"POST", "/open", NULL, "hello"}, 201, NULL, NULL, "hello"},
    {{"POST", "/open", "Content-Length: 0\r\n"}, 201, NULL, NULL, ""},
    {{"POST", "/open", "Expect: 100-continue\r\n", TEXT_65}, 413, "too_large", NULL, NULL},
    {{"DELETE", "/open"}, 405, "method_not_allowed", "Allow: GET, HEAD, POST", NULL},
    {{"BREW", "/open", NULL, "water"}, 405, "method_not_allowed", NULL, NULL},
    {{"GET", "/nothing"}, 404, "not_found", NULL, NULL},
    {{"HEAD", "/nothing"}, 404, NULL, "Content-Type: application/problem+json", ""},
    {{"POST", "/nothing", NULL, "body"}, 404, "not_found", NULL, NULL},
    {{"GET", "/open/"}, 404, "not_found", NULL, NULL},
    {{"GET", "//open"}, 404, "not_found", NULL, NULL},
    {{"GET", "/echo/a%2Fb%2520?q=x+y%26z&z=1", "Cookie: a=1; c=2; d=3\r\n"},
     200,
     NULL,
     NULL,
     "a/b%20|x y&z|2"},
    {{"GET", "/echo/%E4%B9%A1?q=%E9%95%87", "Cookie: cc=1;c=\r\n"}, 200, NULL, NULL, "乡|镇|"},
    {{"GET", "/echo/%ff"}, 400, "invalid", NULL, NULL},
    {{"GET", "/echo/%00"}, 400, "invalid", NULL, NULL},
    {{"GET", "/echo/%zz"}, 400, "invalid", NULL, NULL},
    {{"GET", "/echo/a?q=%ff"}, 400, "invalid", NULL, NULL},
    {{"GET", "http://[/x"}, 400, "invalid", NULL, NULL}, /* libsoup's own refusal */
    {{"GET", "/open", "Expect: 200-maybe\r\n"}, 417, "invalid", NULL, NULL}, /* likewise */
    /* body limits: announced, counted, not allowed */
    {{"POST", "/open", NULL, TEXT_65}, 413, "too_large", NULL, NULL},
    {{"POST", "/open", CHUNKED "\r\n41\r\n" TEXT_65 "\r\n0\r\n"}, 413, "too_large", NULL, NULL},
    {{"POST", "/open", CHUNKED "\r\n5\r\nhello\r\n0\r\n"}, 201, NULL, NULL, "hello"},
    {{"GET", "/open", NULL, "body"}, 413, "too_large", NULL, NULL},
    {{"POST", "/stream", NULL, "fine"}, 204, NULL, NULL, ""},
    {{"POST", "/stream", "Content-Length: 0\r\n"}, 204, NULL, NULL, ""},
    {{"POST", "/stream", NULL, "not fine!"}, 415, "unsupported", NULL, NULL},
    {{"POST", "/stream", "Content-Length: 1001\r\n"}, 413, "too_large", NULL, NULL},
    /* identity and roles */
    {{"GET", "/data"}, 401, "unauthenticated", "WWW-Authenticate: Bearer", NULL},
    {{"GET", "/data", "X-Who: 4\r\n"}, 403, "forbidden", NULL, NULL},
    {{"GET", "/data", "X-Who: 2\r\n"}, 200, NULL, NULL, NULL},
    {{"GET", "/data", "X-Who: later 1\r\n"}, 200, NULL, NULL, NULL},
    {{"GET", "/data", "X-Who: later\r\n"}, 401, "unauthenticated", NULL, NULL},
    {{"GET", "/data", "X-Who: forget\r\n"}, 500, "internal", NULL, NULL},
    {{"POST", "/data", "X-Who: later 4\r\n", "x"}, 403, "forbidden", NULL, NULL},
    {{"POST", "/data", "X-Who: later 1\r\n", "slow"}, 201, NULL, NULL, "slow"},
    {{"POST", "/data", NULL, "x"}, 401, "unauthenticated", NULL, NULL},
    {{"DELETE", "/data", "X-Who: 1\r\n"}, 204, NULL, NULL, ""},
    /* origin */
    {{"POST", "/data", "X-Who: cookie 1\r\n", "x"}, 403, "forbidden", NULL, NULL},
    {{"POST", "/data", "X-Who: cookie 1\r\nX-Proof: 1\r\n", "x"}, 201, NULL, NULL, NULL},
    {{"POST", "/data", "X-Who: cookie 1\r\nOrigin: https://county.example\r\n", "x"},
     201,
     NULL,
     NULL,
     NULL},
    {{"POST", "/data", "X-Who: later cookie 1\r\nOrigin: https://evil.example\r\n", "x"},
     403,
     "forbidden",
     NULL,
     NULL},
    {{"POST", "/data", "X-Who: 1\r\nOrigin: https://evil.example\r\n", "x"}, 201, NULL, NULL, "x"},
    {{"GET", "/data", "X-Who: cookie 1\r\nOrigin: https://evil.example\r\n"},
     200,
     NULL,
     NULL,
     NULL},
    {{"POST", "/open", "Origin: https://evil.example\r\n", "x"}, 403, "forbidden", NULL, NULL},
    {{"POST", "/open", "Sec-Fetch-Site: cross-site\r\n", "x"}, 403, "forbidden", NULL, NULL},
    /* answers */
    {{"GET", "/later"}, 200, NULL, NULL, "{\"late\":true}"},
    {{"GET", "/forget"}, 500, "internal", NULL, NULL},
    {{"GET", "/forget/later"}, 500, "internal", NULL, NULL},
    {{"GET", "/error/16"}, 429, "rate_limited", "Retry-After: 2", NULL},
    {{"GET", "/error/17?retry=7"}, 503, "overloaded", "Retry-After: 7", NULL},
};

static void check_field(const ApiAnswer *answer, const char *line) {
    g_auto(GStrv) parts = g_strsplit(line, ": ", 2);
    g_autofree char *value = api_answer_field(answer, parts[0]);
    g_assert_cmpstr(value, ==, parts[1]);
}

static void check_problem(const ApiAnswer *answer, const char *code) {
    g_autofree char *member = g_strdup_printf("\"code\":\"%s\"", code);
    check_field(answer, "Content-Type: application/problem+json");
    g_assert_nonnull(strstr(answer->body->str, "\"type\":\"about:blank\""));
    g_assert_nonnull(strstr(answer->body->str, "\"title\":"));
    g_assert_nonnull(strstr(answer->body->str, "\"detail\":"));
    g_assert_nonnull(strstr(answer->body->str, member));
}

static void test_rules(void) {
    set_up();
    for (unsigned i = 0; i < G_N_ELEMENTS(RULES); i++) {
        const RuleCase *rule = &RULES[i];
        g_test_message("%s %s %s", rule->call.method, rule->call.target,
                       rule->call.fields ? rule->call.fields : "");
        g_autoptr(ApiAnswer) answer = api_client_call(fixture.server, &rule->call);
        g_assert_cmpuint(answer->status, ==, rule->status);
        check_field(answer, "Connection: close");
        check_field(answer, "X-Content-Type-Options: nosniff");
        check_field(answer, "Cache-Control: no-store");
        if (rule->code)
            check_problem(answer, rule->code);
        if (rule->field)
            check_field(answer, rule->field);
        if (rule->body)
            g_assert_cmpstr(answer->body->str, ==, rule->body);
    }
    tear_down();
}

/* ---- more than max_requests, stop, clients that leave ---- */

static ApiStats stats(void) {
    ApiStats now;
    api_server_get_stats(fixture.server, &now);
    return now;
}

static void wait_kept(unsigned n) {
    gint64 deadline = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
    while (atomic_load(&fixture.n_kept) < n && g_get_monotonic_time() < deadline)
        g_usleep(500);
    g_assert_cmpuint(atomic_load(&fixture.n_kept), ==, n);
}

static void wait_open(unsigned n) {
    gint64 deadline = g_get_monotonic_time() + 10 * G_TIME_SPAN_SECOND;
    while (stats().open != n && g_get_monotonic_time() < deadline)
        g_usleep(500);
    g_assert_cmpuint(stats().open, ==, n);
}

static const char KEEP[] = "GET /keep HTTP/1.1\r\nHost: a\r\n\r\n";

static void test_limit_and_stop(void) {
    set_up();
    int fds[MAX_REQUESTS];
    for (unsigned i = 0; i < MAX_REQUESTS; i++) {
        fds[i] = api_client_open(fixture.server, NULL);
        g_assert_true(api_client_send(fds[i], KEEP, strlen(KEEP)));
    }
    wait_kept(MAX_REQUESTS);
    g_autoptr(GError) error = NULL;
    g_assert_false(api_server_adopt(fixture.server, 99999, "192.0.2.8", &error));
    g_assert_error(error, BASE_ERROR, ERROR_OVERLOADED);
    g_clear_error(&error);

    api_server_stop(fixture.server);
    g_assert_false(api_server_adopt(fixture.server, 99999, "192.0.2.8", &error));
    g_assert_error(error, BASE_ERROR, ERROR_UNAVAILABLE);
    for (unsigned i = 0; i < MAX_REQUESTS; i++) {
        g_autoptr(ApiAnswer) answer = api_client_read(fds[i]);
        g_assert_cmpuint(answer->status, ==, 503);
        check_field(answer, "Retry-After: 2");
        check_problem(answer, "unavailable");
    }
    g_assert_cmpuint(stats().open, ==, 0);
    tear_down();
}

static void test_stop_before_head(void) {
    set_up();
    int fd = api_client_open(fixture.server, NULL);
    g_assert_true(api_client_send(fd, "GET /op", 7));
    tear_down();
    g_autoptr(ApiAnswer) answer = api_client_read(fd);
    g_assert_cmpuint(answer->status, ==, 0);
}

static void answer_kept(void *data) {
    for (unsigned i = 0; i < fixture.kept->len; i++) {
        ApiRequest *request = g_ptr_array_index(fixture.kept, i);
        g_assert_false(api_request_is_open(request));
        g_assert_null(api_request_field(request, "Host"));
        api_reply_json(request, 200, g_strdup("{}"));
    }
    g_ptr_array_set_size(fixture.kept, 0);
    atomic_fetch_add(&fixture.n_kept, 1);
}

static void test_client_leaves_while_waiting(void) {
    set_up();
    int fd = api_client_open(fixture.server, NULL);
    g_assert_true(api_client_send(fd, KEEP, strlen(KEEP)));
    wait_kept(1);
    g_assert_cmpuint(stats().open, ==, 1);
    close(fd);
    wait_open(0);
    g_assert_cmpuint(stats().aborted, ==, 1);
    post(api_server_worker(fixture.server), answer_kept, NULL); /* too late, and harmless */
    wait_kept(2);
    tear_down();
}

static void test_languages(void) {
    static const struct {
        const char *fields, *language, *detail;
    } cases[] = {
        {NULL, "Content-Language: en", "\"detail\":\"a \\\"quoted\\\" sentence\""},
        {"Accept-Language: zh,de\r\n", "Content-Language: zh-CN",
         "\"detail\":\"[zh,de] a \\\"quoted\\\" sentence\""},
        {"Accept-Language: zh\r\nAccept-Language: de\r\n", "Content-Language: zh-CN",
         "\"detail\":\"[zh, de] a \\\"quoted\\\" sentence\""},
    };
    set_up();
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        ApiCall call = {"GET", "/error/1", .fields = cases[i].fields};
        g_autoptr(ApiAnswer) answer = api_client_call(fixture.server, &call);
        check_problem(answer, "invalid");
        check_field(answer, cases[i].language);
        g_assert_nonnull(strstr(answer->body->str, cases[i].detail));
    }
    /* our own fault is told in the language as well, and no more of it than in English */
    ApiCall call = {"GET", "/error/0", .fields = "Accept-Language: zh\r\n"};
    g_autoptr(ApiAnswer) answer = api_client_call(fixture.server, &call);
    check_problem(answer, "internal");
    g_assert_nonnull(strstr(answer->body->str, "\"detail\":\"[zh] The server could not"));
    g_assert_null(strstr(answer->body->str, "quoted"));
    tear_down();
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/api_server/rules", test_rules);
    g_test_add_func("/api_server/languages", test_languages);
    g_test_add_func("/api_server/limit_and_stop", test_limit_and_stop);
    g_test_add_func("/api_server/stop_before_head", test_stop_before_head);
    g_test_add_func("/api_server/client_leaves_while_waiting", test_client_leaves_while_waiting);
    return g_test_run();
}
