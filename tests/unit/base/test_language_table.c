#include "base/language_table.h"

#include <glib.h>
#include <string.h>

#include "base/language_tag.h"

/* The script of a letter in words of ISO 15924; Han stands for both of its forms, Hangul for
 * Korean. */
static const char *script_of(gunichar letter) {
    GUnicodeScript script = g_unichar_get_script(letter);
    if (script == G_UNICODE_SCRIPT_HAN)
        return "Han";
    if (script == G_UNICODE_SCRIPT_HANGUL)
        return "Kore";
    static char word[5];
    guint32 code = g_unicode_script_to_iso15924(script);
    for (unsigned i = 0; i < 4; i++)
        word[i] = (char)(code >> (24 - 8 * i));
    return word;
}

static bool is_letter(gunichar sign) {
    GUnicodeScript script = g_unichar_get_script(sign);
    return script != G_UNICODE_SCRIPT_COMMON && script != G_UNICODE_SCRIPT_INHERITED;
}

static void test_row(gconstpointer data) {
    const Language *row = data;
    g_assert_true(language_tag_is_sound(row->tag));
    g_assert_true(language_table_is_sound(row));
    g_assert_true(g_utf8_validate(row->autonym, -1, NULL));
    g_assert_cmpstr(row->name_en, !=, "");
    unsigned n_letters = 0;
    for (const char *at = row->autonym; *at; at = g_utf8_next_char(at)) {
        gunichar sign = g_utf8_get_char(at);
        if (!is_letter(sign))
            continue;
        n_letters++;
        if (g_str_has_prefix(row->script, "Han"))
            g_assert_cmpstr(script_of(sign), ==, "Han");
        else
            g_assert_cmpstr(script_of(sign), ==, row->script);
    }
    g_assert_cmpuint(n_letters, >, 1);
    for (const char *at = row->name_zh; *at; at = g_utf8_next_char(at))
        g_assert_true(!is_letter(g_utf8_get_char(at)) ||
                      strcmp(script_of(g_utf8_get_char(at)), "Han") == 0);
    g_assert_true(row->is_rtl == (strcmp(row->script, "Arab") == 0));
    g_assert_true(row->is_vertical == (strcmp(row->script, "Mong") == 0));
    const Language *found = language_table_lookup(row->tag, NULL, 0);
    g_assert_true(found == row);
    /* its first subtag is its code, or one of two letters that ISO 639 gives three for */
    size_t primary = strcspn(row->tag, "-");
    bool is_own_code = primary == 3 && strncmp(row->tag, row->code3, 3) == 0;
    g_assert_true(is_own_code || primary == 2);
}

static void test_codes(void) {
    static const struct {
        const char *tag, *code3;
    } ROWS[] = {
        {"mn", "mon"}, {"zh", "zho"}, {"bo", "bod"}, {"ug", "uig"}, {"za", "zha"},
        {"ii", "iii"}, {"kk", "kaz"}, {"ky", "kir"}, {"ko", "kor"}, {"tg", "tgk"},
        {"ru", "rus"}, {"vi", "vie"}, {"en", "eng"},
    };
    unsigned n;
    const Language *rows = language_table_rows(&n);
    for (unsigned i = 0; i < n; i++) {
        size_t primary = strcspn(rows[i].tag, "-");
        const char *code3 =
            primary == 3 || g_str_has_prefix(rows[i].tag, "zh-yue") ? rows[i].code3 : NULL;
        for (unsigned j = 0; j < G_N_ELEMENTS(ROWS) && !code3; j++)
            code3 = strncmp(ROWS[j].tag, rows[i].tag, primary) == 0 ? ROWS[j].code3 : NULL;
        g_assert_cmpstr(rows[i].code3, ==, code3);
    }
}

