/* relay_answer: the verdict does not depend on how the bytes arrive; what the client gets is one
 * well-formed head that frames its body as the relay is going to send it.
 *
 * Byte 0 is the client: HTTP/1.1, HEAD, keep-alive; the rest is the upstream's answer. */
#include "base/gate/relay_answer.h"

#include <string.h>

#define HAS_HTTP_1_1   1
#define IS_HEAD        2
#define HAS_KEEP_ALIVE 4

typedef struct Verdict {
    RelayParse result;
    RelayAnswer answer;
    RelayTarget target;
    size_t used;
    bool is_chunked;
} Verdict;

static Verdict parse(const char *text, size_t length, uint8_t flags, GString *out) {
    Verdict verdict = {.target = {
                           .minor_version = (flags & HAS_HTTP_1_1) != 0,
                           .is_head = flags & IS_HEAD,
                           .keep_alive = flags & HAS_KEEP_ALIVE,
                       }};
    verdict.result = relay_answer_parse(text, length, &verdict.target, out, &verdict.used,
                                        &verdict.answer, &verdict.is_chunked);
    return verdict;
}

static void check_pieces(const char *text, size_t length, uint8_t flags, const Verdict *whole,
                         const GString *expected) {
    g_autoptr(GString) out = g_string_new(NULL);
    Verdict pieces = {0};
    for (size_t n = 1; n <= length; n++) {
        pieces = parse(text, n, flags, out);
        if (pieces.result != RELAY_PARSE_MORE)
            break;
        g_assert_cmpuint(out->len, ==, 0);
    }
    g_assert_cmpint(pieces.result, ==, whole->result);
    if (whole->result == RELAY_PARSE_DONE) {
        g_assert_cmpuint(pieces.used, ==, whole->used);
        g_assert_true(g_string_equal(out, expected));
    }
}

/* Lines that end with CR LF, none of them empty but the last, no other CR, LF or NUL. */
static void check_lines(const GString *out) {
    const char *at = out->str, *end = out->str + out->len;
    g_assert_true(g_str_has_suffix(out->str, "\r\n\r\n"));
    g_assert_cmpuint(strlen(out->str), ==, out->len);
    for (const char *line_end; at < end; at = line_end + 2) {
        line_end = strstr(at, "\r\n");
        bool is_last = line_end == end - 2;
        g_assert_true((line_end == at) == is_last);
        g_assert_true(strcspn(at, "\r") == (size_t)(line_end - at));
        g_assert_true(strcspn(at, "\n") == (size_t)(line_end - at) + 1);
        g_assert_true(is_last || (*at != ' ' && *at != '\t'));
    }
}

static HttpFraming sent_framing(const Verdict *verdict) {
    if (verdict->answer.framing == HTTP_FRAMING_NONE ||
        verdict->answer.framing == HTTP_FRAMING_LENGTH)
        return verdict->answer.framing;
    return verdict->is_chunked ? HTTP_FRAMING_CHUNKED : HTTP_FRAMING_UNTIL_CLOSE;
}

/* Read as the client will read it. */
static void check_rewritten(const Verdict *verdict, uint8_t flags, const GString *out) {
    g_autoptr(GString) twice = g_string_new(NULL);
    Verdict again = parse(out->str, out->len, flags, twice);
    g_assert_cmpint(again.result, ==, RELAY_PARSE_DONE);
    g_assert_cmpuint(again.used, ==, out->len);
    g_assert_cmpuint(again.answer.status, ==, verdict->answer.status);
    if (verdict->answer.is_interim)
        return;
    g_assert_cmpint(again.answer.framing, ==, sent_framing(verdict));
    if (again.answer.framing == HTTP_FRAMING_LENGTH)
        g_assert_cmpuint(again.answer.length, ==, verdict->answer.length);
    if (again.answer.framing == HTTP_FRAMING_UNTIL_CLOSE)
        g_assert_false(verdict->target.keep_alive);
    if (!(flags & HAS_HTTP_1_1))
        g_assert_false(verdict->is_chunked);
    if (!verdict->target.keep_alive)
        g_assert_nonnull(strstr(out->str, "\r\nconnection: close\r\n"));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    const char *text = (const char *)data + 1;
    size_t length = size - 1;
    g_autoptr(GString) out = g_string_new(NULL);
    Verdict whole = parse(text, length, data[0], out);
    check_pieces(text, length, data[0], &whole, out);
    if (whole.result != RELAY_PARSE_DONE) {
        g_assert_cmpuint(out->len, ==, 0);
        return 0;
    }
    g_assert_cmpuint(whole.used, <=, length);
    g_assert_true(whole.answer.status >= 100 && whole.answer.status <= 599);
    check_lines(out);
    check_rewritten(&whole, data[0], out);
    return 0;
}
