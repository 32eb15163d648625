/* The same packets however the bytes come. */
#include "media/rtc/wire/tcp_frame.h"

#include <string.h>

#include <glib.h>

static const uint8_t STREAM[] = "\0\3abc\0\0\0\1d\0\0\0\0\0\5efghi\0\2jk";
#define STREAM_BYTES (sizeof STREAM - 1)

/* Packets one after the other with '|' behind each; "!" when refused. */
static char *read_all(const uint8_t *bytes, size_t length, size_t step) {
    GString *said = g_string_new(NULL);
    TcpFrameReader reader = {0};
    for (size_t at = 0; at < length; at += step) {
        size_t n = MIN(step, length - at);
        g_autofree uint8_t *piece = g_memdup2(bytes + at, n);
        const uint8_t *next = piece, *packet;
        size_t packet_length;
        TcpFrameState state;
        while ((state = tcp_frame_read(&reader, &next, &n, &packet, &packet_length)) ==
               TCP_FRAME_DONE) {
            g_assert_cmpuint(packet_length, >, 0);
            g_string_append_len(said, (const char *)packet, (gssize)packet_length);
            g_string_append_c(said, '|');
        }
        if (state == TCP_FRAME_BAD)
            return g_string_free(g_string_append_c(said, '!'), FALSE);
        g_assert_cmpuint(n, ==, 0);
    }
    return g_string_free(said, FALSE);
}

static void test_any_steps(void) {
    for (size_t step = 1; step <= STREAM_BYTES; step++) {
        g_autofree char *said = read_all(STREAM, STREAM_BYTES, step);
        g_assert_cmpstr(said, ==, "abc|d|efghi|jk|");
    }
    g_autofree char *cut = read_all(STREAM, STREAM_BYTES - 1, STREAM_BYTES);
    g_assert_cmpstr(cut, ==, "abc|d|efghi|");
}

static void test_not_copied(void) {
    TcpFrameReader reader = {0};
    const uint8_t *next = STREAM, *packet;
    size_t n = STREAM_BYTES, length;
    g_assert_cmpint(tcp_frame_read(&reader, &next, &n, &packet, &length), ==, TCP_FRAME_DONE);
    g_assert_true(packet == STREAM + 2);
}

static void test_limit(void) {
    for (size_t length = TCP_FRAME_MAX_BYTES; length <= TCP_FRAME_MAX_BYTES + 1; length++)
        for (size_t step = 1; step < 5000; step += 700) {
            g_autofree uint8_t *bytes = g_malloc(length + TCP_FRAME_HEAD_BYTES);
            memset(bytes, 'x', length + TCP_FRAME_HEAD_BYTES);
            tcp_frame_put_head((uint16_t)length, bytes);
            g_autofree char *said = read_all(bytes, length + TCP_FRAME_HEAD_BYTES, step);
            if (length > TCP_FRAME_MAX_BYTES)
                g_assert_cmpstr(said, ==, "!");
            else
                g_assert_cmpuint(strlen(said), ==, length + 1);
        }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/tcp_frame/any_steps", test_any_steps);
    g_test_add_func("/tcp_frame/not_copied", test_not_copied);
    g_test_add_func("/tcp_frame/limit", test_limit);
    return g_test_run();
}
