#include "media/course/nal.h"

#include <string.h>

enum { NAL_IDR = 5, NAL_SPS = 7, NAL_PPS = 8, NAL_DELIMITER = 9, NAL_FILLER = 12 };

typedef struct NalUnit {
    const uint8_t *bytes;
    size_t length;
} NalUnit;

static unsigned type_of(const uint8_t *bytes) {
    return bytes[0] & 0x1fu;
}

/* ---- one after the other ---- */

static size_t find_code(const uint8_t *bytes, size_t length, size_t from) {
    for (size_t i = from; i + 3 <= length; i++) {
        if (bytes[i] == 0 && bytes[i + 1] == 0 && bytes[i + 2] == 1)
            return i;
    }
    return length;
}

static bool next_coded(const uint8_t *bytes, size_t length, size_t *at, NalUnit *ret_unit) {
    size_t begin = find_code(bytes, length, *at);
    if (begin >= length)
        return false;
    begin += 3;
    size_t end = find_code(bytes, length, begin);
    *at = end;
    while (end > begin && bytes[end - 1] == 0)
        end--;
    *ret_unit = (NalUnit){bytes + begin, end - begin};
    return true;
}

static bool next_counted(const NalForm *form, const uint8_t *bytes, size_t length, size_t *at,
                         NalUnit *ret_unit) {
    size_t n = 0;
    if (length - *at < form->length_bytes)
        return false;
    for (unsigned i = 0; i < form->length_bytes; i++)
        n = n << 8 | bytes[*at + i];
    *at += form->length_bytes;
    if (n > length - *at)
        return false;
    *ret_unit = (NalUnit){bytes + *at, n};
    *at += n;
    return true;
}

static bool next_unit(const NalForm *form, const uint8_t *bytes, size_t length, size_t *at,
                      NalUnit *ret_unit) {
    return form->has_start_codes ? next_coded(bytes, length, at, ret_unit)
                                 : next_counted(form, bytes, length, at, ret_unit);
}

/* ---- the head ---- */

static bool keep_sets(NalForm *form, const uint8_t *bytes, size_t length, size_t *at, unsigned n) {
    for (; n > 0; n--) {
        if (length - *at < 2)
            return false;
        size_t size = (size_t)bytes[*at] << 8 | bytes[*at + 1];
        *at += 2;
        if (size < 4 && size == 0)
            return false;
        if (size > length - *at)
            return false;
        g_ptr_array_add(form->parameters, g_bytes_new(bytes + *at, size));
        *at += size;
    }
    return true;
}

static bool read_avcc(NalForm *form, const uint8_t *bytes, size_t length) {
    size_t at = 6;
    form->length_bytes = (bytes[4] & 3u) + 1;
    if (!keep_sets(form, bytes, length, &at, bytes[5] & 31u) || at >= length)
        return false;
    at++;
    return keep_sets(form, bytes, length, &at, bytes[at - 1]);
}

static void read_coded(NalForm *form, const uint8_t *bytes, size_t length) {
    NalUnit unit;
    form->has_start_codes = true;
    for (size_t at = 0; next_coded(bytes, length, &at, &unit);) {
        if (unit.length > 0 && (type_of(unit.bytes) == NAL_SPS || type_of(unit.bytes) == NAL_PPS))
            g_ptr_array_add(form->parameters, g_bytes_new(unit.bytes, unit.length));
    }
}

static const uint8_t *set_of(const NalForm *form, unsigned i, size_t *ret_length) {
    return g_bytes_get_data(form->parameters->pdata[i], ret_length);
}

static unsigned count(const NalForm *form, unsigned type) {
    unsigned n = 0;
    size_t length;
    for (unsigned i = 0; i < form->parameters->len; i++)
        n += type_of(set_of(form, i, &length)) == type;
    return n;
}

static void free_bytes(void *bytes) {
    g_bytes_unref(bytes);
}

