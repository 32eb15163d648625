#include "base/gate/http_head.h"

#include <stdio.h>
#include <string.h>

/* One head and what the parser says of it: 200 for accepted. */
typedef struct Case {
    const char *name, *text;
    unsigned status;
} Case;

#define LINE "GET / HTTP/1.1\r\n"
#define HOST "Host: a\r\n"

static const Case CASES[] = {
    {"plain", LINE HOST "\r\n", 200},
    {"leading empty line", "\r\n" LINE HOST "\r\n", 200},
    {"two leading empty lines", "\r\n\r\n" LINE HOST "\r\n", 400},
    {"http/1.0 without host", "GET / HTTP/1.0\r\n\r\n", 200},
    {"absolute form", "GET http://b:80/x HTTP/1.1\r\n" HOST "\r\n", 200},
    {"asterisk", "OPTIONS * HTTP/1.1\r\n" HOST "\r\n", 200},
    {"obs-text in a value", LINE HOST "X: \xe5\x90\x8c\r\n\r\n", 200},
    {"empty value", LINE HOST "X:\r\n\r\n", 200},
    {"tab in a value", LINE HOST "X: a\tb\r\n\r\n", 200},
    {"chunked", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: Chunked\r\n\r\n", 200},
    {"continue", "POST / HTTP/1.1\r\n" HOST "Expect: 100-continue\r\nContent-Length: 1\r\n\r\n",
     200},
    {"asterisk with GET", "GET * HTTP/1.1\r\n" HOST "\r\n", 400},
    {"authority form", "CONNECT a:1 HTTP/1.1\r\n" HOST "\r\n", 501},
    {"unknown method", "BREW / HTTP/1.1\r\n" HOST "\r\n", 501},
    {"lower-case method", "get / HTTP/1.1\r\n" HOST "\r\n", 501},
    {"no target", "GET HTTP/1.1\r\n" HOST "\r\n", 400},
    {"two spaces", "GET  / HTTP/1.1\r\n" HOST "\r\n", 400},
    {"space in the target", "GET /a b HTTP/1.1\r\n" HOST "\r\n", 400},
    {"fragment", "GET /a#b HTTP/1.1\r\n" HOST "\r\n", 400},
    {"raw utf-8 in the target", "GET /\xe5\x90\x8c HTTP/1.1\r\n" HOST "\r\n", 400},
    {"bad escape", "GET /%zz HTTP/1.1\r\n" HOST "\r\n", 400},
    {"cut escape", "GET /%4 HTTP/1.1\r\n" HOST "\r\n", 400},
    {"escaped NUL", "GET /%00 HTTP/1.1\r\n" HOST "\r\n", 400},
    {"http/2 in the line", "GET / HTTP/2.0\r\n" HOST "\r\n", 505},
    {"http/1.2", "GET / HTTP/1.2\r\n" HOST "\r\n", 505},
    {"first byte of TLS", "\x16\x03\x01", 400},
    {"blank before the method", " GET / HTTP/1.1\r\n" HOST "\r\n", 400},
    {"no version", "GET /\r\n" HOST "\r\n", 400},
    {"lower-case version", "GET / http/1.1\r\n" HOST "\r\n", 400},
    {"bare LF after the line", "GET / HTTP/1.1\n" HOST "\r\n", 400},
    {"bare LF after a field", LINE "Host: a\n\r\n", 400},
    {"bare CR in a value", LINE HOST "X: a\rb\r\n\r\n", 400},
    {"folded field", LINE HOST "X: a\r\n b\r\n\r\n", 400},
    {"space before the colon", LINE "Host : a\r\n\r\n", 400},
    {"no colon", LINE HOST "X\r\n\r\n", 400},
    {"empty name", LINE HOST ": x\r\n\r\n", 400},
    {"bad byte in a name", LINE HOST "X(: x\r\n\r\n", 400},
    {"control byte in a value", LINE HOST "X: \x01\r\n\r\n", 400},
    {"DEL in a value", LINE HOST "X: \x7f\r\n\r\n", 400},
    {"no host", LINE "\r\n", 400},
    {"two hosts", LINE HOST HOST "\r\n", 400},
    {"two hosts with the absolute form", "GET http://b/x HTTP/1.1\r\n" HOST HOST "\r\n", 400},
    {"empty host", LINE "Host:\r\n\r\n", 400},
    {"bad host", LINE "Host: a/b\r\n\r\n", 400},
    {"length and coding",
     "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
    {"two lengths", "POST / HTTP/1.1\r\n" HOST "Content-Length: 3\r\nContent-Length: 3\r\n\r\n",
     400},
    {"length list", "POST / HTTP/1.1\r\n" HOST "Content-Length: 3, 3\r\n\r\n", 400},
    {"signed length", "POST / HTTP/1.1\r\n" HOST "Content-Length: +3\r\n\r\n", 400},
    {"hex length", "POST / HTTP/1.1\r\n" HOST "Content-Length: 0x3\r\n\r\n", 400},
    {"huge length", "POST / HTTP/1.1\r\n" HOST "Content-Length: 99999999999999999999\r\n\r\n", 400},
    {"empty length", "POST / HTTP/1.1\r\n" HOST "Content-Length:\r\n\r\n", 400},
    {"unknown coding", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip\r\n\r\n", 501},
    {"two codings", "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n\r\n", 501},
    {"coding twice",
     "POST / HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
     501},
    {"coding in http/1.0", "POST / HTTP/1.0\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n", 400},
    {"unknown expectation", LINE HOST "Expect: tea\r\n\r\n", 417},
};

static HttpParse parse(const char *text, size_t length, GateHead *head, size_t *ret_used,
                       HttpRefusal *ret_refusal) {
    HttpScan scan = {0};
    return http_head_parse(&scan, text, length, head, ret_used, ret_refusal);
}

static void test_cases(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        GateHead head;
        HttpRefusal refusal = {0};
        size_t used = 0;
        HttpParse result = parse(CASES[i].text, strlen(CASES[i].text), &head, &used, &refusal);
        unsigned status = result == HTTP_PARSE_DONE ? 200 : refusal.status;
        if (result == HTTP_PARSE_MORE || status != CASES[i].status)
            g_error("'%s': %u instead of %u", CASES[i].name, status, CASES[i].status);
        if (status == 200)
            g_assert_cmpuint(used, ==, strlen(CASES[i].text));
        else
            g_assert_true(refusal.detail && refusal.word);
    }
}

/* However a head is cut into pieces, the verdict is the same. */
static void test_pieces(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        HttpScan scan = {0};
        GateHead head;
        HttpRefusal refusal = {0};
        size_t used = 0, length = strlen(CASES[i].text);
        HttpParse result = HTTP_PARSE_MORE;
        for (size_t n = 1; n <= length && result == HTTP_PARSE_MORE; n++)
            result = http_head_parse(&scan, CASES[i].text, n, &head, &used, &refusal);
        unsigned status = result == HTTP_PARSE_DONE ? 200 : refusal.status;
        if (status != CASES[i].status)
            g_error("'%s' in pieces: %u instead of %u", CASES[i].name, status, CASES[i].status);
    }
}

static void assert_text(GateText text, const char *expected) {
    g_autofree char *copy = g_strndup(text.at, text.length);
    g_assert_cmpstr(copy, ==, expected);
}

static void test_parts(void) {
    static const char text[] =
        "POST /live/demo/~t/master.m3u8?_HLS_msn=3&x HTTP/1.1\r\nhOsT: tongping.lan:8080\r\n"
        "Cookie: a=1; tongping_session=secret ; b=\r\nX-Empty:  \r\nX-Pad: \t v \t\r\n"
        "Content-Length: 12\r\nConnection: Keep-Alive, close\r\n\r\nbody";
    GateHead head;
    HttpRefusal refusal;
    size_t used;
    GateText value;
    g_assert_cmpint(parse(text, sizeof text - 1, &head, &used, &refusal), ==, HTTP_PARSE_DONE);
    g_assert_cmpuint(used, ==, sizeof text - 1 - 4);
    g_autofree GateHead *copy = http_head_copy(&head);
    g_assert_cmpint(gate_head_method(copy), ==, GATE_POST);
    assert_text(gate_head_path(copy), "/live/demo/~t/master.m3u8");
    assert_text(gate_head_query(copy), "_HLS_msn=3&x");
    assert_text(http_head_slice(copy, copy->authority), "tongping.lan:8080");
    g_assert_true(gate_head_field(copy, "x-pad", &value));
    assert_text(value, "v");
    g_assert_true(gate_head_field(copy, "x-empty", &value));
    assert_text(value, "");
    g_assert_false(gate_head_field(copy, "x-none", &value));
    g_assert_true(gate_head_cookie(copy, "tongping_session", &value));
    assert_text(value, "secret");
    g_assert_true(gate_head_cookie(copy, "b", &value));
    assert_text(value, "");
    g_assert_false(gate_head_cookie(copy, "session", &value));
    g_assert_cmpint(copy->framing, ==, HTTP_FRAMING_LENGTH);
    g_assert_cmpuint(copy->body_length, ==, 12);
    g_assert_false(copy->keep_alive);
}

static void test_limits(void) {
    GateHead head;
    HttpRefusal refusal;
    size_t used;
    g_autoptr(GString) many = g_string_new(LINE HOST);
    for (unsigned i = 1; i < GATE_MAX_FIELDS; i++)
        g_string_append_printf(many, "X-%u: y\r\n", i);
    g_autofree char *full = g_strconcat(many->str, "\r\n", NULL);
    g_assert_cmpint(parse(full, strlen(full), &head, &used, &refusal), ==, HTTP_PARSE_DONE);
    g_string_append(many, "One: more\r\n\r\n");
    g_assert_cmpint(parse(many->str, many->len, &head, &used, &refusal), ==, HTTP_PARSE_BAD);
    g_assert_cmpuint(refusal.status, ==, 431);

    g_autoptr(GString) large = g_string_new(LINE HOST "X: ");
    while (large->len < GATE_HEAD_MAX_BYTES - 4)
        g_string_append_c(large, 'x');
    g_string_append(large, "\r\n\r\n");
    g_assert_cmpuint(large->len, ==, GATE_HEAD_MAX_BYTES);
    g_assert_cmpint(parse(large->str, large->len, &head, &used, &refusal), ==, HTTP_PARSE_DONE);
    g_string_insert_c(large, 30, 'x');
    g_assert_cmpint(parse(large->str, large->len, &head, &used, &refusal), ==, HTTP_PARSE_BAD);
    g_assert_cmpuint(refusal.status, ==, 431);
    g_string_assign(large, "GET /");
    while (large->len < GATE_HEAD_MAX_BYTES)
        g_string_append_c(large, 'x');
    g_assert_cmpint(parse(large->str, large->len, &head, &used, &refusal), ==, HTTP_PARSE_BAD);
    g_assert_cmpuint(refusal.status, ==, 414);
}

static void test_tokens(void) {
    GateText list = {"gzip, Upgrade ,x", 16};
    g_assert_true(http_text_has_token(list, "upgrade"));
    g_assert_true(http_text_has_token(list, "x"));
    g_assert_false(http_text_has_token(list, "grade"));
    g_assert_false(http_text_has_token((GateText){"", 0}, "x"));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http_head/cases", test_cases);
    g_test_add_func("/http_head/pieces", test_pieces);
    g_test_add_func("/http_head/parts", test_parts);
    g_test_add_func("/http_head/limits", test_limits);
    g_test_add_func("/http_head/tokens", test_tokens);
    return g_test_run();
}
