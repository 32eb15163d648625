#include "catalog/roster/pinyin.h"

#include <string.h>

#include "base/error.h"

typedef struct Case {
    const char *name, *key;
} Case;

static const Case CASES[] = {
    {"张三丰", "张三丰\nzhangsanfeng\nzsf"},
    {"王五", "王五\nwangwu\nww"},
    /* surnames with a reading of their own, the ordinary one behind */
    {"单雄信", "单雄信\nshanxiongxin\nsxx\ndanxiongxin\ndxx"},
    {"曾国藩", "曾国藩\nzengguofan\nzgf\ncengguofan\ncgf"},
    {"解缙", "解缙\nxiejin\nxj\njiejin\njj"},
    {"仇英", "仇英\nqiuying\nqy\nchouying\ncy"},
    {"区大相", "区大相\noudaxiang\nodx\nqudaxiang\nqdx"},
    {"朴树", "朴树\npiaoshu\nps\npushu\nps"},
    {"万俟卨", "万俟卨\nmoqixie\nmqx\nwanqixie\nwqx"},
    {"尉迟恭", "尉迟恭\nyuchigong\nycg\nweichigong\nwcg"},
    {"欧阳修", "欧阳修\nouyangxiu\noyx"},
    /* as a given name they are ordinary */
    {"张单", "张单\nzhangdan\nzd"},
    /* ü is typed as v or u */
    {"吕布", "吕布\nlvbu\nlb\nlubu\nlb"},
    {"王女", "王女\nwangnv\nwn\nwangnu\nwn"},
    /* minorities: the dot parts words but is not needed to find them */
    {"买买提·艾力", "买买提艾力\nmaimaitiaili\nmmtal"},
    {"བསྟན་འཛིན", "བསྟནའཛིན\nབསྟནའཛིན\nབའ"},
    {"ᠪᠠᠲᠤ", "ᠪᠠᠲᠤ\nᠪᠠᠲᠤ\nᠪ"},
    {"ئەلى كېرەم", "ئەلىكېرەم\nئەلىكېرەم\nئك"},
    {"John SMITH", "johnsmith\njohnsmith\njs"},
    {"Ａ张", "a张\nazhang\naz"},
    /* a character that no table knows stands for itself */
    {"𠮷野", "𠮷野\n𠮷ye\n𠮷y"},
    {"张㛃", "张㛃\nzhangjie\nzj"},
};

static void test_search_keys(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autoptr(GError) error = NULL;
        g_autofree char *key = pinyin_search_key(CASES[i].name, &error);
        g_assert_no_error(error);
        g_assert_cmpstr(key, ==, CASES[i].key);
    }
}

static void test_name_keys(void) {
    static const Case SAME[] = {
        {"买买提·艾力", "买买提艾力"},   {"买买提•艾力", "买买提艾力"},
        {"买买提 . 艾力", "买买提艾力"}, {"张\xe3\x80\x80三", "张三"},
        {"Zhang-San", "zhangsan"},       {"·", ""},
        {"STRASSE", "strasse"},          {"Ｚ３", "z3"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(SAME); i++) {
        g_autofree char *key = pinyin_name_key(SAME[i].name);
        g_assert_cmpstr(key, ==, SAME[i].key);
    }
    g_assert_null(pinyin_name_key("\xff"));
}

static void test_refused(void) {
    static const char *const NAMES[] = {"", "··", " ", "\xff\xfe"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        g_autoptr(GError) error = NULL;
        g_assert_null(pinyin_search_key(NAMES[i], &error));
        g_assert_error(error, BASE_ERROR, ERROR_INVALID);
    }
}

/* Every common character has a reading of letters only. */
static void test_coverage(void) {
    unsigned n_missing = 0;
    for (gunichar c = 0x4e00; c < 0x9fa6; c++) {
        char name[8] = "";
        g_unichar_to_utf8(c, name);
        g_autofree char *key = pinyin_search_key(name, NULL);
        const char *reading = strchr(key, '\n') + 1;
        n_missing += !g_ascii_islower(*reading);
    }
    g_assert_cmpuint(n_missing, <, 250); /* variants that Unihan gives no Mandarin reading */
}

static void test_speed(void) {
    int64_t started = g_get_monotonic_time();
    for (unsigned i = 0; i < 40000; i++)
        g_free(pinyin_search_key(CASES[i % G_N_ELEMENTS(CASES)].name, NULL));
    g_test_message("40000 names in %" G_GINT64_FORMAT " us", g_get_monotonic_time() - started);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/search-keys", test_search_keys);
    g_test_add_func("/name-keys", test_name_keys);
    g_test_add_func("/refused", test_refused);
    g_test_add_func("/coverage", test_coverage);
    g_test_add_func("/speed", test_speed);
    return g_test_run();
}
