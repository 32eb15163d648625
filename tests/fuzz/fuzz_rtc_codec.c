/* rtc_codec: the payload of an RTP packet of a conference, read as each codec that we look into.
 * What is found lies within it; a VP8 descriptor with other numbers says these and nothing else. */
#include <glib.h>
#include <string.h>

#include "media/rtc/wire/codec_h264.h"
#include "media/rtc/wire/codec_red.h"
#include "media/rtc/wire/codec_vp8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_vp8(const uint8_t *data, size_t size) {
    CodecVp8 before, after;
    if (!codec_vp8_parse(data, size, &before))
        return;
    g_assert_cmpuint(before.descriptor_length, <, size);
    g_assert_cmpuint(before.descriptor_length, <=, CODEC_VP8_MAX_DESCRIPTOR);
    g_assert_true(before.is_start || !before.is_key);
    g_autofree uint8_t *copy = g_memdup2(data, size);
    codec_vp8_write_descriptor(&before, data, 0xabcd, 0x77, copy);
    g_assert_true(codec_vp8_parse(copy, size, &after));
    g_assert_cmpuint(after.picture_id, ==, 0xabcd & before.picture_id_mask);
    g_assert_cmpuint(after.tl0, ==, before.has_tl0 ? 0x77 : 0);
    uint8_t back[CODEC_VP8_MAX_DESCRIPTOR];
    size_t length = codec_vp8_write_descriptor(&after, copy, before.picture_id, before.tl0, back);
    g_assert_cmpmem(back, length, data, length);
}

static void check_h264(const uint8_t *data, size_t size) {
    CodecH264 h264;
    if (!codec_h264_parse(data, size, &h264))
        return;
    g_assert_true(!h264.is_key_start || h264.has_sps || h264.has_idr);
}

static void check_red(const uint8_t *data, size_t size) {
    CodecRedBlock blocks[CODEC_RED_MAX_BLOCKS];
    unsigned n = codec_red_parse(data, size, blocks);
    g_assert_cmpuint(n, <=, CODEC_RED_MAX_BLOCKS);
    for (unsigned i = 0; i < n; i++)
        g_assert_cmpuint(blocks[i].at + blocks[i].length, ==, i + 1 < n ? blocks[i + 1].at : size);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    check_vp8(data, size);
    check_h264(data, size);
    check_red(data, size);
    return 0;
}
