/* The load tools' own arithmetic: a benchmark that counts wrongly is worse than none. */
#include <string.h>

#include "tests/bench/answer_parser.h"
#include "tests/bench/histogram.h"

typedef struct AnswerCase {
    const char *name, *text;
    AnswerState state;
    unsigned status;
    uint64_t body_bytes;
    bool closes;
    size_t left; /* bytes after the answer */
} AnswerCase;

#define OK "HTTP/1.1 200 OK\r\n"

static const AnswerCase answer_cases[] = {
    {"length", OK "Content-Length: 5\r\n\r\nhello", ANSWER_COMPLETE, 200, 5, false, 0},
    {"empty", OK "content-length:0\r\n\r\n", ANSWER_COMPLETE, 200, 0, false, 0},
    {"more follows", OK "Content-Length: 2\r\n\r\nabHTTP", ANSWER_COMPLETE, 200, 2, false, 4},
    {"short", OK "Content-Length: 9\r\n\r\nhello", ANSWER_BODY, 200, 5, false, 0},
    {"head only", OK "Content-Length: 9\r\n", ANSWER_HEAD, 0, 0, false, 0},
    {"close", OK "Connection: close\r\nContent-Length: 1\r\n\r\nx", ANSWER_COMPLETE, 200, 1, true,
     0},
    {"until close", OK "\r\nhello", ANSWER_UNTIL_CLOSE, 200, 5, false, 0},
    {"no content", "HTTP/1.1 204 No Content\r\n\r\n", ANSWER_COMPLETE, 204, 0, false, 0},
    {"not modified", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", ANSWER_COMPLETE, 304,
     0, false, 0},
    {"upgrade", "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n\x81", ANSWER_COMPLETE, 101, 0,
     false, 1},
    {"interim", "HTTP/1.1 100 Continue\r\n\r\n" OK "Content-Length: 1\r\n\r\nx", ANSWER_COMPLETE,
     200, 1, false, 0},
    {"chunked", OK "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n",
     ANSWER_COMPLETE, 200, 13, false, 0},
    {"trailer", OK "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nA: b\r\n\r\n", ANSWER_COMPLETE,
     200, 1, false, 0},
    {"bad chunk", OK "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", ANSWER_BAD, 200, 0, false, 4},
    {"chunk too long", OK "Transfer-Encoding: chunked\r\n\r\n1\r\nabc", ANSWER_BAD, 200, 1, false,
     1},
    {"both framings", OK "Transfer-Encoding: chunked\r\nContent-Length: 1\r\n\r\nx", ANSWER_BAD,
     200, 0, false, 1},
    {"bad length", OK "Content-Length: -1\r\n\r\n", ANSWER_BAD, 200, 0, false, 0},
    {"old version", "HTTP/1.0 200 OK\r\n\r\n", ANSWER_BAD, 0, 0, false, 0},
    {"no colon", OK "nonsense\r\n\r\n", ANSWER_BAD, 200, 0, false, 0},
    {"garbage", "\x15\x03\x03\r\n\r\n", ANSWER_BAD, 0, 0, false, 0},
};

static void check_answer(const AnswerCase *row, size_t piece_bytes) {
    AnswerParser parser = {0};
    size_t length = strlen(row->text), taken = 0;
    for (size_t at = 0; at < length; at += piece_bytes) {
        size_t piece = MIN(piece_bytes, length - at);
        size_t fed = answer_parser_feed(&parser, row->text + at, piece);
        taken += fed;
        if (fed < piece)
            break;
    }
    g_test_message("%s in pieces of %zu", row->name, piece_bytes);
    g_assert_cmpint(parser.state, ==, row->state);
    g_assert_cmpuint(parser.status, ==, row->status);
    g_assert_cmpuint(parser.body_bytes, ==, row->body_bytes);
    g_assert_cmpint(parser.closes, ==, row->closes);
    g_assert_cmpuint(length - taken, ==, row->left);
    answer_parser_clear(&parser);
}

