#include "server/pages.h"

#include <string.h>

#include "base/error.h"
#include "tests/unit/server/ask.h"
#include "tests/unit/server/temp_dir.h"

static void write_page(const char *folder, const char *name) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, name, -1, NULL));
}

static void test_pages(void) {
    static const struct {
        const char *line, *body;
        unsigned status;
    } ROWS[] = {
        {"GET /", "index.html", 200},      {"GET /tv", "tv.html", 200},
        {"GET /tv.html", "tv.html", 200},  {"GET /404", "404.html", 404},
        {"GET /index", "index.html", 404}, {"GET /missing", "404.html", 404},
        {"GET /.hidden", "404.html", 404},
    };
    char *folder = temp_dir_new();
    static const char *const FILES[] = {"index.html", "tv.html", "404.html", ".hidden.html"};
    for (unsigned i = 0; i < G_N_ELEMENTS(FILES); i++)
        write_page(folder, FILES[i]);
    g_autoptr(GError) error = NULL;
    g_autoptr(Pages) pages = pages_open(folder, &error);
    g_assert_no_error(error);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        GateAnswer answer;
        g_test_message("%s", ROWS[i].line);
        ask(pages_handler(pages), &(Question){ROWS[i].line}, &answer);
        g_assert_cmpuint(answer.status, ==, ROWS[i].status);
        if (ROWS[i].status == 200)
            g_assert_cmpstr(ask_body(&answer), ==, ROWS[i].body);
        ask_answer_clear(&answer);
    }
    temp_dir_remove(folder);
}

static void test_security_fields(void) {
    char *folder = temp_dir_new();
    write_page(folder, "index.html");
    g_autoptr(Pages) pages = pages_open(folder, NULL);
    GateAnswer answer;
    ask(pages_handler(pages), &(Question){"GET /"}, &answer);
    const char *policy = ask_field(&answer, "content-security-policy");
    g_assert_nonnull(strstr(policy, "default-src 'self'"));
    g_assert_nonnull(strstr(policy, "frame-ancestors 'none'"));
    g_assert_null(strstr(policy, "unsafe"));
    g_assert_null(strstr(policy, "*"));
    g_assert_cmpstr(ask_field(&answer, "x-content-type-options"), ==, "nosniff");
    g_assert_cmpstr(ask_field(&answer, "x-frame-options"), ==, "DENY");
    g_assert_nonnull(ask_field(&answer, "referrer-policy"));
    ask_answer_clear(&answer);
    temp_dir_remove(folder);
}

static void test_not_built(void) {
    g_autoptr(Pages) pages = pages_open(NULL, NULL);
    GateAnswer answer;
    ask(pages_handler(pages), &(Question){"GET /"}, &answer);
    g_assert_cmpuint(answer.status, ==, 404);
    g_assert_nonnull(strstr(ask_body(&answer), "not built"));
    ask_answer_clear(&answer);
}

static void test_missing_folder(void) {
    g_autoptr(GError) error = NULL;
    g_assert_null(pages_open("/nowhere/pages", &error));
    g_assert_nonnull(strstr(error->message, "/nowhere/pages"));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pages/pages", test_pages);
    g_test_add_func("/pages/security-fields", test_security_fields);
    g_test_add_func("/pages/not-built", test_not_built);
    g_test_add_func("/pages/missing-folder", test_missing_folder);
    return g_test_run();
}
