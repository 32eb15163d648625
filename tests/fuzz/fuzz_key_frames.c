/* ts_finder and flv_tag: where a reader may begin in mid-stream. What is found does not depend on
 * how the bytes arrive, tables are whole packets, and a header is never taken for a key frame.
 *
 * Byte 0 is the size of the steps in 16 bytes. */
#include <string.h>

#include <glib.h>

#include "media/ingest/flv_tag.h"
#include "media/ingest/ts_finder.h"

#define TAG_BYTES 64u

typedef struct Trace {
    unsigned n_keys, n_others;
    TsTables tables;
} Trace;

static void look(TsFinder *finder, const uint8_t *packet, Trace *trace) {
    TsFound found = ts_finder_look(finder, packet);
    trace->n_keys += found == TS_FOUND_KEY;
    trace->n_others += found == TS_FOUND_OTHER;
    g_assert_cmpuint(finder->tables.n, <=, sizeof finder->tables.bytes);
    g_assert_cmpuint(finder->tables.n % TS_PACKET_BYTES, ==, 0);
    g_assert_true(found == TS_FOUND_NOTHING || finder->tables.n >= 2 * TS_PACKET_BYTES);
}

static Trace run(const uint8_t *data, size_t size, size_t step) {
    TsAligner aligner = {0};
    TsFinder finder = {0};
    Trace trace = {0};
    g_autofree uint8_t *packets = g_malloc(step + TS_PACKET_BYTES);
    for (size_t at = 0; at < size; at += step) {
        size_t n = ts_aligner_take(&aligner, data + at, MIN(step, size - at), packets);
        for (size_t i = 0; i < n; i += TS_PACKET_BYTES)
            look(&finder, packets + i, &trace);
    }
    trace.tables = finder.tables;
    return trace;
}

static void look_at_tag(const uint8_t *data, size_t size) {
    uint8_t payload[TAG_BYTES];
    size_t length = MIN(size, TAG_BYTES);
    static const uint8_t TYPES[] = {RTMP_VIDEO, RTMP_AUDIO, RTMP_DATA};
    memcpy(payload, data, length);
    for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
        RtmpMessage message = {.type = TYPES[i], .payload = payload, .length = length};
        FlvKind kind = flv_tag_kind(&message);
        g_assert_true(kind != FLV_KIND_VIDEO_KEY ||
                      (TYPES[i] == RTMP_VIDEO && payload[0] >> 4 == 1));
        g_assert_true(kind != FLV_KIND_VIDEO_KEY || (payload[0] & 0x0f) != 7 || length == 1 ||
                      payload[1] != 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    Trace in_steps = run(data + 1, size - 1, (data[0] + 1u) * 16u);
    Trace at_once = run(data + 1, size - 1, size);
    g_assert_cmpuint(in_steps.n_keys, ==, at_once.n_keys);
    g_assert_cmpuint(in_steps.n_others, ==, at_once.n_others);
    g_assert_cmpmem(in_steps.tables.bytes, in_steps.tables.n, at_once.tables.bytes,
                    at_once.tables.n);
    look_at_tag(data + 1, size - 1);
    return 0;
}
