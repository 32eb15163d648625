#include "media/link/link.h"

#include <string.h>

#include "base/error.h"
#include "media/link/link_text.h"

/* Writes what it sees into a GString: type, track, length and a sum of the payload. */
static bool note_frame(const LinkFrame *frame, void *user) {
    unsigned sum = 0;
    for (size_t i = 0; i < frame->length; i++)
        sum = sum * 31 + frame->payload[i];
    g_string_append_printf(user, "%d/%u/%zu/%08x ", frame->type, frame->track, frame->length, sum);
    return true;
}

static bool refuse_frame(const LinkFrame *frame, void *user) {
    return false;
}

static GByteArray *some_frames(void) {
    GByteArray *out = g_byte_array_new();
    MediaTrack track = {
        .codec = "avc1.4d401f", .config = {1, 0x4d, 0x40, 0x1f}, .config_length = 4};
    uint8_t bytes[3000];
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i * 7);
    MediaSample sample = {
        .pts = -1024, .dts = -1024, .duration = 1024, .bytes = bytes, .length = sizeof bytes};
    link_append_text(out, LINK_READY, "{\"wall_us\":1}");
    link_append_track(out, 3, &track);
    link_append_sample(out, 19, &sample);
    sample.length = 1;
    link_append_sample(out, 0, &sample);
    link_append_text(out, LINK_NOTE, "");
    return out;
}

static void test_pieces(void) {
    g_autoptr(GByteArray) bytes = some_frames();
    g_autoptr(GString) whole = g_string_new(NULL);
    g_autoptr(LinkReader) reader = link_reader_new(note_frame, whole);
    g_autoptr(GError) error = NULL;
    g_assert_true(link_reader_push(reader, bytes->data, bytes->len, &error));
    g_assert_no_error(error);
    g_assert_nonnull(strstr(whole->str, "64/0/13/"));
    g_assert_nonnull(strstr(whole->str, "66/19/3024/"));
    g_assert_true(g_str_has_suffix(whole->str, "70/0/0/00000000 "));
    for (size_t step = 1; step < bytes->len; step = step * 2 + 1) {
        g_autoptr(GString) seen = g_string_new(NULL);
        g_autoptr(LinkReader) slow = link_reader_new(note_frame, seen);
        for (size_t at = 0; at < bytes->len; at += step)
            g_assert_true(
                link_reader_push(slow, bytes->data + at, MIN(step, bytes->len - at), NULL));
        g_assert_cmpstr(seen->str, ==, whole->str);
    }
}

static bool keep_place(const LinkFrame *frame, void *user) {
    *(const uint8_t **)user = frame->payload;
    return true;
}

static void test_no_copy(void) {
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    const uint8_t *place = NULL;
    g_autoptr(LinkReader) reader = link_reader_new(keep_place, &place);
    link_append_text(bytes, LINK_NOTE, "abc");
    g_assert_true(link_reader_push(reader, bytes->data, bytes->len, NULL));
    g_assert_true(place == bytes->data + LINK_HEAD_BYTES);
}

typedef struct BadCase {
    const char *name;
    uint8_t head[LINK_HEAD_BYTES];
} BadCase;

static void test_bad(void) {
    static const BadCase CASES[] = {
        {"no type", {0, 0, 0, 0, 0}},
        {"between", {0, 0, 0, 0, 63}},
        {"past the last", {0, 0, 0, 0, 71}},
        {"text too long", {1, 0, 1, 0, LINK_START}},
        {"track too long", {0, 0, 1, 0, LINK_TRACK}},
        {"sample too long", {0, 0, 0, 1, LINK_SAMPLE}},
        {"track number too high", {1, 0, 0, 0, LINK_SAMPLE, MEDIA_MAX_TRACKS}},
        {"track number on a text", {1, 0, 0, 0, LINK_NOTE, 1}},
        {"reserved", {1, 0, 0, 0, LINK_NOTE, 0, 1}},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_test_message("%s", CASES[i].name);
        for (size_t step = 1; step <= LINK_HEAD_BYTES; step += LINK_HEAD_BYTES - 1) {
            g_autoptr(GString) seen = g_string_new(NULL);
            g_autoptr(LinkReader) reader = link_reader_new(note_frame, seen);
            g_autoptr(GError) error = NULL;
            bool is_fine = true;
            for (size_t at = 0; is_fine && at < LINK_HEAD_BYTES; at += step)
                is_fine = link_reader_push(reader, CASES[i].head + at, step, &error);
            g_assert_false(is_fine);
            g_assert_error(error, BASE_ERROR, ERROR_INVALID);
            g_assert_cmpstr(seen->str, ==, "");
        }
    }
}

