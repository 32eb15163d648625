#include "media/rtc/dtls/dtls_filter.h"

#include <string.h>

#include <glib.h>

typedef struct Message {
    unsigned length, seq, offset, fragment;
} Message;

static size_t put(uint8_t *at, size_t value, unsigned n_bytes) {
    for (unsigned i = 0; i < n_bytes; i++)
        at[i] = (uint8_t)(value >> 8 * (n_bytes - 1 - i));
    return n_bytes;
}

static size_t put_record(uint8_t *at, unsigned type, unsigned epoch, size_t length) {
    size_t n = put(at, type, 1);
    n += put(at + n, 0xFEFD, 2);
    n += put(at + n, epoch, 2);
    n += put(at + n, 5, 6);
    return n + put(at + n, length, 2);
}

static size_t put_message(uint8_t *at, const Message *message) {
    size_t n = put(at, 1, 1);
    n += put(at + n, message->length, 3);
    n += put(at + n, message->seq, 2);
    n += put(at + n, message->offset, 3);
    n += put(at + n, message->fragment, 3);
    memset(at + n, 'x', message->fragment);
    return n + message->fragment;
}

static size_t put_hello(uint8_t *at, const Message *message) {
    size_t n_message = put_message(at + 13, message);
    return put_record(at, 22, 0, n_message) + n_message;
}

static void test_finished(void) {
    uint8_t bytes[256];
    size_t n = put_record(bytes, 20, 0, 1) + 1; /* change_cipher_spec */
    g_assert_false(dtls_filter_has_finished(bytes, n));
    n += put_record(bytes + n, 22, 1, 40);
    g_assert_false(dtls_filter_has_finished(bytes, n + 39)); /* cut off */
    g_assert_true(dtls_filter_has_finished(bytes, n + 40));
    n = put_record(bytes, 21, 1, 26) + 26; /* an alert */
    g_assert_false(dtls_filter_has_finished(bytes, n));
    n = put_record(bytes, 22, 0, 40) + 40;
    g_assert_false(dtls_filter_has_finished(bytes, n));
    g_assert_false(dtls_filter_has_finished(bytes, 0));
}

static void test_messages(void) {
    static const struct {
        Message message;
        bool passes;
    } ROWS[] = {
        {{200, 0, 0, 200}, true},
        {{200, 0, 0, 0}, true},
        {{200, 0, 150, 50}, true},
        {{200, 0, 151, 50}, false},
        {{4096, DTLS_FILTER_MAX_MESSAGE_SEQ, 4000, 96}, true},
        {{4097, 0, 0, 100}, false},
        {{0xFFFFFF, 0, 0xFFFF00, 100}, false},
        {{200, DTLS_FILTER_MAX_MESSAGE_SEQ + 1, 0, 200}, false},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        uint8_t bytes[512];
        DtlsFilter filter = {0};
        size_t n_bytes = put_hello(bytes, &ROWS[i].message);
        g_assert_cmpuint(dtls_filter_pass(&filter, bytes, n_bytes), ==,
                         ROWS[i].passes ? n_bytes : 0);
        g_assert_true(dtls_filter_is_hello(bytes, n_bytes));
    }
}

/* Each shorter copy of a datagram is refused whole, but at the end of a record. */
static void test_cut_short(void) {
    uint8_t bytes[512];
    size_t n_first = put_hello(bytes, &(Message){100, 0, 0, 100});
    size_t n_bytes = n_first + put_hello(bytes + n_first, &(Message){50, 1, 0, 50});
    for (size_t n = 0; n <= n_bytes; n++) {
        g_autofree uint8_t *copy = g_memdup2(bytes, MAX(n, 1));
        DtlsFilter filter = {0};
        bool is_whole = n == n_first || n == n_bytes;
        g_assert_cmpuint(dtls_filter_pass(&filter, copy, n), ==, is_whole ? n : 0);
    }
}

static void test_headers(void) {
    static const struct {
        unsigned at, value;
    } ROWS[] = {{0, 19}, {0, 24}, {0, 63}, {1, 3}, {1, 0xFF}, {11, 1}, {12, 0}};
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        uint8_t bytes[512];
        DtlsFilter filter = {0};
        size_t n_bytes = put_hello(bytes, &(Message){100, 0, 0, 100});
        g_assert_cmpuint(dtls_filter_pass(&filter, bytes, n_bytes), ==, n_bytes);
        bytes[ROWS[i].at] = (uint8_t)ROWS[i].value;
        g_assert_cmpuint(dtls_filter_pass(&filter, bytes, n_bytes), ==, 0);
    }
    uint8_t large[DTLS_FILTER_MAX_BYTES + 1] = {0};
    DtlsFilter filter = {0};
    size_t length = sizeof large - 13;
    (void)put_record(large, 20, 0, length);
    g_assert_cmpuint(dtls_filter_pass(&filter, large, sizeof large), ==, 0);
    (void)put_record(large, 20, 0, length - 1);
    g_assert_cmpuint(dtls_filter_pass(&filter, large, sizeof large - 1), ==, sizeof large - 1);
}

/* Certificate … Finished come in one datagram: without the Finished that are too many, it passes.
 */
static void test_early_records(void) {
    uint8_t bytes[512];
    size_t n_clear = put_hello(bytes, &(Message){100, 1, 0, 100});
    size_t n_bytes = n_clear + put_record(bytes + n_clear, 22, 1, 40) + 40;
    DtlsFilter filter = {0};
    for (unsigned i = 0; i < DTLS_FILTER_MAX_EARLY; i++)
        g_assert_cmpuint(dtls_filter_pass(&filter, bytes, n_bytes), ==, n_bytes);
    g_assert_cmpuint(dtls_filter_pass(&filter, bytes, n_bytes), ==, n_clear);
    g_assert_cmpuint(dtls_filter_pass(&filter, bytes + n_clear, n_bytes - n_clear), ==, 0);
}

static void test_hello(void) {
    uint8_t bytes[512];
    size_t n_bytes = put_hello(bytes, &(Message){100, 0, 0, 100});
    g_assert_true(dtls_filter_is_hello(bytes, n_bytes));
    g_assert_false(dtls_filter_is_hello(bytes, 20));
    bytes[13] = 16; /* ClientKeyExchange */
    g_assert_false(dtls_filter_is_hello(bytes, n_bytes));
    bytes[13] = 1;
    bytes[4] = 1; /* epoch */
    g_assert_false(dtls_filter_is_hello(bytes, n_bytes));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dtls_filter/finished", test_finished);
    g_test_add_func("/dtls_filter/messages", test_messages);
    g_test_add_func("/dtls_filter/cut_short", test_cut_short);
    g_test_add_func("/dtls_filter/headers", test_headers);
    g_test_add_func("/dtls_filter/early_records", test_early_records);
    g_test_add_func("/dtls_filter/hello", test_hello);
    return g_test_run();
}
