#include "catalog/say/sentence.h"

#include <glib.h>
#include <string.h>

#include "catalog/say/sentence_table.h"

#define N_TIMED     200
#define MOST_TIME_S 0.02 /* for one sentence; sanitizers and a busy machine included */

typedef struct Case {
    const char *english, *chinese; /* NULL: not known */
} Case;

static const Case CASES[] = {
    {"Sign in first.", "请先登录。"},
    {"Sign in first", NULL},
    {"Sign in first. ", NULL},
    {"sign in first.", NULL},
    {"", NULL},
    {"nobody says this", NULL},
    /* holes */
    {"cannot find unit '018f'", "找不到这个组织"},
    {"cannot find unit '018f': send it first", "找不到组织“018f”，请先传送这个组织"},
    {"cannot rename unit '河东村': there is one of that name beside it",
     "同一上级之下已有名为“河东村”的组织，请换一个名称"},
    {"cannot transfer the member: the day must be from 2026-01-01 until 2026-07-01",
     "不能转接：生效日期应在 2026-01-01 至 2026-07-01 之间"},
    {"cannot remove level '村': 1 unit is of it; give them another level first",
     "不能删除层级“村”：还有 1 个组织使用，请先改为别的层级"},
    {"cannot move unit 'a' below 'b': 'b' belongs to it",
     "不能把组织“a”移到“b”之下：“b”是它的下级"},
    /* lists */
    {"cannot close unit '河东村': 1 person belongs to it; move the people first",
     "不能撤销组织“河东村”：还有 1 人，请先转出人员"},
    {"cannot close unit '河东村': 2 open units, 35 people, 1 screen belong to it; close or move "
     "the "
     "units, move the people, move or unpair the screens first",
     "不能撤销组织“河东村”：还有 2 个下级组织、35 人、1 块屏幕，请先撤销或移走下级组织、转出人员、"
     "移走屏幕或解除绑定"},
    {"cannot close unit '河东村': 2 owls belong to it; move the people first", NULL},
    /* parts that are sentences; the row with the most words of its own wins */
    {"cannot use this account name: it needs 1 to 64 characters, not 70",
     "登录账号不能使用：应为 1 至 64 个字符，现有 70 个"},
    {"cannot use that: it needs 1 to 64 characters, not 70", NULL},
    {"cannot transfer the member: '2026-02-30' is not a day such as 2026-07-01",
     "不能转接：“2026-02-30”不是日期，请写成 2026-07-01"},
    {"cannot transfer the member: the member has left the roster", "不能转接：此人已移出名册"},
    {"cannot transfer the member: the moon is full", NULL},
    {"cannot import row 7: cannot transfer the member: the member has left the roster",
     "第 7 行没有导入：不能转接：此人已移出名册"},
    {"cannot read row 3: it is neither UTF-8 nor GB18030 text",
     "第 3 行无法读取：文字编码有误（既不是 UTF-8，也不是 GB18030）"},
    {"cannot read row 3: a cell is longer than 100 characters",
     "第 3 行无法读取：有单元格超过 100 个字符"},
    {"cannot read row 3: a cell is longer than 100 characters; a quote (\") may not be closed",
     "第 3 行无法读取：有单元格超过 100 个字符，可能有引号（\"）没有成对"},
    /* a body's fields */
    {"cannot read units: must be an object", "提交的内容（units）有误：必须是对象"},
    {"cannot read units: items[3].name: missing",
     "提交的内容（units）有误：“items[3].name”没有填写"},
    {"cannot read unit: name: must have 1 to 64 characters, has 70",
     "提交的内容（unit）有误：“name”须有 1 至 64 个字符，现有 70 个字符"},
    {"cannot read unit: kind: 'x' is none of: a, b",
     "提交的内容（unit）有误：“kind”不能是“x”，可以是：a, b"},
    {"cannot read unit: name: not UTF-8 at byte 7",
     "提交的内容（unit）有误：第 7 字节处（“name”）不是 UTF-8 编码"},
    {"cannot read unit: not JSON at byte 0", "提交的内容（unit）有误：第 0 字节处不是 JSON"},
    /* what people have typed stays as it is, marks and words of our own as well */
    {"cannot add '{1}' to the unit: the person has left the roster",
     "不能把“{1}”加到这个组织：此人已移出名册"},
    {"cannot add '<1>[1]%s' to the unit: the person has left the roster",
     "不能把“<1>[1]%s”加到这个组织：此人已移出名册"},
    {"cannot add 'people' to the unit: the person has left the roster",
     "不能把“people”加到这个组织：此人已移出名册"},
    {"cannot make unit 'a' below 'b' below 'c': the tree would be more than 16 units deep",
     "不能在“b' below 'c”之下新建“a”：层次将超过 16 层"},
};

