/* link: what is read does not depend on how the bytes arrive; a frame that is accepted is written
 * back byte for byte.
 *
 * Byte 0 is the size of a piece, the rest the stream. */
#include "media/link/link.h"

#include <string.h>

#include "media/link/link_text.h"

static const JsonTable *const TABLES[] = {
    [LINK_START] = &LINK_START_TABLE,
    [LINK_INPUT_OPEN] = &LINK_INPUT_OPEN_TABLE,
    [LINK_INPUT_CLOSE] = &LINK_INPUT_REF_TABLE,
    [LINK_CUT] = &LINK_CUT_TABLE,
    [LINK_RUNG] = &LINK_RUNG_TABLE,
    [LINK_SLATE] = &LINK_SLATE_TABLE,
    [LINK_READY] = &LINK_READY_TABLE,
    [LINK_LEVELS] = &LINK_LEVELS_TABLE,
    [LINK_INPUT] = &LINK_INPUT_REPORT_TABLE,
    [LINK_LOAD] = &LINK_LOAD_TABLE,
    [LINK_NOTE] = &LINK_NOTE_TABLE,
};

static bool write_back_text(const LinkFrame *frame, GByteArray *out) {
    const JsonTable *table = TABLES[frame->type];
    g_autofree char *text = g_strndup((const char *)frame->payload, frame->length);
    void *data = g_malloc0(table->struct_bytes);
    bool is_read = json_table_read(table, text, frame->length, LINK_TEXT_MAX_BYTES, data, NULL);
    if (is_read) {
        g_assert_cmpuint(strlen(text), ==, frame->length);
        link_append_text(out, frame->type, text);
        json_table_clear(table, data);
    }
    g_free(data);
    return is_read;
}

static bool write_back(const LinkFrame *frame, void *user) {
    GByteArray *out = user;
    if (frame->type == LINK_SAMPLE) {
        MediaSample sample;
        if (!link_read_sample(frame, &sample))
            return false;
        link_append_sample(out, frame->track, &sample);
        return true;
    }
    if (frame->type == LINK_TRACK) {
        MediaTrack track = {0};
        if (!link_read_track(frame, &track))
            return false;
        link_append_track(out, frame->track, &track);
        return true;
    }
    return write_back_text(frame, out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size < 2)
        return 0;
    size_t step = data[0] + 1;
    g_autoptr(GByteArray) whole = g_byte_array_new(), pieces = g_byte_array_new();
    g_autoptr(LinkReader) at_once = link_reader_new(write_back, whole);
    g_autoptr(LinkReader) in_pieces = link_reader_new(write_back, pieces);
    bool is_fine = link_reader_push(at_once, data + 1, size - 1, NULL);
    bool is_same = true;
    for (size_t at = 1; is_same && at < size; at += step)
        is_same = link_reader_push(in_pieces, data + at, MIN(step, size - at), NULL);
    g_assert_true(is_same == is_fine);
    g_assert_cmpmem(whole->data, whole->len, pieces->data, pieces->len);
    g_assert_cmpuint(whole->len, <=, size - 1);
    g_assert_true(whole->len == 0 || memcmp(whole->data, data + 1, whole->len) == 0);
    return 0;
}