/* What counties speak (research, 5.1) and the three more. */
static void test_county(void) {
    static const struct {
        const char *tag, *autonym, *code3;
    } ROWS[] = {
        {"duu-Latn", "Tvrung", "duu"},
        {"bo", "བོད་སྐད་", "bod"},
        {"prk-Latn", "Parauk", "prk"},
        {"lis-Lisu", "ꓡꓲ ꓢꓴ", "lis"},
        {"lis-Latn", "Lisu", "lis"},
        {"mn-Mong-CN", "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ", "mon"},
        {"ii", "ꆈꌠꉙ", "iii"},
        {"za", "Vahcuengh", "zha"},
        {"tdd-Tale", "ᥖᥭᥰ ᥖᥬᥲ ᥑᥨᥒᥰ", "tdd"},
        {"khb-Talu", "ᦅᧄ ᦺᦑ ᦟᦹᧉ", "khb"},
        {"hni-Latn", "Haqniqdoq", "hni"},
        {"nxq-Latn", "Naqxi", "nxq"},
        {"bca-Latn", "Baip", "bca"},
        {"hea-Latn", "Hmub", "hea"},
        {"ug", "ئۇيغۇرچە", "uig"},
        {"kk-Arab-CN", "قازاقشا", "kaz"},
        {"ko-CN", "조선말", "kor"},
        {"kac", "Jinghpo", "kac"},
        {"atb", "Zaiwa", "atb"},
        {"lhu", "Ladhof", "lhu"},
        {"zh-CN", "普通话", "zho"},
        {"yue", "粤语", "yue"},
        {"EN-gb", "English", "eng"},
        {"mn-Cyrl-MN", "Монгол", "mon"},
        {"mni", "mni", "mni"},
        {"x-old", "x-old", "und"},
        {"", "", "und"},
        {"q", "q", "und"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_assert_cmpstr(language_table_autonym(ROWS[i].tag), ==, ROWS[i].autonym);
        char code3[LANGUAGE_TABLE_CODE3_BYTES];
        language_table_code3(ROWS[i].tag, code3);
        g_assert_cmpstr(code3, ==, ROWS[i].code3);
    }
}

static const Language OWN[] = {
    {"bo-CN", "ཁམས་", "藏语（本地）", "Tibetan (local)", "Tibt", "bod"},
    {"bo", "བོད་", "藏文", "Tibetan", "Tibt", "bod"},
    {"raw", "Rvwang", "日旺语", "Rawang", "Latn", "raw"},
};

static void test_lookup(void) {
    static const struct {
        const char *tag, *name_zh;
    } ROWS[] = {
        {"bo-CN", "藏语（本地）"},
        {"bo-cn-x-gz", "藏语（本地）"},
        {"bo", "藏文"},
        {"bo-IN", "藏文"},
        {"raw-Latn", "日旺语"},
        {"kk-CN", "哈萨克语"},
        {"ug", "维吾尔语"},
        {"zh-Hant-TW", "汉语（繁体字）"},
        {"zh-a-bcd-Hant", "普通话"},
        {"b", NULL},
        {"-bo", NULL},
        {"boo", NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const Language *row = language_table_lookup(ROWS[i].tag, OWN, G_N_ELEMENTS(OWN));
        g_assert_cmpstr(row ? row->name_zh : NULL, ==, ROWS[i].name_zh);
    }
}

static void test_sound(void) {
    Language good = {"raw", "Rvwang", "日旺语", "", "Latn", "raw"};
    g_assert_true(language_table_is_sound(&good));
    Language bad[] = {good, good, good, good, good, good, good};
    bad[0].tag = "r";
    bad[1].autonym = "";
    bad[2].name_zh = "";
    bad[3].script = "latn";
    bad[4].script = "Latin";
    bad[5].code3 = "RAW";
    bad[6].is_rtl = bad[6].is_vertical = true;
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++)
        g_assert_false(language_table_is_sound(&bad[i]));
}

static void test_tags(void) {
    static const char *const GOOD[] = {
        "zh",     "zh-CN", "mn-Mong-CN",   "zh-cmn-Hans-CN", "sl-rozaj-biske-1994", "de-CH-1901",
        "es-419", "x-own", "en-a-bbb-x-a", "zh-yue",         "de-1996-u-co-phonebk"};
    static const char *const BAD[] = {"",
                                      "a",
                                      "zh-",
                                      "-zh",
                                      "zh--CN",
                                      "zh_CN",
                                      "zh-CN-",
                                      "en-a",
                                      "x",
                                      "en-x",
                                      "1a",
                                      "zh CN",
                                      "en-Latn-Latn",
                                      "藏",
                                      "a-DE",
                                      "abcdefghi",
                                      "en-abcdefghi",
                                      "zh-aaaaaaaa-bbbbbbbb-cccccccc-dddddddd"};
    for (unsigned i = 0; i < G_N_ELEMENTS(GOOD); i++)
        g_assert_true(language_tag_is_sound(GOOD[i]));
    for (unsigned i = 0; i < G_N_ELEMENTS(BAD); i++)
        g_assert_false(language_tag_is_sound(BAD[i]));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    unsigned n;
    const Language *rows = language_table_rows(&n);
    for (unsigned i = 0; i < n; i++) {
        g_autofree char *path = g_strdup_printf("/language_table/rows/%s", rows[i].tag);
        g_test_add_data_func(path, &rows[i], test_row);
    }
    g_test_add_func("/language_table/codes", test_codes);
    g_test_add_func("/language_table/county", test_county);
    g_test_add_func("/language_table/lookup", test_lookup);
    g_test_add_func("/language_table/sound", test_sound);
    g_test_add_func("/language_table/tags", test_tags);
    return g_test_run();
}
