/* tcp_frame: the packets of a stream are the same however its bytes arrive.
 *
 * Byte 0 is the size of the steps. */
#include <string.h>

#include <glib.h>

#include "media/rtc/wire/tcp_frame.h"

static char *read_all(const uint8_t *data, size_t size, size_t step) {
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    TcpFrameReader reader = {0};
    TcpFrameState state = TCP_FRAME_MORE;
    unsigned n_packets = 0;
    for (size_t at = 0; at < size && state != TCP_FRAME_BAD; at += step) {
        size_t left = MIN(step, size - at), length;
        g_autofree uint8_t *piece = g_memdup2(data + at, left);
        const uint8_t *next = piece, *packet;
        while ((state = tcp_frame_read(&reader, &next, &left, &packet, &length)) ==
               TCP_FRAME_DONE) {
            g_assert_cmpuint(length, >, 0);
            g_assert_cmpuint(length, <=, TCP_FRAME_MAX_BYTES);
            g_checksum_update(sum, packet, (gssize)length);
            n_packets++;
        }
        g_assert_true(left == 0 || state == TCP_FRAME_BAD);
    }
    return g_strdup_printf("%s %u %d", g_checksum_get_string(sum), n_packets,
                           state == TCP_FRAME_BAD);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    g_autofree char *steps = read_all(data + 1, size - 1, 1 + (size_t)data[0]);
    g_autofree char *whole = read_all(data + 1, size - 1, size);
    g_assert_cmpstr(steps, ==, whole);
    return 0;
}
