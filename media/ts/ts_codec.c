#include "media/ts/ts_codec.h"

#include <string.h>

#define NAL_SPS       7
#define NAL_DELIMITER 9
#define NAL_TYPE(b)   ((b)&0x1F)

#define ADTS_MAX_FRAME 8191u /* 13 bits */

static const uint8_t START[4] = {0, 0, 0, 1};
/* primary_pic_type 7: any slices. */
static const uint8_t DELIMITER[6] = {0, 0, 0, 1, NAL_DELIMITER, 0xF0};

/* A count and so many sets with lengths of two bytes (14496-15 §5.3.3.1.2). */
static bool append_set_list(GByteArray *out, const uint8_t **at, const uint8_t *end,
                            uint8_t count_mask) {
    if (*at >= end)
        return false;
    unsigned count = *(*at)++ & count_mask;
    for (unsigned i = 0; i < count; i++) {
        if (end - *at < 2)
            return false;
        unsigned length = (unsigned)(*at)[0] << 8 | (*at)[1];
        *at += 2;
        if (end - *at < (ptrdiff_t)length)
            return false;
        g_byte_array_append(out, START, sizeof START);
        g_byte_array_append(out, *at, length);
        *at += length;
    }
    return true;
}

bool ts_codec_append_sets(GByteArray *out, const uint8_t *config, unsigned length) {
    const uint8_t *at = config + 5, *end = config + length;
    return length > 6 && (config[4] & 3) == 3 && append_set_list(out, &at, end, 0x1F) &&
           append_set_list(out, &at, end, 0xFF);
}

/* Whether the lengths add up; tells whether there are parameter sets. */
static bool check_units(const MediaSample *sample, bool *ret_has_sets) {
    size_t at = 0;
    *ret_has_sets = false;
    while (at < sample->length) {
        if (sample->length - at < 5)
            return false;
        const uint8_t *unit = sample->bytes + at;
        uint32_t length =
            (uint32_t)unit[0] << 24 | (uint32_t)unit[1] << 16 | (uint32_t)unit[2] << 8 | unit[3];
        if (length == 0 || length > sample->length - at - 4)
            return false;
        *ret_has_sets = *ret_has_sets || NAL_TYPE(unit[4]) == NAL_SPS;
        at += 4 + length;
    }
    return at > 0;
}

static void append_units(GByteArray *out, const MediaSample *sample) {
    for (size_t at = 0; at < sample->length;) {
        const uint8_t *unit = sample->bytes + at;
        uint32_t length =
            (uint32_t)unit[0] << 24 | (uint32_t)unit[1] << 16 | (uint32_t)unit[2] << 8 | unit[3];
        if (NAL_TYPE(unit[4]) != NAL_DELIMITER) {
            g_byte_array_append(out, START, sizeof START);
            g_byte_array_append(out, unit + 4, length);
        }
        at += 4 + length;
    }
}

bool ts_codec_append_picture(GByteArray *out, const MediaSample *sample, const GByteArray *sets) {
    bool has_sets;
    if (!check_units(sample, &has_sets))
        return false;
    g_byte_array_append(out, DELIMITER, sizeof DELIMITER);
    if (sample->is_key && !has_sets)
        g_byte_array_append(out, sets->data, sets->len);
    append_units(out, sample);
    return true;
}

bool ts_codec_append_sound(GByteArray *out, const MediaSample *sample, const uint8_t *config,
                           unsigned config_length) {
    if (config_length < 2)
        return false;
    unsigned object = config[0] >> 3;
    unsigned rate = (unsigned)(config[0] & 7) << 1 | config[1] >> 7;
    unsigned channels = config[1] >> 3 & 15;
    size_t length = sample->length + TS_CODEC_ADTS_BYTES;
    if (object < 1 || object > 4 || rate > 12 || channels > 7 || length > ADTS_MAX_FRAME)
        return false;
    uint8_t header[TS_CODEC_ADTS_BYTES] = {
        0xFF,
        0xF1, /* MPEG-4, no CRC */
        (uint8_t)((object - 1) << 6 | rate << 2 | channels >> 2),
        (uint8_t)((channels & 3) << 6 | length >> 11),
        (uint8_t)(length >> 3),
        (uint8_t)((length & 7) << 5 | 0x1F), /* fullness: all ones */
        0xFC,
    };
    g_byte_array_append(out, header, sizeof header);
    g_byte_array_append(out, sample->bytes, (guint)sample->length);
    return true;
}
