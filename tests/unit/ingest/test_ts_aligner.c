#include "media/ingest/ts_aligner.h"

#include <string.h>

#include <glib.h>

#define N_PACKETS 40u

static void make_packets(uint8_t *bytes) {
    for (unsigned i = 0; i < N_PACKETS; i++) {
        memset(bytes + i * TS_PACKET_BYTES, (int)i, TS_PACKET_BYTES);
        bytes[i * TS_PACKET_BYTES] = 0x47;
    }
}

/* Whatever the sizes, the packets come out as they were. */
static void test_sizes(void) {
    uint8_t bytes[N_PACKETS * TS_PACKET_BYTES], out[sizeof bytes + TS_PACKET_BYTES];
    make_packets(bytes);
    for (size_t step = 1; step < 600; step += 13) {
        TsAligner aligner = {.n_carry = 0};
        size_t n = 0;
        for (size_t at = 0; at < sizeof bytes; at += step) {
            size_t got =
                ts_aligner_take(&aligner, bytes + at, MIN(step, sizeof bytes - at), out + n);
            g_assert_cmpuint(got % TS_PACKET_BYTES, ==, 0);
            n += got;
        }
        g_assert_cmpmem(out, n, bytes, sizeof bytes);
    }
}

static void test_begins_in_the_middle(void) {
    uint8_t bytes[N_PACKETS * TS_PACKET_BYTES], out[sizeof bytes + TS_PACKET_BYTES];
    TsAligner aligner = {.n_carry = 0};
    make_packets(bytes);
    size_t n = ts_aligner_take(&aligner, bytes + 100, sizeof bytes - 100, out);
    g_assert_cmpmem(out, n, bytes + TS_PACKET_BYTES, sizeof bytes - TS_PACKET_BYTES);
    g_assert_false(aligner.is_foreign);
}

static void test_foreign(void) {
    uint8_t bytes[1024], out[sizeof bytes + TS_PACKET_BYTES];
    TsAligner aligner = {.n_carry = 0};
    memset(bytes, 'x', sizeof bytes);
    for (size_t n = 0; n < TS_ALIGNER_WINDOW; n += sizeof bytes) {
        g_assert_false(aligner.is_foreign);
        g_assert_cmpuint(ts_aligner_take(&aligner, bytes, sizeof bytes, out), ==, 0);
    }
    g_assert_true(aligner.is_foreign);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ts_aligner/sizes", test_sizes);
    g_test_add_func("/ts_aligner/begins_in_the_middle", test_begins_in_the_middle);
    g_test_add_func("/ts_aligner/foreign", test_foreign);
    return g_test_run();
}
