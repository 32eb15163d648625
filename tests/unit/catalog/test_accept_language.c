#include "catalog/say/accept_language.h"

#include <glib.h>

static const char *const TAGS[] = {"en", "zh-CN", NULL};
enum { EN, ZH };

typedef struct Case {
    const char *field;
    unsigned best;
} Case;

static const Case CASES[] = {
    {NULL, EN},
    {"", EN},
    {"zh-CN", ZH},
    {"zh", ZH},
    {"ZH-hans-cn", ZH},
    {"zh-TW", ZH},
    {"zha", EN}, /* Zhuang */
    {"z", EN},
    {"en", EN},
    {"en-GB,zh;q=0.9", EN},
    {"zh-CN,zh;q=0.9,en;q=0.8", ZH},
    {"en;q=0.8,zh-CN;q=0.9", ZH},
    {"en ; q=0.8 , zh-CN ; q=0.85", ZH},
    {"en;q=0.5,zh;q=0.5", EN},
    {"zh;q=0.5,en;q=0.5", ZH},
    {"en;q=0.001,zh;Q=0.002", ZH},
    {"fr, de;q=0.9, zh;q=0.1", ZH},
    {"fr", EN},
    {"*", EN},
    {"zh,*;q=0.5", ZH},
    {"zh;q=0.5,*", EN},
    {"zh;q=0", EN},
    {"zh;q=0.000", EN},
    {"zh;q=1.000", ZH},
    {"zh;q=1.5", EN}, /* what is no quality leaves its range out */
    {"zh;q=", EN},
    {"zh;q=x", EN},
    {"zh;q=0.5x", EN},
    {"zh;level=1", EN},
    {"zh;q=2,en;q=0.1", EN},
    {";q=1,zh", ZH},
    {",,zh,,", ZH},
    {"\xff\xfe,zh", ZH},
    {"\t zh \t", ZH},
};

static void test_cases(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_test_message("case %u", i);
        g_assert_cmpuint(accept_language_best(CASES[i].field, TAGS), ==, CASES[i].best);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/accept_language/cases", test_cases);
    return g_test_run();
}
