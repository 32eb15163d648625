#include "base/gate/http_answer.h"

#include <string.h>

/* Request fields, and the plan for a body of 100 bytes with the tag "abc". */
typedef struct Case {
    const char *method, *fields;
    unsigned status;
    uint64_t offset, length, content_length;
} Case;

static const Case CASES[] = {
    {"GET", "", 200, 0, 100, 100},
    {"HEAD", "", 200, 0, 0, 100},
    {"GET", "Range: bytes=0-9\r\n", 206, 0, 10, 10},
    {"GET", "Range: bytes=90-\r\n", 206, 90, 10, 10},
    {"GET", "Range: bytes=-5\r\n", 206, 95, 5, 5},
    {"GET", "Range: bytes=-500\r\n", 206, 0, 100, 100},
    {"GET", "Range: bytes=50-5000\r\n", 206, 50, 50, 50},
    {"GET", "Range: Bytes=0-0\r\n", 206, 0, 1, 1},
    {"GET", "Range: bytes=100-\r\n", 416, 0, 0, 0},
    {"GET", "Range: bytes=-0\r\n", 416, 0, 0, 0},
    {"GET", "Range: bytes=9-0\r\n", 200, 0, 100, 100},
    {"GET", "Range: bytes=0-1,5-6\r\n", 200, 0, 100, 100},
    {"GET", "Range: lines=0-1\r\n", 200, 0, 100, 100},
    {"GET", "Range: bytes=99999999999999999999-\r\n", 200, 0, 100, 100},
    {"HEAD", "Range: bytes=0-9\r\n", 200, 0, 0, 100},
    {"GET", "Range: bytes=0-9\r\nIf-Range: \"abc\"\r\n", 206, 0, 10, 10},
    {"GET", "Range: bytes=0-9\r\nIf-Range: \"old\"\r\n", 200, 0, 100, 100},
    {"GET", "Range: bytes=0-9\r\nIf-Range: W/\"abc\"\r\n", 200, 0, 100, 100},
    {"GET", "If-None-Match: \"abc\"\r\n", 304, 0, 0, 100},
    {"GET", "If-None-Match: W/\"abc\"\r\n", 304, 0, 0, 100},
    {"GET", "If-None-Match: \"x\", \"abc\"\r\n", 304, 0, 0, 100},
    {"GET", "If-None-Match: *\r\n", 304, 0, 0, 100},
    {"GET", "If-None-Match: \"x\"\r\n", 200, 0, 100, 100},
    {"POST", "If-None-Match: \"abc\"\r\n", 200, 0, 100, 100},
};

static void test_plans(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Case *row = &CASES[i];
        g_autofree char *text =
            g_strdup_printf("%s / HTTP/1.1\r\nHost: a\r\n%s\r\n", row->method, row->fields);
        HttpScan scan = {0};
        GateHead head;
        HttpRefusal refusal;
        size_t used;
        g_assert_cmpint(http_head_parse(&scan, text, strlen(text), &head, &used, &refusal), ==,
                        HTTP_PARSE_DONE);
        GateAnswer answer = {.status = 200, .etag = "\"abc\"", .accept_ranges = true};
        HttpAnswerPlan plan = http_answer_plan(&head, &answer, 100);
        if (plan.status != row->status || plan.offset != row->offset ||
            plan.length != row->length || plan.content_length != row->content_length)
            g_error("%s %s: %u, %lu+%lu, declared %lu", row->method, row->fields, plan.status,
                    (unsigned long)plan.offset, (unsigned long)plan.length,
                    (unsigned long)plan.content_length);
    }
}

static void assert_head(const GateAnswer *answer, const HttpAnswerPlan *plan,
                        const HttpAnswerContext *context, const char *expected) {
    char text[HTTP_ANSWER_HEAD_MAX_BYTES];
    size_t length = http_answer_write_head(text, answer, plan, context);
    g_autofree char *copy = g_strndup(text, length);
    g_assert_cmpstr(copy, ==, expected);
}

static void test_heads(void) {
    static const GateField fields[] = {{"vary", "accept-encoding"}};
    const HttpAnswerContext keep = {"now", true, 1}, old = {"now", true, 0},
                            last = {"now", false, 1};
    GateAnswer answer = {
        .status = 200,
        .content_type = "text/plain",
        .etag = "\"e\"",
        .cache_control = "max-age=1",
        .accept_ranges = true,
        .fields = fields,
        .n_fields = 1,
    };
    HttpAnswerPlan whole = {.status = 200, .length = 5, .full_length = 5, .content_length = 5};
    HttpAnswerPlan part = {206, 1, 3, 5, 3, true, false};
    HttpAnswerPlan none = {416, 0, 0, 5, 0, true, true};
    assert_head(&answer, &whole, &keep,
                "HTTP/1.1 200 OK\r\ndate: now\r\ncontent-type: text/plain\r\netag: \"e\"\r\n"
                "accept-ranges: bytes\r\ncontent-length: 5\r\ncache-control: max-age=1\r\n"
                "vary: accept-encoding\r\n\r\n");
    assert_head(&answer, &part, &old,
                "HTTP/1.1 206 Partial Content\r\ndate: now\r\ncontent-type: text/plain\r\n"
                "etag: \"e\"\r\naccept-ranges: bytes\r\ncontent-range: bytes 1-3/5\r\n"
                "content-length: 3\r\ncache-control: max-age=1\r\nvary: accept-encoding\r\n"
                "connection: keep-alive\r\n\r\n");
    assert_head(&answer, &none, &last,
                "HTTP/1.1 416 Range Not Satisfiable\r\ndate: now\r\netag: \"e\"\r\n"
                "accept-ranges: bytes\r\ncontent-range: bytes */5\r\ncontent-length: 0\r\n"
                "cache-control: max-age=1\r\nvary: accept-encoding\r\nconnection: close\r\n\r\n");
    HttpAnswerPlan unchanged = {.status = 304, .full_length = 5};
    assert_head(&(GateAnswer){.status = 200, .etag = "\"e\""}, &unchanged, &keep,
                "HTTP/1.1 304 Not Modified\r\ndate: now\r\netag: \"e\"\r\n"
                "cache-control: no-store\r\n\r\n");
}

static void test_head_too_large(void) {
    g_autofree char *value = g_strnfill(HTTP_ANSWER_HEAD_MAX_BYTES, 'x');
    GateField field = {"x", value};
    char text[HTTP_ANSWER_HEAD_MAX_BYTES];
    GateAnswer answer = {.status = 200, .fields = &field, .n_fields = 1};
    HttpAnswerPlan plan = {.status = 200};
    g_assert_cmpuint(
        http_answer_write_head(text, &answer, &plan, &(HttpAnswerContext){"now", true, 1}), ==, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http_answer/plans", test_plans);
    g_test_add_func("/http_answer/heads", test_heads);
    g_test_add_func("/http_answer/head-too-large", test_head_too_large);
    return g_test_run();
}
