#include "base/gate/http_body.h"

#include <string.h>

#include <glib.h>

typedef struct Case {
    const char *name;
    HttpFraming framing;
    uint64_t length;
    const char *wire, *payload;
    size_t rest; /* bytes that belong to what follows */
    bool is_malformed, is_open;
} Case;

static const Case CASES[] = {
    {"none", HTTP_FRAMING_NONE, 0, "next", "", 4},
    {"counted", HTTP_FRAMING_LENGTH, 5, "hellonext", "hello", 4},
    {"empty count", HTTP_FRAMING_LENGTH, 0, "next", "", 4},
    {"short count", HTTP_FRAMING_LENGTH, 9, "hello", "hello", 0, .is_open = true},
    {"until close", HTTP_FRAMING_UNTIL_CLOSE, 0, "hello", "hello", 0, .is_open = true},
    {"chunks", HTTP_FRAMING_CHUNKED, 0, "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\nnext", "hello!", 4},
    {"upper and lower hex", HTTP_FRAMING_CHUNKED, 0,
     "A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789", 0},
    {"leading zeros", HTTP_FRAMING_CHUNKED, 0, "0001\r\nx\r\n00\r\n\r\n", "x", 0},
    {"extensions", HTTP_FRAMING_CHUNKED, 0, "1;a=\"b\"\r\nx\r\n0;c\r\n\r\nn", "x", 1},
    {"trailers", HTTP_FRAMING_CHUNKED, 0, "1\r\nx\r\n0\r\nA: b\r\nC: d\r\n\r\nn", "x", 1},
    {"cut", HTTP_FRAMING_CHUNKED, 0, "5\r\nhel", "hel", 0, .is_open = true},
    {"no size", HTTP_FRAMING_CHUNKED, 0, "\r\nx", "", 0, .is_malformed = true},
    {"bad digit", HTTP_FRAMING_CHUNKED, 0, "g\r\nx", "", 0, .is_malformed = true},
    {"signed size", HTTP_FRAMING_CHUNKED, 0, "-1\r\nx", "", 0, .is_malformed = true},
    {"0x size", HTTP_FRAMING_CHUNKED, 0, "0x1\r\nx\r\n", "", 0, .is_malformed = true},
    {"bare LF after the size", HTTP_FRAMING_CHUNKED, 0, "1\nx", "", 0, .is_malformed = true},
    {"no CR after the data", HTTP_FRAMING_CHUNKED, 0, "1\r\nx\n", "x", 0, .is_malformed = true},
    {"data longer than its size", HTTP_FRAMING_CHUNKED, 0, "1\r\nxy\r\n", "x", 0,
     .is_malformed = true},
    {"size overflow", HTTP_FRAMING_CHUNKED, 0, "fffffffffffffffff\r\n", "", 0,
     .is_malformed = true},
    {"bare LF in a trailer", HTTP_FRAMING_CHUNKED, 0, "0\r\nA: b\n", "", 0, .is_malformed = true},
};

/* Feeds the wire in pieces of `step` bytes. */
static void check(const Case *row, size_t step) {
    HttpBody body;
    g_autoptr(GString) payload = g_string_new(NULL);
    const uint8_t *wire = (const uint8_t *)row->wire;
    size_t length = strlen(row->wire), at = 0, end = 0;
    bool is_good = true;
    http_body_init(&body, row->framing, row->length);
    while (is_good && end < length && !body.is_done) {
        end = MIN(length, end + step);
        while (at < end && !body.is_done && is_good) {
            const uint8_t *found;
            size_t used, n;
            is_good = http_body_next(&body, wire + at, end - at, &used, &found, &n);
            if (!is_good)
                break;
            g_assert_true(used > 0);
            g_string_append_len(payload, (const char *)found, (gssize)n);
            at += used;
        }
    }
    if (is_good == row->is_malformed || (is_good && body.is_done == row->is_open) ||
        !g_str_equal(payload->str, row->payload) || (is_good && length - at != row->rest))
        g_error("'%s' in pieces of %zu: good %d, done %d, payload '%s', rest %zu", row->name, step,
                is_good, body.is_done, payload->str, length - at);
}

static void test_cases(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++)
        for (size_t step = 1; step < 8; step++)
            check(&CASES[i], step);
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++)
        check(&CASES[i], 1000);
}

static bool is_accepted(const char *first, size_t n_filler, const char *last) {
    g_autoptr(GString) wire = g_string_new(first);
    for (size_t i = 0; i < n_filler; i++)
        g_string_append_c(wire, 'x');
    g_string_append(wire, last);
    HttpBody body;
    http_body_init(&body, HTTP_FRAMING_CHUNKED, 0);
    for (size_t at = 0; at < wire->len && !body.is_done;) {
        const uint8_t *payload;
        size_t used, n;
        if (!http_body_next(&body, (const uint8_t *)wire->str + at, wire->len - at, &used, &payload,
                            &n))
            return false;
        at += used;
    }
    return body.is_done;
}

static void test_limits(void) {
    g_assert_true(is_accepted("0;", HTTP_CHUNK_LINE_MAX_BYTES - 3, "\r\n\r\n"));
    g_assert_false(is_accepted("0;", HTTP_CHUNK_LINE_MAX_BYTES - 2, "\r\n\r\n"));
    g_assert_true(is_accepted("0\r\nA: ", HTTP_TRAILER_MAX_BYTES - 5, "\r\n\r\n"));
    g_assert_false(is_accepted("0\r\nA: ", HTTP_TRAILER_MAX_BYTES - 4, "\r\n\r\n"));
}

/* Settled: complete, or malformed, at exactly the byte that decides it. */
static void test_settled(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        const Case *row = &CASES[i];
        size_t length = strlen(row->wire) - row->rest;
        const uint8_t *wire = (const uint8_t *)row->wire;
        if (row->framing == HTTP_FRAMING_UNTIL_CLOSE)
            continue;
        g_assert_cmpint(http_body_is_settled(row->framing, row->length, wire, length), ==,
                        !row->is_open);
        if (!row->is_malformed && length > 0)
            g_assert_false(http_body_is_settled(row->framing, row->length, wire, length - 1));
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/http_body/cases", test_cases);
    g_test_add_func("/http_body/limits", test_limits);
    g_test_add_func("/http_body/settled", test_settled);
    return g_test_run();
}
