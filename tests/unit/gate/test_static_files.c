#include "base/gate/static_files.h"

#include <string.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/gate/http_head.h"

static const StaticPage PAGES[] = {{"/", "index.html"}, {"/pc", "index.html"}, {NULL}};
static const GateField FIELDS[] = {{"x-content-type-options", "nosniff"}};

typedef struct Fixture {
    char *folder;
    StaticFiles *files;
} Fixture;

static void write_file(const char *folder, const char *name, const char *text, gssize length) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autofree char *parent = g_path_get_dirname(path);
    g_mkdir_with_parents(parent, 0700);
    g_assert_true(g_file_set_contents(path, text, length, NULL));
}

static void set_up(Fixture *f, const void *data) {
    f->folder = g_dir_make_tmp("tongping-static-XXXXXX", NULL);
    g_autofree char *large = g_strnfill(300 * 1024, 'L');
    write_file(f->folder, "index.html", "page", -1);
    write_file(f->folder, "index.html.gz", "gz", -1);
    write_file(f->folder, "index.html.br", "b", -1);
    write_file(f->folder, "assets/app-1a2b.js", "code", -1);
    write_file(f->folder, "assets/large.bin", large, -1);
    write_file(f->folder, ".hidden", "x", -1);
    write_file(f->folder, "404.html", "missing", -1);
    g_autoptr(GError) error = NULL;
    f->files = static_files_open(
        &(StaticFilesOptions){f->folder, PAGES, "/assets/", FIELDS, G_N_ELEMENTS(FIELDS)}, &error);
    g_assert_no_error(error);
}

static void tear_down(Fixture *f, const void *data) {
    static_files_close(f->files);
    static const char *const names[] = {"index.html",
                                        "index.html.gz",
                                        "index.html.br",
                                        "assets/app-1a2b.js",
                                        "assets/large.bin",
                                        "assets",
                                        ".hidden",
                                        "404.html",
                                        ""};
    for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
        g_autofree char *path = g_build_filename(f->folder, names[i], NULL);
        g_assert_cmpint(g_remove(path), ==, 0);
    }
    g_free(f->folder);
}

static void ask(Fixture *f, const char *line, const char *fields, GateAnswer *ret_answer) {
    g_autofree char *text = g_strdup_printf("%s HTTP/1.1\r\nHost: a\r\n%s\r\n", line, fields);
    HttpScan scan = {0};
    GateHead head;
    HttpRefusal refusal;
    size_t used;
    g_assert_cmpint(http_head_parse(&scan, text, strlen(text), &head, &used, &refusal), ==,
                    HTTP_PARSE_DONE);
    *ret_answer = (GateAnswer){0};
    GateHandler handler = static_files_handler(f->files);
    handler.on_request(&head, GATE_TURN_FIRST, ret_answer, handler.user);
}

static const char *field_of(const GateAnswer *answer, const char *name) {
    for (unsigned i = 0; i < answer->n_fields; i++)
        if (g_str_equal(answer->fields[i].name, name))
            return answer->fields[i].value;
    return NULL;
}

static void assert_body(GateAnswer *answer, const char *expected) {
    g_assert_nonnull(answer->take_body);
    g_autofree char *copy =
        g_strndup((const char *)answer->take_body->bytes, answer->take_body->length);
    g_assert_cmpstr(copy, ==, expected);
    gate_buffer_unref(answer->take_body);
}

typedef struct CodingCase {
    const char *accept, *body, *coding;
} CodingCase;

