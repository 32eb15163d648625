/* What an import decides without a database: headers, cells, names of units, sentences. */
#include <string.h>

#include "catalog/intake/import_check.h"
#include "catalog/intake/import_mask.h"
#include "catalog/intake/import_read.h"
#include "catalog/intake/unit_names.h"

/* ---- headers ---- */

static void test_headers(void) {
    const struct {
        ImportKind kind;
        const char *header, *word;
    } rows[] = {
        {IMPORT_MEMBERS, "姓名", "name"},
        {IMPORT_MEMBERS, " 姓 名 ", "name"},
        {IMPORT_MEMBERS, "姓名*（必填）", "name"},
        {IMPORT_MEMBERS, "公民身份号码", "identity_number"},
        {IMPORT_MEMBERS, "身份证号码（18位）", "identity_number"},
        {IMPORT_MEMBERS, "本人手机号码", "phone"},
        {IMPORT_MEMBERS, "联系电话(手机)", "phone"},
        {IMPORT_MEMBERS, "所在党支部全称", "unit"},
        {IMPORT_MEMBERS, "单位", "unit"},
        {IMPORT_MEMBERS, "人员类别", "kind"},
        {IMPORT_MEMBERS, "ＮＡＭＥ", "name"},
        {IMPORT_MEMBERS, "备注", NULL},
        {IMPORT_MEMBERS, "", NULL},
        {IMPORT_MEMBERS, "（姓名）", NULL},
        {IMPORT_MEMBERS, "单位负责人", NULL},
        {IMPORT_UNITS, "上级党组织名称", "parent"},
        {IMPORT_UNITS, "党组织名称", "name"},
        {IMPORT_UNITS, "行政区划代码", "code"},
        {IMPORT_UNITS, "书记", NULL},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        int field = import_field_of_header(rows[i].kind, rows[i].header);
        const char *word = field >= 0 ? import_field_table(rows[i].kind)[field].word : NULL;
        g_test_message("%s", rows[i].header);
        g_assert_cmpstr(word, ==, rows[i].word);
    }
    g_assert_cmpint(import_field_find(IMPORT_MEMBERS, "phone"), ==, MEMBER_FIELD_PHONE);
    g_assert_cmpint(import_field_find(IMPORT_UNITS, "phone"), ==, -1);
}

/* ---- cells ---- */

static void test_days(void) {
    const char *const good[] = {"2024-07-01",          "2024/7/1",        "2024.7.1",
                                "2024年7月1日",        "20240701",        "2024-07-1",
                                "2024-07-01T00:00:00", "2024-07-01 08:00"};
    const char *const bad[] = {"",         "2024",        "2024-13-01", "2023-02-29",
                               "1.7.2024", "2024-07-01x", "昨天",       "45474"};
    for (unsigned i = 0; i < G_N_ELEMENTS(good); i++) {
        g_autofree char *day = import_check_day(good[i]);
        g_assert_cmpstr(day, ==, "2024-07-01");
    }
    for (unsigned i = 0; i < G_N_ELEMENTS(bad); i++) {
        g_autofree char *day = import_check_day(bad[i]);
        g_assert_null(day);
    }
}

