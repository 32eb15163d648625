/* cmaf: what is accepted lies inside the bytes, is cut where it says, and is written again the
 * same. The reader walks files after a crash. */
#include "media/package/cmaf.h"

#define MAX_SAMPLES 64u

static void check_samples(const uint8_t *data, const CmafChunkView *view,
                          const MediaSample *samples) {
    int64_t dts = (int64_t)view->decode_time;
    const uint8_t *at = NULL;
    for (unsigned i = 0; i < view->n_samples; i++) {
        g_assert_cmpint(samples[i].dts, ==, dts);
        g_assert_cmpuint(samples[i].duration, >, 0);
        g_assert_true(samples[i].bytes >= data && (!at || samples[i].bytes == at));
        at = samples[i].bytes + samples[i].length;
        dts += samples[i].duration;
    }
    g_assert_true(at == data + view->length);
    g_assert_cmpint(view->is_independent, ==, samples[0].is_key);
}

/* mfhd and tfhd name a sequence and a track that the reader does not care about. */
static void check_written(const uint8_t *data, const CmafChunkView *view,
                          const MediaSample *samples) {
    static const MediaTrack TRACK = {.kind = MEDIA_VIDEO};
    CmafChunk chunk = {&TRACK, 0, view->decode_time, samples, view->n_samples};
    g_autoptr(GByteArray) again = g_byte_array_new();
    cmaf_append_chunk(again, &chunk);
    g_assert_cmpuint(again->len, ==, view->length);
    CmafChunkView same;
    g_assert_true(cmaf_read_chunk(again->data, again->len, &same, NULL, 0));
    g_assert_cmpuint(same.decode_time, ==, view->decode_time);
    g_assert_cmpint(same.is_independent, ==, view->is_independent);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    MediaSample samples[MAX_SAMPLES];
    CmafChunkView view;
    while (cmaf_read_chunk(data, size, &view, samples, MAX_SAMPLES)) {
        g_assert_cmpuint(view.length, <=, size);
        g_assert_cmpuint(view.n_samples, >, 0);
        if (view.n_samples <= MAX_SAMPLES) {
            check_samples(data, &view, samples);
            check_written(data, &view, samples);
        }
        data += view.length;
        size -= view.length;
    }
    return 0;
}
