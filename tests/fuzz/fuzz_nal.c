/* The parameter sets of a stranger's H.264 (first byte: how many bytes of them follow) and an
 * access unit behind them: what would be copied has units behind lengths of 4 bytes, and no sets.
 */
#include <stdint.h>

#include "media/course/nal.h"

enum { IDR = 5, SPS = 7, PPS = 8, DELIMITER = 9, FILLER = 12 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_units(const GByteArray *sample, bool is_idr) {
    bool has_idr = false;
    for (guint at = 0; at < sample->len;) {
        g_assert_cmpuint(sample->len - at, >, 4);
        guint length = (guint)sample->data[at] << 24 | (guint)sample->data[at + 1] << 16 |
                       (guint)sample->data[at + 2] << 8 | sample->data[at + 3];
        unsigned type = sample->data[at + 4] & 31u;
        g_assert_cmpuint(length, >, 0);
        g_assert_cmpuint(length, <=, sample->len - at - 4);
        g_assert(type != SPS && type != PPS && type != DELIMITER && type != FILLER);
        has_idr |= type == IDR;
        at += 4 + length;
    }
    g_assert(has_idr == is_idr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    size_t head = size > 0 ? MIN((size_t)data[0], size - 1) : 0;
    if (size == 0)
        return 0;
    g_autoptr(NalForm) form = nal_form_new(data + 1, head);
    if (form == NULL)
        return 0;
    char name[32];
    g_autoptr(GByteArray) config = g_byte_array_new(), sample = g_byte_array_new();
    nal_append_avcc(form, config);
    nal_codec_name(form, name, sizeof name);
    g_autoptr(NalForm) again = nal_form_new(config->data, config->len);
    g_assert(again != NULL && again->parameters->len == form->parameters->len);
    NalView view = nal_read(form, data + 1 + head, size - 1 - head, sample);
    check_units(sample, view.is_idr);
    return 0;
}
