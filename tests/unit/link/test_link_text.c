#include "media/link/link_text.h"

#include <string.h>

#include "base/error.h"

#define TRACKS                                                                                     \
    "\"tracks\":[{\"is_video\":1,\"name\":\"v720\",\"width\":1280,\"height\":720,"                 \
    "\"bit_rate\":2500000,\"channels\":0},"                                                        \
    "{\"is_video\":0,\"name\":\"a-zh\",\"width\":0,\"height\":0,\"bit_rate\":96000,"               \
    "\"language\":\"zh\",\"channels\":2}]"

typedef struct TextCase {
    const char *name;
    const JsonTable *table;
    const char *text;
} TextCase;

/* Each reads and writes back as it was. */
static const TextCase FINE[] = {
    {"start", &LINK_START_TABLE,
     "{\"meeting_id\":\"m\",\"title\":\"村民大会\",\"line\":\"马上开始\",\"width\":1280,"
     "\"height\":720,\"floor\":\"zh\"," TRACKS "}"},
    {"open", &LINK_INPUT_OPEN_TABLE,
     "{\"id\":7,\"source\":\"mpeg-ts\",\"uri\":\"\",\"language\":\"bo\",\"offset_ms\":-200,"
     "\"has_descriptor\":true,\"priority\":-1}"},
    {"close", &LINK_INPUT_REF_TABLE, "{\"id\":7}"},
    {"cut", &LINK_CUT_TABLE, "{\"on\":true}"},
    {"rung", &LINK_RUNG_TABLE, "{\"track\":19,\"on\":false}"},
    {"slate", &LINK_SLATE_TABLE, "{\"title\":\"a\",\"line\":\"b\"}"},
    {"ready", &LINK_READY_TABLE, "{\"wall_us\":1795000000000000}"},
    {"levels", &LINK_LEVELS_TABLE,
     "{\"language\":\"zh\",\"momentary\":-230,\"short_term\":-1000,\"peak\":-10}"},
    {"report", &LINK_INPUT_REPORT_TABLE,
     "{\"id\":1,\"state\":\"live\",\"video_codec\":\"H.264\",\"audio_codec\":\"AAC\","
     "\"width\":1920,\"height\":1080,\"frame_rate\":25,\"is_interlaced\":true,"
     "\"video_bit_rate\":4000000,\"audio_bit_rate\":96000,\"frames\":10,\"dropped_frames\":1,"
     "\"av_offset_ms\":-40,\"key_frame_age_ms\":-1,\"message\":\"x\",\"languages\":[\"zh\","
     "\"bo\"]}"},
    {"load", &LINK_LOAD_TABLE, "{\"track\":0,\"frames\":25,\"dropped\":3}"},
    {"note", &LINK_NOTE_TABLE, "{\"level\":1,\"text\":\"x\"}"},
};

static const TextCase BAD[] = {
    {"no tracks", &LINK_START_TABLE,
     "{\"meeting_id\":\"m\",\"width\":1280,\"height\":720,\"floor\":\"zh\",\"tracks\":[]}"},
    {"a huge picture", &LINK_START_TABLE,
     "{\"meeting_id\":\"m\",\"width\":100000,\"height\":720,\"floor\":\"zh\"," TRACKS "}"},
    {"no floor", &LINK_START_TABLE,
     "{\"meeting_id\":\"m\",\"width\":1280,\"height\":720," TRACKS "}"},
    {"an unknown source", &LINK_INPUT_OPEN_TABLE, "{\"id\":7,\"source\":\"rtmp\"}"},
    {"a far offset", &LINK_INPUT_OPEN_TABLE, "{\"id\":7,\"source\":\"flv\",\"offset_ms\":60001}"},
    {"a negative id", &LINK_INPUT_REF_TABLE, "{\"id\":-1}"},
    {"a track too far", &LINK_RUNG_TABLE, "{\"track\":20,\"on\":false}"},
    {"a field too much", &LINK_CUT_TABLE, "{\"on\":true,\"off\":false}"},
    {"no state", &LINK_INPUT_REPORT_TABLE, "{\"id\":1}"},
};

static void test_fine(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(FINE); i++) {
        const TextCase *one = &FINE[i];
        g_autoptr(GError) error = NULL;
        void *data = g_malloc0(one->table->struct_bytes);
        g_test_message("%s", one->name);
        g_assert_true(json_table_read(one->table, one->text, strlen(one->text), LINK_TEXT_MAX_BYTES,
                                      data, &error));
        g_assert_no_error(error);
        g_autofree char *again = json_table_write(one->table, data);
        g_assert_cmpstr(again, ==, one->text);
        json_table_clear(one->table, data);
        g_free(data);
    }
}

static void test_bad(void) {
    for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++) {
        const TextCase *one = &BAD[i];
        g_autoptr(GError) error = NULL;
        g_autofree void *data = g_malloc0(one->table->struct_bytes);
        g_test_message("%s", one->name);
        g_assert_false(json_table_read(one->table, one->text, strlen(one->text),
                                       LINK_TEXT_MAX_BYTES, data, &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
}

static void test_words(void) {
    g_assert_cmpuint(g_strv_length((char **)LINK_SOURCE_WORDS), ==, LINK_SOURCE_TEST + 1);
    g_assert_cmpuint(g_strv_length((char **)LINK_INPUT_STATE_WORDS), ==, LINK_INPUT_REFUSED + 1);
    g_assert_cmpstr(LINK_SOURCE_WORDS[LINK_SOURCE_UDP], ==, "udp");
    g_assert_cmpstr(LINK_INPUT_STATE_WORDS[LINK_INPUT_SILENT], ==, "silent");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/link_text/fine", test_fine);
    g_test_add_func("/link_text/bad", test_bad);
    g_test_add_func("/link_text/words", test_words);
    return g_test_run();
}