static void test_cases(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *chinese = sentence_to_chinese(CASES[i].english);
        g_test_message("'%s'", CASES[i].english);
        g_assert_cmpstr(chinese, ==, CASES[i].chinese);
    }
}

static const SentenceRow *const TABLES[] = {SENTENCES_ACCESS, SENTENCES_OFFICE, SENTENCES_ROSTER,
                                            SENTENCES_SHEET};

/* A sentence made of each row that has no parts is found again. */
static void test_rows(void) {
    unsigned n_rows = 0;
    for (unsigned i = 0; i < G_N_ELEMENTS(TABLES); i++) {
        for (const SentenceRow *row = TABLES[i]; row->english; row++, n_rows++) {
            g_autoptr(GString) english = g_string_new(row->english);
            g_autoptr(GString) chinese = g_string_new(row->chinese);
            if (strpbrk(row->chinese, "<["))
                continue;
            g_string_replace(english, "%s", "七", 0);
            for (char hole[] = "{1}"; hole[1] <= '9'; hole[1]++)
                g_string_replace(chinese, hole, "七", 0);
            g_autofree char *found = sentence_to_chinese(english->str);
            g_assert_cmpstr(found, ==, chinese->str);
        }
    }
    g_assert_cmpuint(n_rows, >, 250);
}

static void test_languages(void) {
    static const struct {
        const char *accepted, *english, *text, *language;
    } cases[] = {
        {NULL, "Sign in first.", "Sign in first.", "en"},
        {"en", "Sign in first.", "Sign in first.", "en"},
        {"zh-CN,en;q=0.5", "Sign in first.", "请先登录。", "zh-CN"},
        {"zh-CN", "nobody says this", "nobody says this", "en"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(cases); i++) {
        const char *language;
        g_autofree char *text = sentence_localize(cases[i].accepted, cases[i].english, &language);
        g_assert_cmpstr(text, ==, cases[i].text);
        g_assert_cmpstr(language, ==, cases[i].language);
    }
}

static void check_time(const char *what, const char *english) {
    double least = G_MAXDOUBLE;
    for (unsigned i = 0; i < N_TIMED; i++) {
        gint64 start = g_get_monotonic_time();
        g_free(sentence_to_chinese(english));
        least = MIN(least, (double)(g_get_monotonic_time() - start) / 1e6);
    }
    g_test_message("%s: %.0f µs", what, least * 1e6);
    g_assert_cmpfloat(least, <, MOST_TIME_S);
}

static void test_time(void) {
    g_autofree char *long_text = g_strnfill(8000, 'x');
    g_autoptr(GString) nested = g_string_new(NULL);
    while (nested->len < 8000)
        g_string_append(nested, "cannot read row 1: ");
    check_time("a list", CASES[13].english);
    check_time("an unknown sentence", "nobody says this");
    check_time("a long text", long_text);
    check_time("itself within itself", nested->str);
}

static void test_bounds(void) {
    g_autofree char *name = g_strnfill(8300, 'x');
    g_autofree char *english = g_strconcat("cannot find unit '", name, "'", NULL);
    g_autofree char *chinese = sentence_to_chinese(english);
    g_assert_null(chinese);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/sentence/cases", test_cases);
    g_test_add_func("/sentence/rows", test_rows);
    g_test_add_func("/sentence/languages", test_languages);
    g_test_add_func("/sentence/time", test_time);
    g_test_add_func("/sentence/bounds", test_bounds);
    return g_test_run();
}