static void test_numbers(void) {
    const struct {
        const char *text, *number;
    } rows[] = {{"19900000001", "19900000001"},
                {"1.9900000001E10", "19900000001"},
                {"12", "12"},
                {"12.5", "12.5"},
                {"5.1022419800101E+17", NULL},
                {"510224198001011234", NULL},
                {"x", "x"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *number = import_check_number(rows[i].text);
        g_assert_cmpstr(number, ==, rows[i].number);
    }
}

static void test_tidy(void) {
    const struct {
        const char *text, *tidy;
    } rows[] = {
        {"张 三", "张三"},         {" 张　　三 ", "张三"},   {"买买提· 艾力", "买买提· 艾力"},
        {"John  Doe", "John Doe"}, {"\xef\xbb\xbf王", "王"}, {"", ""},
        {"A 座", "A 座"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *tidy = import_check_tidy(rows[i].text);
        g_assert_cmpstr(tidy, ==, rows[i].tidy);
    }
}

static void test_mask(void) {
    const struct {
        const char *text;
        bool is_secret;
        const char *masked;
    } rows[] = {{"999999194001010028", true, "999*************28"},
                {"999999194001010028", false, "999*************28"},
                {"电话13812345678或0871", false, "电话138******78或0871"},
                {"12345", true, "*****"},
                {"王芳", false, "王芳"},
                {"红旗村党支部", true, "红旗村*支部"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        g_autofree char *masked = import_mask_sample(rows[i].text, rows[i].is_secret);
        g_assert_cmpstr(masked, ==, rows[i].masked);
    }
}

static void test_notes(void) {
    for (unsigned kind = 0; kind < IMPORT_N_NOTES; kind++)
        for (unsigned language = 0; language < IMPORT_N_LANGUAGES; language++) {
            g_autofree char *text =
                import_note_text((ImportNoteKind)kind, (ImportLanguage)language, "甲", "乙");
            g_assert_nonnull(text);
            g_assert_cmpstr(text, !=, "");
            g_assert_null(strstr(text, "{"));
        }
    g_autofree char *text = import_note_text(NOTE_MOVES, IMPORT_EN, "{b}", "B");
    g_assert_cmpstr(text, ==, "Moves from '{b}' to 'B'.");
    g_assert_cmpint(import_note_language("en-GB"), ==, IMPORT_EN);
    g_assert_cmpint(import_note_language("zh-CN,zh;q=0.9,en;q=0.8"), ==, IMPORT_ZH_CN);
    g_assert_cmpint(import_note_language(NULL), ==, IMPORT_ZH_CN);
}

/* ---- names of units ---- */

static UnitNames *make_county(void) {
    UnitNames *names = unit_names_new();
    int county = unit_names_add(names, "c", UNIT_NAMES_NONE, "云岭县");
    int east = unit_names_add(names, "e", county, "河东镇");
    int west = unit_names_add(names, "w", county, "河西镇");
    int flag = unit_names_add(names, "f", east, "红旗村");
    unit_names_add(names, "e1", flag, "第一支部");
    unit_names_add(names, "w1", west, "第一支部");
    unit_names_add(names, "b", west, "白云党支部");
    return names;
}

static void test_unit_names(void) {
    const struct {
        const char *text, *id; /* NULL: none, "": several */
        unsigned n_matches;
    } rows[] = {
        {"白云党支部", "b", 1},
        {" 白云 党支部", "b", 1},
        {"中共白云党支部", "b", 1},
        {"第一支部", "", 2},
        {"河西镇/第一支部", "w1", 1},
        {"河西镇第一支部", "w1", 1},
        {"红旗村＞第一支部", "e1", 1},
        {"河东镇/第一支部", "e1", 1}, /* a level left out */
        {"云岭县→河东镇→红旗村→第一支部", "e1", 1},
        {"云岭县河东镇红旗村第一支部", "e1", 1},
        {"河西镇/红旗村/第一支部", NULL, 0},
        {"第二支部", NULL, 0},
        {"中国共产党云岭县", "c", 1},
        {"／／", NULL, 0},
    };
    g_autoptr(UnitNames) names = make_county();
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        unsigned n_matches;
        int unit = unit_names_find(names, rows[i].text, &n_matches);
        g_test_message("%s", rows[i].text);
        g_assert_cmpuint(n_matches, ==, rows[i].n_matches);
        if (!rows[i].id)
            g_assert_cmpint(unit, ==, UNIT_NAMES_NONE);
        else if (!*rows[i].id)
            g_assert_cmpint(unit, ==, UNIT_NAMES_AMBIGUOUS);
        else
            g_assert_cmpstr(unit_names_id(names, unit), ==, rows[i].id);
    }
    g_autofree char *path = unit_names_path(names, 4);
    g_assert_cmpstr(path, ==, "云岭县/河东镇/红旗村/第一支部");
    g_assert_true(unit_names_is_below(names, 4, 1));
    g_assert_false(unit_names_is_below(names, 4, 2));
    g_assert_cmpint(unit_names_child(names, 2, "第一支部"), ==, 5);
    g_assert_cmpint(unit_names_child(names, 1, "第一支部"), ==, UNIT_NAMES_NONE);
}

/* ---- files ---- */

static ImportReading *read_text(const char *text, const ImportLayout *layout) {
    g_autoptr(GBytes) file = g_bytes_new_static(text, strlen(text));
    g_autoptr(GError) error = NULL;
    ImportReading *reading = import_read(file, IMPORT_MEMBERS, layout, &error);
    g_assert_no_error(error);
    return reading;
}

static void test_read(void) {
    g_autoptr(ImportReading) reading = read_text("云岭县花名册,,\n"
                                                 "姓名,电话,所在党支部\n"
                                                 "王 芳,138-1234-5678,红旗村\n"
                                                 ",,\n"
                                                 "姓名,电话,所在党支部\n"
                                                 "合计,2,\n"
                                                 "李强,12,红旗村\n",
                                                 &(ImportLayout){0});
    g_assert_cmpuint(reading->header_row, ==, 2);
    g_assert_cmpuint(import_table_count(reading->table), ==, 4);
    const ImportRow *row = import_table_row(reading->table, 0);
    g_assert_cmpuint(row->number, ==, 3);
    g_assert_cmpstr(row->values[MEMBER_FIELD_NAME], ==, "王芳");
    g_assert_cmpstr(row->values[MEMBER_FIELD_PHONE], ==, "13812345678");
    g_assert_cmpint(import_table_row(reading->table, 1)->outcome, ==, IMPORT_SKIPPED);
    g_assert_cmpint(import_table_row(reading->table, 2)->outcome, ==, IMPORT_SKIPPED);
    const ImportRow *wrong = import_table_row(reading->table, 3);
    g_assert_cmpint(wrong->outcome, ==, IMPORT_WRONG);
    g_assert_cmpint(wrong->notes->kind, ==, NOTE_PHONE_WRONG);
    const ImportColumn *phones = reading->columns->pdata[1];
    g_assert_cmpstr(phones->samples[0], ==, "138********78");
}

static void test_read_by_hand(void) {
    ImportLayout layout = {
        .has_columns = true, .n_columns = 2, .columns = {MEMBER_FIELD_UNIT, MEMBER_FIELD_NAME}};
    g_autoptr(ImportReading) reading = read_text("甲,乙\n红旗村,王芳\n", &layout);
    g_assert_null(reading->missing);
    g_assert_cmpuint(import_table_count(reading->table), ==, 1);
    g_assert_cmpstr(import_table_row(reading->table, 0)->values[MEMBER_FIELD_NAME], ==, "王芳");
    g_autoptr(ImportReading) unknown = read_text("甲,乙\n红旗村,王芳\n", &(ImportLayout){0});
    g_assert_cmpstr(unknown->missing, ==, "姓名、所在党支部");
    g_assert_cmpuint(import_table_count(unknown->table), ==, 0);
    g_assert_cmpuint(unknown->columns->len, ==, 2);
}

static void test_plan_again(void) {
    g_autoptr(ImportTable) table = import_table_new(IMPORT_MEMBERS);
    import_table_add(table, 2);
    import_table_wrong(table, import_table_add(table, 3), NOTE_NAME_MISSING, NULL, NULL);
    import_table_keep_notes(table);
    for (unsigned round = 0; round < 2; round++) {
        ImportRow *good = import_table_row(table, 0), *wrong = import_table_row(table, 1);
        g_assert_null(good->notes);
        g_assert_null(wrong->notes->next);
        good->outcome = IMPORT_NEW;
        good->unit = 7;
        import_table_note(table, good, NOTE_RENAMED, "a", "b");
        import_table_note(table, wrong, NOTE_MOVES, "a", "b");
        unsigned counts[IMPORT_N_OUTCOMES];
        import_table_tally(table, counts);
        g_assert_cmpuint(counts[IMPORT_NEW], ==, 1);
        g_assert_cmpuint(counts[IMPORT_WRONG], ==, 1);
        import_table_forget_plan(table);
        g_assert_cmpint(import_table_row(table, 0)->unit, ==, -1);
        g_assert_cmpint(import_table_row(table, 0)->outcome, ==, IMPORT_SAME);
    }
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/import/headers", test_headers);
    g_test_add_func("/import/days", test_days);
    g_test_add_func("/import/numbers", test_numbers);
    g_test_add_func("/import/tidy", test_tidy);
    g_test_add_func("/import/mask", test_mask);
    g_test_add_func("/import/notes", test_notes);
    g_test_add_func("/import/unit_names", test_unit_names);
    g_test_add_func("/import/read", test_read);
    g_test_add_func("/import/read_by_hand", test_read_by_hand);
    g_test_add_func("/import/plan_again", test_plan_again);
    return g_test_run();
}