NalForm *nal_form_new(const uint8_t *extradata, size_t length) {
    if (extradata == NULL || length < 8)
        return NULL;
    g_autoptr(NalForm) form = g_new0(NalForm, 1);
    form->parameters = g_ptr_array_new_with_free_func(free_bytes);
    if (extradata[0] == 1) {
        if (!read_avcc(form, extradata, length))
            return NULL;
    } else {
        read_coded(form, extradata, length);
    }
    if (count(form, NAL_SPS) != 1 || count(form, NAL_PPS) < 1 || count(form, NAL_PPS) > 255)
        return NULL;
    for (unsigned i = 0; i < form->parameters->len; i++) {
        size_t size;
        if (type_of(set_of(form, i, &size)) == NAL_SPS && size < 4)
            return NULL;
    }
    return g_steal_pointer(&form);
}

void nal_form_free(NalForm *form) {
    if (form == NULL)
        return;
    g_ptr_array_unref(form->parameters);
    g_free(form);
}

static const uint8_t *sps_of(const NalForm *form, size_t *ret_length) {
    for (unsigned i = 0; i < form->parameters->len; i++) {
        const uint8_t *bytes = set_of(form, i, ret_length);
        if (type_of(bytes) == NAL_SPS)
            return bytes;
    }
    return NULL;
}

static void append_sets(const NalForm *form, unsigned type, GByteArray *out) {
    for (unsigned i = 0; i < form->parameters->len; i++) {
        size_t length;
        const uint8_t *bytes = set_of(form, i, &length);
        uint8_t head[] = {(uint8_t)(length >> 8), (uint8_t)length};
        if (type_of(bytes) != type)
            continue;
        g_byte_array_append(out, head, sizeof head);
        g_byte_array_append(out, bytes, (unsigned)length);
    }
}

void nal_append_avcc(const NalForm *form, GByteArray *out) {
    size_t length;
    const uint8_t *sps = sps_of(form, &length);
    uint8_t head[] = {1, sps[1], sps[2], sps[3], 0xff, 0xe1};
    uint8_t n_pps = (uint8_t)count(form, NAL_PPS);
    g_byte_array_append(out, head, sizeof head);
    append_sets(form, NAL_SPS, out);
    g_byte_array_append(out, &n_pps, 1);
    append_sets(form, NAL_PPS, out);
    if (sps[1] == 100) { /* 4:2:0, 8 bits */
        static const uint8_t HIGH[] = {0xfd, 0xf8, 0xf8, 0};
        g_byte_array_append(out, HIGH, sizeof HIGH);
    }
}

void nal_codec_name(const NalForm *form, char *ret_name, size_t length) {
    size_t size;
    const uint8_t *sps = sps_of(form, &size);
    g_snprintf(ret_name, length, "avc1.%02x%02x%02x", sps[1], sps[2], sps[3]);
}

/* ---- access units ---- */

static bool is_known(const NalForm *form, const NalUnit *unit) {
    for (unsigned i = 0; i < form->parameters->len; i++) {
        size_t length;
        const uint8_t *bytes = set_of(form, i, &length);
        if (length == unit->length && memcmp(bytes, unit->bytes, length) == 0)
            return true;
    }
    return false;
}

static void append_unit(GByteArray *out, const NalUnit *unit) {
    uint8_t head[] = {(uint8_t)(unit->length >> 24), (uint8_t)(unit->length >> 16),
                      (uint8_t)(unit->length >> 8), (uint8_t)unit->length};
    g_byte_array_append(out, head, sizeof head);
    g_byte_array_append(out, unit->bytes, (unsigned)unit->length);
}

NalView nal_read(const NalForm *form, const uint8_t *bytes, size_t length, GByteArray *out) {
    NalView view = {.is_broken = true};
    NalUnit unit;
    size_t at = 0;
    while (at < length && next_unit(form, bytes, length, &at, &unit)) {
        if (unit.length == 0)
            continue;
        unsigned type = type_of(unit.bytes);
        bool is_set = type == NAL_SPS || type == NAL_PPS;
        view.is_idr |= type == NAL_IDR;
        view.is_broken &= type < 1 || type > 5;
        view.has_foreign_parameters |= is_set && !is_known(form, &unit);
        if (out != NULL && !is_set && type != NAL_DELIMITER && type != NAL_FILLER)
            append_unit(out, &unit);
    }
    return view;
}