static void test_answers(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(answer_cases); i++) {
        check_answer(&answer_cases[i], 1);
        check_answer(&answer_cases[i], 7);
        check_answer(&answer_cases[i], 1000);
    }
}

static void test_skip(void) {
    AnswerParser parser = {0};
    const char *head = OK "Content-Length: 1000\r\nX-Fired-Us: 123456\r\n\r\nabc";
    answer_parser_feed(&parser, head, strlen(head));
    g_assert_cmpuint(answer_parser_skippable(&parser), ==, 997);
    g_assert_cmpint(parser.fired_at_us, ==, 123456);
    answer_parser_skip(&parser, 996);
    g_assert_cmpint(parser.state, ==, ANSWER_BODY);
    answer_parser_skip(&parser, 1);
    g_assert_cmpint(parser.state, ==, ANSWER_COMPLETE);
    g_assert_cmpuint(parser.body_bytes, ==, 1000);
    answer_parser_reset(&parser);
    g_assert_cmpint(parser.state, ==, ANSWER_HEAD);
    answer_parser_clear(&parser);
}

static void test_until_close(void) {
    AnswerParser parser = {0};
    const char *text = OK "\r\nabc";
    answer_parser_feed(&parser, text, strlen(text));
    answer_parser_end(&parser);
    g_assert_cmpint(parser.state, ==, ANSWER_COMPLETE);
    answer_parser_clear(&parser);
}

static void test_head_too_long(void) {
    AnswerParser parser = {0};
    g_autofree char *text = g_strnfill(ANSWER_HEAD_MAX_BYTES + 1, 'x');
    answer_parser_feed(&parser, text, ANSWER_HEAD_MAX_BYTES + 1);
    g_assert_cmpint(parser.state, ==, ANSWER_BAD);
    answer_parser_clear(&parser);
}

static void test_histogram(void) {
    g_autofree Histogram *histogram = g_new0(Histogram, 1);
    g_assert_cmpuint(histogram_percentile(histogram, 0.99), ==, 0);
    for (unsigned value = 1; value <= 100000; value++)
        histogram_add(histogram, value);
    g_assert_cmpuint(histogram->total, ==, 100000);
    g_assert_cmpuint(histogram->max_us, ==, 100000);
    g_assert_cmpfloat(histogram_mean(histogram), ==, 50000.5);
    const double shares[] = {0.00001, 0.001, 0.5, 0.9, 0.99, 0.999, 1};
    for (unsigned i = 0; i < G_N_ELEMENTS(shares); i++) {
        double exact = shares[i] * 100000, got = (double)histogram_percentile(histogram, shares[i]);
        g_assert_cmpfloat(got, >=, exact - 0.5);
        g_assert_cmpfloat(got, <=, exact * 1.016 + 0.5);
    }
}

static void test_histogram_extremes(void) {
    g_autofree Histogram *one = g_new0(Histogram, 1), *other = g_new0(Histogram, 1);
    histogram_add(one, 0);
    histogram_add(other, UINT64_C(1) << 40);
    histogram_merge(one, other);
    g_assert_cmpuint(one->total, ==, 2);
    g_assert_cmpuint(histogram_percentile(one, 0.5), ==, 0);
    g_assert_cmpuint(one->max_us, ==, UINT64_C(1) << 40);
    g_assert_cmpuint(histogram_percentile(one, 1), ==, UINT64_C(0xffffffff));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/bench/answers", test_answers);
    g_test_add_func("/bench/skip", test_skip);
    g_test_add_func("/bench/until_close", test_until_close);
    g_test_add_func("/bench/head_too_long", test_head_too_long);
    g_test_add_func("/bench/histogram", test_histogram);
    g_test_add_func("/bench/histogram_extremes", test_histogram_extremes);
    return g_test_run();
}