static void test_codings(Fixture *f, const void *data) {
    static const CodingCase cases[] = {
        {"", "page", NULL},
        {"Accept-Encoding: gzip, deflate, br\r\n", "b", "br"},
        {"Accept-Encoding: gzip\r\n", "gz", "gzip"},
        {"Accept-Encoding: GZIP;q=0.5, br;q=0\r\n", "gz", "gzip"},
        {"Accept-Encoding: br;q=0.3, gzip;q=0.9\r\n", "gz", "gzip"},
        {"Accept-Encoding: gzip;q=0, br;q=0.0\r\n", "page", NULL},
        {"Accept-Encoding: *\r\n", "b", "br"},
        {"Accept-Encoding: identity\r\n", "page", NULL},
        {"Accept-Encoding: deflate\r\n", "page", NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        GateAnswer answer;
        ask(f, "GET /pc", cases[i].accept, &answer);
        g_assert_cmpuint(answer.status, ==, 200);
        g_assert_cmpstr(field_of(&answer, "content-encoding"), ==, cases[i].coding);
        g_assert_cmpstr(field_of(&answer, "vary"), ==, "accept-encoding");
        g_assert_cmpstr(answer.content_type, ==, "text/html; charset=utf-8");
        g_assert_cmpstr(answer.cache_control, ==, "no-cache");
        assert_body(&answer, cases[i].body);
    }
}

static void test_files(Fixture *f, const void *data) {
    GateAnswer answer, other;
    ask(f, "GET /assets/app-1a2b.js", "Accept-Encoding: br\r\n", &answer);
    g_assert_cmpstr(answer.cache_control, ==, "public, max-age=31536000, immutable");
    g_assert_null(field_of(&answer, "vary"));
    g_assert_cmpstr(field_of(&answer, "x-content-type-options"), ==, "nosniff");
    ask(f, "GET /", "", &other);
    g_assert_cmpstr(answer.etag, !=, other.etag);
    assert_body(&answer, "code");
    assert_body(&other, "page");
    ask(f, "GET /assets/large.bin", "", &answer);
    g_assert_null(answer.take_body);
    g_assert_nonnull(answer.take_file);
    g_assert_cmpuint(answer.file_length, ==, 300 * 1024);
    gate_file_unref(answer.take_file);
}

static void test_refusals(Fixture *f, const void *data) {
    static const char *const unknown[] = {
        "GET /.hidden",      "GET /nothing", "GET /index.html.gz",     "GET /assets/",
        "GET /assets/../pc", "GET //pc",     "GET /%2e%2e/etc/passwd", "GET /assets",
    };
    GateAnswer answer;
    for (unsigned i = 0; i < G_N_ELEMENTS(unknown); i++) {
        ask(f, unknown[i], "", &answer);
        g_assert_cmpuint(answer.status, ==, 404);
        g_assert_false(answer.accept_ranges);
        assert_body(&answer, "missing");
    }
    ask(f, "POST /pc", "", &answer);
    g_assert_cmpuint(answer.status, ==, 405);
    g_assert_cmpstr(field_of(&answer, "allow"), ==, "GET, HEAD");
    ask(f, "POST /nothing", "", &answer);
    g_assert_cmpuint(answer.status, ==, 404);
}

static void test_bad_folders(void) {
    g_autoptr(GError) error = NULL;
    g_assert_null(static_files_open(&(StaticFilesOptions){.directory = "/nowhere/at/all"}, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_autofree char *folder = g_dir_make_tmp("tongping-static-XXXXXX", NULL);
    g_clear_error(&error);
    g_assert_null(
        static_files_open(&(StaticFilesOptions){.directory = folder, .pages = PAGES}, &error));
    g_assert_error(error, BASE_ERROR, ERROR_NOT_FOUND);
    g_rmdir(folder);
}

static void test_without_fields(Fixture *f, const void *data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(StaticFiles) files =
        static_files_open(&(StaticFilesOptions){.directory = f->folder}, &error);
    g_assert_no_error(error);
    GateHead head = {.method = GATE_GET, .text = "/404.html", .path = {0, 9}};
    GateHandler handler = static_files_handler(files);
    GateAnswer answer = {0};
    handler.on_request(&head, GATE_TURN_FIRST, &answer, handler.user);
    g_assert_cmpuint(answer.status, ==, 200);
    g_assert_cmpuint(answer.n_fields, ==, 0);
    gate_buffer_unref(answer.take_body);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add("/static_files/codings", Fixture, NULL, set_up, test_codings, tear_down);
    g_test_add("/static_files/files", Fixture, NULL, set_up, test_files, tear_down);
    g_test_add("/static_files/refusals", Fixture, NULL, set_up, test_refusals, tear_down);
    g_test_add("/static_files/without-fields", Fixture, NULL, set_up, test_without_fields,
               tear_down);
    g_test_add_func("/static_files/bad-folders", test_bad_folders);
    return g_test_run();
}
