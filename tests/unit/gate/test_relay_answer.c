#include "base/gate/relay_answer.h"

#include <string.h>

typedef struct Case {
    const char *name, *upstream;
    RelayTarget target;
    const char *client; /* NULL: refused */
    HttpFraming framing;
    bool is_chunked, keep_alive;
} Case;

#define H11                                                                                        \
    { .minor_version = 1, .keep_alive = true }
#define H10                                                                                        \
    { .minor_version = 0, .keep_alive = true }

static const Case CASES[] = {
    {"counted", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX: y\r\nConnection: close\r\n\r\n", H11,
     "HTTP/1.1 200 OK\r\nX: y\r\ncontent-length: 5\r\n\r\n", HTTP_FRAMING_LENGTH, false, true},
    {"chunked", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", H11,
     "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", HTTP_FRAMING_CHUNKED, true, true},
    {"chunked to 1.0", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", H10,
     "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n", HTTP_FRAMING_CHUNKED, false, false},
    {"until close", "HTTP/1.0 200 OK\r\n\r\n", H11,
     "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n", HTTP_FRAMING_UNTIL_CLOSE, true, true},
    {"counted to 1.0", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", H10,
     "HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n", HTTP_FRAMING_LENGTH,
     false, true},
    {"head",
     "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n",
     {.minor_version = 1, .keep_alive = true, .is_head = true},
     "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\n",
     HTTP_FRAMING_NONE,
     false,
     true},
    {"204", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", H11,
     "HTTP/1.1 204 No Content\r\n\r\n", HTTP_FRAMING_NONE, false, true},
    {"304", "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n", H11,
     "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n", HTTP_FRAMING_NONE, false, true},
    {"100", "HTTP/1.1 100 Continue\r\n\r\n", H11, "HTTP/1.1 100 Continue\r\n\r\n",
     HTTP_FRAMING_NONE, false, true},
    {"named hop field",
     "HTTP/1.1 200 OK\r\nConnection: X-Secret\r\nX-Secret: 1\r\nContent-Length: "
     "1\r\n\r\n",
     H11, "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n", HTTP_FRAMING_LENGTH, false, true},
    {"same length twice", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", H11,
     "HTTP/1.1 200 OK\r\ncontent-length: 1\r\n\r\n", HTTP_FRAMING_LENGTH, false, true},
    {"client closes",
     "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n",
     {.minor_version = 1},
     "HTTP/1.1 200 OK\r\ncontent-length: 1\r\nconnection: close\r\n\r\n",
     HTTP_FRAMING_LENGTH,
     false,
     false},
    {"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", H11},
    {"bad length", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n", H11},
    {"bad coding", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", H11},
    {"bad status", "HTTP/1.1 20 OK\r\n\r\n", H11},
    {"status out of range", "HTTP/1.1 600 X\r\n\r\n", H11},
    {"not http", "SSH-2.0-x\r\n\r\n", H11},
    {"no colon", "HTTP/1.1 200 OK\r\nX\r\n\r\n", H11},
    {"blank in a name", "HTTP/1.1 200 OK\r\nX : a\r\n\r\n", H11},
    {"folded field", "HTTP/1.1 200 OK\r\nX: a\r\n b: c\r\n\r\n", H11},
    {"bare CR", "HTTP/1.1 200 OK\r\nX: a\rY: b\r\n\r\n", H11},
    {"bare CR in the status line", "HTTP/1.1 200 OK\rX: y\r\n\r\n", H11},
    {"bare LF", "HTTP/1.1 200 OK\r\nX: a\nY: b\r\n\r\n", H11},
    {"upgrade", "HTTP/1.1 101 Switching Protocols\r\n\r\n", H11},
};

static void test_cases(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Case *row = &CASES[i];
        RelayTarget target = row->target;
        g_autoptr(GString) out = g_string_new(NULL);
        RelayAnswer answer = {0};
        size_t used = 0;
        bool is_chunked = false;
        RelayParse parse = relay_answer_parse(row->upstream, strlen(row->upstream), &target, out,
                                              &used, &answer, &is_chunked);
        g_test_message("%s", row->name);
        g_assert_cmpint(parse, ==, row->client ? RELAY_PARSE_DONE : RELAY_PARSE_BAD);
        if (!row->client)
            continue;
        g_assert_cmpstr(out->str, ==, row->client);
        g_assert_cmpuint(used, ==, strlen(row->upstream));
        g_assert_cmpint(answer.framing, ==, row->framing);
        g_assert_cmpint(is_chunked, ==, row->is_chunked);
        g_assert_cmpint(target.keep_alive, ==, row->keep_alive);
    }
}

static void test_incomplete(void) {
    static const char text[] = "HTTP/1.1 200 OK\r\nX: y\r\n\r\n";
    for (size_t n = 0; n < sizeof text - 1; n++) {
        RelayTarget target = H11;
        g_autoptr(GString) out = g_string_new(NULL);
        RelayAnswer answer;
        size_t used;
        bool is_chunked;
        g_assert_cmpint(relay_answer_parse(text, n, &target, out, &used, &answer, &is_chunked), ==,
                        RELAY_PARSE_MORE);
        g_assert_cmpuint(out->len, ==, 0);
    }
}

static void test_limit(void) {
    g_autofree char *text = g_strnfill(RELAY_ANSWER_HEAD_MAX_BYTES, 'x');
    RelayTarget target = H11;
    g_autoptr(GString) out = g_string_new(NULL);
    RelayAnswer answer;
    size_t used;
    bool is_chunked;
    g_assert_cmpint(relay_answer_parse(text, RELAY_ANSWER_HEAD_MAX_BYTES, &target, out, &used,
                                       &answer, &is_chunked),
                    ==, RELAY_PARSE_BAD);
    g_autofree char *late = g_strdup_printf("HTTP/1.1 200 OK\r\nX: %s\r\n\r\n", text);
    g_assert_cmpint(
        relay_answer_parse(late, strlen(late), &target, out, &used, &answer, &is_chunked), ==,
        RELAY_PARSE_BAD);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/relay_answer/cases", test_cases);
    g_test_add_func("/relay_answer/incomplete", test_incomplete);
    g_test_add_func("/relay_answer/limit", test_limit);
    return g_test_run();
}
