#include "server/probes.h"

#include <string.h>

#include "base/error.h"
#include "tests/unit/server/ask.h"

static const char *const ALLOW[] = {"127.0.0.0/8", "10.0.0.7", NULL};

static unsigned status_of(GateHandler handler, const Question *question) {
    GateAnswer answer;
    ask(handler, question, &answer);
    unsigned status = answer.status;
    ask_answer_clear(&answer);
    return status;
}

static void test_health(void) {
    g_autoptr(Probes) probes = probes_new(ALLOW, NULL, NULL);
    GateAnswer answer;
    ask(probes_health_handler(probes), &(Question){"GET /healthz"}, &answer);
    g_assert_cmpuint(answer.status, ==, 200);
    g_assert_cmpstr(ask_body(&answer), ==, "ok\n");
    ask_answer_clear(&answer);
    ask(probes_health_handler(probes), &(Question){"PUT /healthz"}, &answer);
    g_assert_cmpuint(answer.status, ==, 405);
    g_assert_cmpstr(ask_field(&answer, "allow"), ==, "GET, HEAD");
    ask_answer_clear(&answer);
}

static void test_ready(void) {
    static const struct {
        ProbesState state;
        unsigned status;
        const char *body;
    } ROWS[] = {{PROBES_STARTING, 503, "starting\n"},
                {PROBES_READY, 200, "ready\n"},
                {PROBES_STOPPING, 503, "stopping\n"}};
    g_autoptr(Probes) probes = probes_new(ALLOW, NULL, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        GateAnswer answer;
        probes_set_state(probes, ROWS[i].state);
        ask(probes_ready_handler(probes), &(Question){"GET /readyz"}, &answer);
        g_assert_cmpuint(answer.status, ==, ROWS[i].status);
        g_assert_cmpstr(ask_body(&answer), ==, ROWS[i].body);
        ask_answer_clear(&answer);
    }
}

static void test_who_reads_metrics(void) {
    static const struct {
        const char *peer, *fields;
        unsigned status;
    } ROWS[] = {
        {"127.0.0.1", NULL, 200},
        {"::ffff:127.0.0.1", NULL, 200},
        {"10.0.0.7", NULL, 200},
        {"10.0.0.8", NULL, 403},
        {"::1", NULL, 403},
        /* a proxy that is not trusted */
        {"127.0.0.1", "X-Forwarded-For: 114.1.2.3\r\n", 403},
        {"127.0.0.1", "Forwarded: for=114.1.2.3\r\n", 403},
        {"114.1.2.3", "Authorization: Bearer let-me\r\n", 200},
        {"114.1.2.3", "Authorization: bearer let-me\r\n", 200},
        {"114.1.2.3", "Authorization: Bearer let-m\r\n", 403},
        {"114.1.2.3", "Authorization: Bearer let-me2\r\n", 403},
        {"114.1.2.3", "Authorization: Bearer \r\n", 403},
        {"114.1.2.3", "Authorization: Basic let-me\r\n", 403},
    };
    g_autoptr(Probes) probes = probes_new(ALLOW, "let-me", NULL);
    probes_set_state(probes, PROBES_READY);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        Question question = {"GET /metrics", ROWS[i].fields, ROWS[i].peer};
        g_test_message("row %u", i);
        g_assert_cmpuint(status_of(probes_metrics_handler(probes), &question), ==, ROWS[i].status);
    }
}

/* An empty token is no token: "Bearer " opens nothing. */
static void test_empty_token(void) {
    g_autoptr(Probes) probes = probes_new(ALLOW, "", NULL);
    probes_set_state(probes, PROBES_READY);
    Question question = {"GET /metrics", "Authorization: Bearer \r\n", "114.1.2.3"};
    g_assert_cmpuint(status_of(probes_metrics_handler(probes), &question), ==, 403);
}

static void test_metrics(void) {
    g_autoptr(Probes) probes = probes_new(ALLOW, NULL, NULL);
    Question question = {"GET /metrics"};
    g_assert_cmpuint(status_of(probes_metrics_handler(probes), &question), ==, 503);
    MetricsSources sources = {.started_at_us = 1000000};
    probes_set_sources(probes, &sources);
    probes_set_state(probes, PROBES_READY);
    GateAnswer answer;
    ask(probes_metrics_handler(probes), &question, &answer);
    g_assert_cmpuint(answer.status, ==, 200);
    g_assert_cmpstr(answer.content_type, ==, "text/plain; version=0.0.4; charset=utf-8");
    g_assert_nonnull(
        strstr(ask_body(&answer), "\ntongping_build_info{version=\"" TONGPING_VERSION "\"} 1\n"));
    g_assert_nonnull(strstr(ask_body(&answer), "\nprocess_start_time_seconds 1\n"));
    ask_answer_clear(&answer);
}

static void test_bad_list(void) {
    static const char *const BAD[] = {"county", NULL};
    g_autoptr(GError) error = NULL;
    g_assert_null(probes_new(BAD, NULL, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CONFIG);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/probes/health", test_health);
    g_test_add_func("/probes/ready", test_ready);
    g_test_add_func("/probes/who-reads-metrics", test_who_reads_metrics);
    g_test_add_func("/probes/empty-token", test_empty_token);
    g_test_add_func("/probes/metrics", test_metrics);
    g_test_add_func("/probes/bad-list", test_bad_list);
    return g_test_run();
}
