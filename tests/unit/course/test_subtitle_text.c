#include "media/course/subtitle_text.h"

#include <string.h>

#include "base/error.h"

#define CHINESE                                                                                              \
    "1\n00:00:01,000 --> "                                                                                   \
    "00:00:04,000\n欢迎收看本期节目，今天我们来学习农村合作医疗的报销办法。\n\n" \
    "2\n00:00:04,500 --> 00:00:08,000\n乡亲们，大家好！请把去年的收据都带来。\n\n"
#define TRADITIONAL                                                                                          \
    "1\n00:00:01,000 --> "                                                                                   \
    "00:00:04,000\n歡迎收看本期節目，今天我們來學習農村合作醫療的報銷辦法。\n\n" \
    "2\n00:00:04,500 --> 00:00:08,000\n鄉親們，大家好！請把去年的收據都帶來。\n\n"
#define KOREAN                                                                                                         \
    "1\n00:00:01,000 --> 00:00:04,000\n안녕하십니까, 오늘은 농촌 합작 의료 보험의 정산 방법을 " \
    "배우겠습니다.\n\n"
#define JAPANESE                                                                                   \
    "1\n00:00:01,000 --> 00:00:04,000\n皆さん、今日は農村の医療保険について勉強しましょう。\n\n"
#define RUSSIAN                                                                                    \
    "1\n00:00:01,000 --> 00:00:04,000\nДобрый день! Сегодня мы поговорим о сельской медицине.\n\n"
#define FRENCH                                                                                              \
    "1\n00:00:01,000 --> 00:00:04,000\nBonjour à tous, voilà l'été où nous étions très âgés, ça " \
    "été créé.\n\n"
#define UYGHUR    "1\n00:00:01,000 --> 00:00:04,000\nسلام دوستلار ياخشى كۈن\n\n"
#define ARABIC    "1\n00:00:01,000 --> 00:00:04,000\nمرحبا بكم في هذا الدرس عن الصحة\n\n"
#define TIBETAN   "1\n00:00:01,000 --> 00:00:04,000\nབཀྲ་ཤིས་བདེ་ལེགས། དེ་རིང་ང་ཚོས་སློབ་སྦྱོང་བྱེད་ཀྱི་ཡིན།\n\n"
#define MONGOLIAN "1\n00:00:01,000 --> 00:00:04,000\nᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ\n\n"

typedef struct Row {
    const char *text, *charset;
    SubtitleEncoding encoding; /* what is found; SUBTITLE_UNKNOWN: refused */
} Row;

static const Row ROWS[] = {
    {CHINESE, "UTF-8", SUBTITLE_UTF8},           {TIBETAN, "UTF-8", SUBTITLE_UTF8},
    {CHINESE, "UTF-16LE", SUBTITLE_UTF16_LE},    {CHINESE, "UTF-16BE", SUBTITLE_UTF16_BE},
    {MONGOLIAN, "UTF-16LE", SUBTITLE_UTF16_LE},  {UYGHUR, "UTF-16BE", SUBTITLE_UTF16_BE},
    {CHINESE, "GB18030", SUBTITLE_GB18030},      {CHINESE, "GBK", SUBTITLE_GB18030},
    {TIBETAN, "GB18030", SUBTITLE_GB18030},      {MONGOLIAN, "GB18030", SUBTITLE_GB18030},
    {TRADITIONAL, "BIG5", SUBTITLE_UNKNOWN},     {KOREAN, "EUC-KR", SUBTITLE_UNKNOWN},
    {JAPANESE, "SHIFT_JIS", SUBTITLE_UNKNOWN},   {JAPANESE, "EUC-JP", SUBTITLE_UNKNOWN},
    {RUSSIAN, "WINDOWS-1251", SUBTITLE_UNKNOWN}, {RUSSIAN, "KOI8-R", SUBTITLE_UNKNOWN},
    {RUSSIAN, "ISO-8859-5", SUBTITLE_UNKNOWN},   {FRENCH, "WINDOWS-1252", SUBTITLE_UNKNOWN},
    {ARABIC, "WINDOWS-1256", SUBTITLE_UNKNOWN},  {ARABIC, "ISO-8859-6", SUBTITLE_UNKNOWN},
};

static char *coded(const Row *row, gsize *ret_length) {
    g_autoptr(GError) error = NULL;
    char *bytes = g_convert(row->text, -1, row->charset, "UTF-8", NULL, ret_length, &error);
    g_assert_no_error(error);
    return bytes;
}

static void test_row(gconstpointer data) {
    const Row *row = data;
    gsize length;
    g_autofree char *bytes = coded(row, &length);
    g_assert_cmpint(subtitle_text_encoding((const uint8_t *)bytes, length), ==, row->encoding);
    g_autoptr(GError) error = NULL;
    g_autofree char *text = subtitle_text_decode((const uint8_t *)bytes, length, &error);
    if (row->encoding == SUBTITLE_UNKNOWN) {
        g_assert_error(error, BASE_ERROR, ERROR_UNSUPPORTED);
        return;
    }
    g_assert_no_error(error);
    g_assert_cmpstr(text, ==, row->text);
}

static void test_marks(void) {
    static const struct {
        const char *bytes;
        size_t length;
        const char *text; /* NULL: refused */
    } MARKED[] = {
        {"\xEF\xBB\xBF"
         "a",
         4, "a"},
        {"\xFF\xFE"
         "a\0\r\0\n\0",
         8, "a\n"},
        {"\xFE\xFF\0a\0\r", 6, "a\n"},
        {"\x84\x31\x95\x33\xC4\xE3", 6, "你"},
        {"\xEF\xBB\xBF\xFF", 4, NULL},
        {"\xFF\xFE"
         "a",
         3, NULL},
        {"\xFF\xFE\0\xD8", 4, NULL},
        {"a\0b\0\0c", 6, NULL},
        {"\x80\x80", 2, NULL},
        {"\xC4", 1, NULL},
        {"", 0, ""},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(MARKED); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *text =
            subtitle_text_decode((const uint8_t *)MARKED[i].bytes, MARKED[i].length, &error);
        g_assert_cmpstr(text, ==, MARKED[i].text);
        g_assert_true(!text == (error != NULL));
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autofree char *path = g_strdup_printf("/subtitle_text/%u/%s", i, ROWS[i].charset);
        g_test_add_data_func(path, &ROWS[i], test_row);
    }
    g_test_add_func("/subtitle_text/marks", test_marks);
    return g_test_run();
}
