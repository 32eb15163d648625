/* mpeg_ts: a transport stream as SRT callers and datagrams bring it. Whole packets come out,
 * nothing is made up, and an RTP header is never longer than its datagram. The first byte is the
 * size of the pieces. */
#include <string.h>

#include <glib.h>

#include "media/ingest/ts_aligner.h"
#include "media/program/rtp_header.h"

#define SYNC_BYTE 0x47

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_alignment(const uint8_t *data, size_t size, size_t piece) {
    TsAligner aligner = {0};
    size_t sum = 0;
    for (size_t at = 0; at < size; at += piece) {
        size_t n = MIN(piece, size - at);
        uint8_t *bytes = g_memdup2(data + at, n);
        uint8_t *packets = g_malloc(n + TS_PACKET_BYTES - 1);
        size_t taken = ts_aligner_take(&aligner, bytes, n, packets);
        g_assert_cmpuint(taken, <=, n + TS_PACKET_BYTES - 1);
        g_assert_cmpuint(taken % TS_PACKET_BYTES, ==, 0);
        for (size_t packet = 0; packet < taken; packet += TS_PACKET_BYTES)
            g_assert_cmpint(packets[packet], ==, SYNC_BYTE);
        sum += taken;
        g_free(packets);
        g_free(bytes);
    }
    g_assert_cmpuint(sum, <=, size);
}

static void check_header(const uint8_t *data, size_t size) {
    size_t n = MIN(size, RTP_HEADER_MOST_BYTES);
    uint8_t *bytes = g_memdup2(data, n);
    size_t header = rtp_header_bytes(bytes, n, size);
    g_assert_cmpuint(header, <=, size);
    g_assert_true(header == 0 || header >= 12);
    g_free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    check_alignment(data + 1, size - 1, (size_t)data[0] + 1);
    check_header(data + 1, size - 1);
    return 0;
}
