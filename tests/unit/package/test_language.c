#include "media/package/language.h"

#include <glib.h>

static void test_names(void) {
    static const struct {
        const char *tag, *autonym, *code3;
    } ROWS[] = {
        {"zh", "普通话", "zho"}, {"zh-CN", "普通话", "zho"},      {"bo", "བོད་ཡིག", "bod"},
        {"mn", "ᠮᠣᠩᠭᠣᠯ", "mon"}, {"mn-Cyrl-MN", "Монгол", "mon"}, {"za", "Vahcuengh", "zha"},
        {"ii", "ꆈꌠꉙ", "iii"}, {"EN-gb", "English", "eng"},     {"yue", "粤语", "yue"},
        {"mni", "mni", "und"},   {"x-old", "x-old", "und"},       {"", "", "und"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_assert_cmpstr(language_autonym(ROWS[i].tag), ==, ROWS[i].autonym);
        g_assert_cmpstr(language_code3(ROWS[i].tag), ==, ROWS[i].code3);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/language/names", test_names);
    return g_test_run();
}