static void test_refused(void) {
    g_autoptr(GByteArray) bytes = some_frames();
    g_autoptr(LinkReader) reader = link_reader_new(refuse_frame, NULL);
    g_autoptr(GError) error = NULL, again = NULL;
    g_assert_false(link_reader_push(reader, bytes->data, bytes->len, &error));
    g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    g_assert_false(link_reader_push(reader, bytes->data, 0, &again));
    g_assert_error(again, BASE_ERROR, ERROR_INVALID);
}

static bool read_sample(const LinkFrame *frame, void *user) {
    return link_read_sample(frame, user);
}

static void test_sample(void) {
    g_autoptr(GByteArray) bytes = g_byte_array_new();
    MediaSample sent = {.pts = INT64_C(1) << 40,
                        .dts = -5,
                        .duration = 3600,
                        .is_key = true,
                        .bytes = (const uint8_t *)"xyz",
                        .length = 3};
    MediaSample seen = {0};
    g_autoptr(LinkReader) reader = link_reader_new(read_sample, &seen);
    link_append_sample(bytes, 1, &sent);
    g_assert_true(link_reader_push(reader, bytes->data, bytes->len, NULL));
    g_assert_cmpint(seen.pts, ==, sent.pts);
    g_assert_cmpint(seen.dts, ==, sent.dts);
    g_assert_cmpuint(seen.duration, ==, 3600);
    g_assert_true(seen.is_key);
    g_assert_cmpmem(seen.bytes, seen.length, "xyz", 3);

    LinkFrame empty = {.type = LINK_SAMPLE, .payload = bytes->data, .length = 24};
    g_assert_false(link_read_sample(&empty, &seen));
    LinkFrame other = {.type = LINK_TRACK, .payload = bytes->data, .length = 100};
    g_assert_false(link_read_sample(&other, &seen));
    bytes->data[LINK_HEAD_BYTES + 20] |= 2; /* a flag nobody knows */
    LinkFrame flagged = {
        .type = LINK_SAMPLE, .payload = bytes->data + LINK_HEAD_BYTES, .length = 27};
    g_assert_false(link_read_sample(&flagged, &seen));
}

static bool track_is_read(const char *payload, size_t length, MediaTrack *track) {
    LinkFrame frame = {.type = LINK_TRACK, .payload = (const uint8_t *)payload, .length = length};
    return link_read_track(&frame, track);
}

static void test_track(void) {
    MediaTrack track = {.kind = MEDIA_AUDIO, .name = "a-zh"};
    char longest[MEDIA_CODEC_BYTES + MEDIA_CONFIG_MAX_BYTES + 1] = "mp4a.40.2";
    g_assert_true(track_is_read("mp4a.40.2\0\x11\x90", 12, &track));
    g_assert_cmpstr(track.codec, ==, "mp4a.40.2");
    g_assert_cmpmem(track.config, track.config_length, "\x11\x90", 2);
    g_assert_cmpstr(track.name, ==, "a-zh");
    g_assert_true(track_is_read(longest, 10 + MEDIA_CONFIG_MAX_BYTES, &track));
    g_assert_false(track_is_read(longest, 11 + MEDIA_CONFIG_MAX_BYTES, &track));
    g_assert_false(track_is_read("mp4a.40.2", 9, &track));
    g_assert_false(track_is_read("mp4a.40.2", 10, &track));
    g_assert_false(track_is_read("\0\x11", 2, &track));
    g_assert_false(track_is_read("mp4a 40\0\x11", 9, &track));
    g_assert_false(track_is_read("abcdefghijklmnopqrstuvwx\0\x11", 26, &track));
    g_assert_false(track_is_read("", 0, &track));
    g_assert_cmpuint(track.config_length, ==, MEDIA_CONFIG_MAX_BYTES);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/link/pieces", test_pieces);
    g_test_add_func("/link/no_copy", test_no_copy);
    g_test_add_func("/link/bad", test_bad);
    g_test_add_func("/link/refused", test_refused);
    g_test_add_func("/link/sample", test_sample);
    g_test_add_func("/link/track", test_track);
    return g_test_run();
}
