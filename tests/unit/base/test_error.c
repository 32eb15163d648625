#include "base/error.h"

#include <gio/gio.h>
#include <stdint.h>
#include <string.h>

#include "base/json_table.h"

static const struct {
    ErrorCode code;
    const char *word;
    unsigned http_status;
    bool is_hidden; /* its message is for the log only */
} ROWS[] = {
    {ERROR_INTERNAL, "internal", 500, true},
    {ERROR_INVALID, "invalid", 400, false},
    {ERROR_UNAUTHENTICATED, "unauthenticated", 401, false},
    {ERROR_FORBIDDEN, "forbidden", 403, false},
    {ERROR_NOT_FOUND, "not_found", 404, false},
    {ERROR_METHOD, "method_not_allowed", 405, false},
    {ERROR_TIMEOUT, "timeout", 504, false},
    {ERROR_CONFLICT, "conflict", 409, false},
    {ERROR_STALE, "stale", 412, false},
    {ERROR_UNGUARDED, "unguarded", 428, false},
    {ERROR_UNFIT, "unfit", 422, false},
    {ERROR_TOO_LARGE, "too_large", 413, false},
    {ERROR_UNSUPPORTED, "unsupported", 415, false},
    {ERROR_GONE, "gone", 410, false},
    {ERROR_CHECKSUM, "checksum", 460, false},
    {ERROR_NO_ROOM, "no_room", 507, false},
    {ERROR_RATE_LIMITED, "rate_limited", 429, false},
    {ERROR_OVERLOADED, "overloaded", 503, false},
    {ERROR_UNAVAILABLE, "unavailable", 503, false},
    {ERROR_CONFIG, "config", 500, true},
    {ERROR_IO, "io", 500, true},
    {ERROR_CORRUPT, "corrupt", 500, true},
    {ERROR_NEWER, "newer", 500, true},
};

static void test_table(void) {
    g_assert_cmpuint(G_N_ELEMENTS(ROWS), ==, ERROR_N_CODES);
    for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = g_error_new_literal(BASE_ERROR, ROWS[i].code, "secret");
        g_assert_cmpuint(error_code(error), ==, ROWS[i].code);
        g_assert_cmpstr(error_word(ROWS[i].code), ==, ROWS[i].word);
        g_assert_cmpuint(error_http_status(ROWS[i].code), ==, ROWS[i].http_status);
        g_assert_cmpint(strcmp(error_public_text(error), "secret") != 0, ==, ROWS[i].is_hidden);
    }
}

static void test_foreign(void) {
    g_autoptr(GError) foreign =
        g_error_new_literal(G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "/var/secret is missing");
    g_assert_cmpuint(error_code(foreign), ==, ERROR_INTERNAL);
    g_assert_null(strstr(error_public_text(foreign), "secret"));
    g_autoptr(GError) unknown = g_error_new_literal(BASE_ERROR, ERROR_N_CODES, "secret");
    g_assert_cmpuint(error_code(unknown), ==, ERROR_INTERNAL);
    g_assert_cmpstr(error_word((ErrorCode)-1), ==, "internal");
    g_assert_cmpuint(error_http_status((ErrorCode)9999), ==, 500);
}

typedef struct Problem {
    char *type, *title, *code, *detail;
    int64_t status;
} Problem;

static const JsonField PROBLEM_FIELDS[] = {
    {"type", JSON_STRING, offsetof(Problem, type), JSON_REQUIRED},
    {"title", JSON_STRING, offsetof(Problem, title), JSON_REQUIRED},
    {"status", JSON_INTEGER, offsetof(Problem, status), JSON_REQUIRED, 400, 599},
    {"detail", JSON_STRING, offsetof(Problem, detail), JSON_REQUIRED},
    {"code", JSON_STRING, offsetof(Problem, code), JSON_REQUIRED},
    {NULL, JSON_END},
};
static const JsonTable PROBLEM = {"problem", sizeof(Problem), PROBLEM_FIELDS};

static void test_problem(void) {
    static const struct {
        unsigned status;
        const char *word, *detail, *title, *read_detail;
    } CASES[] = {
        {429, "rate_limited", "wait", "Too many requests", "wait"},
        {404, "not_found", "\"a\\b\"\n\x01 同屏", "Not found", "\"a\\b\"\n\x01 同屏"},
        {400, "invalid", "bad \xff byte", "Invalid request", "bad \xef\xbf\xbd byte"},
        {418, "te\"apot", NULL, "Error", ""},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *text = error_problem_json(CASES[i].status, CASES[i].word, CASES[i].detail);
        Problem problem = {0};
        g_autoptr(GError) error = NULL;
        json_table_read(&PROBLEM, text, strlen(text), 4096, &problem, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(problem.type, ==, "about:blank");
        g_assert_cmpstr(problem.title, ==, CASES[i].title);
        g_assert_cmpint(problem.status, ==, CASES[i].status);
        g_assert_cmpstr(problem.code, ==, CASES[i].word);
        g_assert_cmpstr(problem.detail, ==, CASES[i].read_detail);
        json_table_clear(&PROBLEM, &problem);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/base/error/table", test_table);
    g_test_add_func("/base/error/foreign", test_foreign);
    g_test_add_func("/base/error/problem", test_problem);
    return g_test_run();
}
