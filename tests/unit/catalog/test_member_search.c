#include "catalog/roster/member_search.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/member_match.h"
#include "catalog/roster/pinyin.h"
#include "catalog/roster/roster_mask.h"
#include "roster_fixture.h"
#include "test_clock.h"

/* county ─ town ─ east, west */
static void make_tree(RosterFixture *fixture) {
    roster_fixture_unit(fixture, "county", NULL);
    roster_fixture_unit(fixture, "town", "county");
    roster_fixture_unit(fixture, "east", "town");
    roster_fixture_unit(fixture, "west", "town");
}

static void add(RosterFixture *fixture, const char *name, const char *unit_id) {
    member_row_free(roster_fixture_member(fixture, &(RosterPerson){name, unit_id}));
}

/* Names in order, parted by spaces. */
static char *names_of(RosterFixture *fixture, const MemberQuery *query) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = member_search(fixture->database, query, &error);
    g_assert_no_error(error);
    GString *names = g_string_new(NULL);
    for (unsigned i = 0; i < rows->len; i++)
        g_string_append_printf(names, "%s%s", i > 0 ? " " : "",
                               ((MemberSearchRow *)rows->pdata[i])->name);
    return g_string_free(names, FALSE);
}

static void assert_found(RosterFixture *fixture, MemberQuery query, const char *names) {
    query.crypto = fixture->crypto;
    g_autofree char *found = names_of(fixture, &query);
    g_assert_cmpstr(found, ==, names);
}

static void test_ranking(RosterFixture *fixture, gconstpointer data) {
    make_tree(fixture);
    static const char *const NAMES[] = {"王张三", "张三丰",      "张三", "周小四",
                                        "单雄信", "买买提·艾力", "吕布", "李张"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++)
        add(fixture, NAMES[i], "east");
    assert_found(fixture, (MemberQuery){.text = "张三"}, "张三 张三丰 王张三");
    assert_found(fixture, (MemberQuery){.text = "张 三"}, "张三 张三丰 王张三");
    assert_found(fixture, (MemberQuery){.text = "ZhangSan"}, "张三 张三丰 王张三");
    assert_found(fixture, (MemberQuery){.text = "zhangsanf"}, "张三丰");
    /* all initials, then first ones, then inside */
    assert_found(fixture, (MemberQuery){.text = "zs"}, "张三 张三丰 王张三");
    assert_found(fixture, (MemberQuery){.text = "zxs"}, "周小四");
    assert_found(fixture, (MemberQuery){.text = "shanx"}, "单雄信");
    assert_found(fixture, (MemberQuery){.text = "dxx"}, "单雄信");
    assert_found(fixture, (MemberQuery){.text = "买买提艾力"}, "买买提·艾力");
    assert_found(fixture, (MemberQuery){.text = "艾力"}, "买买提·艾力");
    assert_found(fixture, (MemberQuery){.text = "lvbu"}, "吕布");
    assert_found(fixture, (MemberQuery){.text = "lubu"}, "吕布");
    assert_found(fixture, (MemberQuery){.text = "没有"}, "");
    assert_found(fixture, (MemberQuery){.text = "·"}, "");
    assert_found(fixture, (MemberQuery){.text = "%"}, "");
    assert_found(fixture, (MemberQuery){.text = "\xff"}, "");
}

static void test_match(void) {
    static const struct {
        const char *name, *typed;
        MemberMatch match;
    } CASES[] = {
        {"张三", "张三", MEMBER_MATCH_EXACT},    {"张三", "zhangsan", MEMBER_MATCH_EXACT},
        {"张三", "张", MEMBER_MATCH_PREFIX},     {"张三", "zhang", MEMBER_MATCH_PREFIX},
        {"张三", "zs", MEMBER_MATCH_INITIALS},   {"张三丰", "zs", MEMBER_MATCH_FEWER},
        {"张三", "三", MEMBER_MATCH_INSIDE},     {"张三", "angs", MEMBER_MATCH_INSIDE},
        {"张三", "李", MEMBER_MATCH_NONE},       {"单雄信", "dxx", MEMBER_MATCH_INITIALS},
        {"单雄信", "danx", MEMBER_MATCH_PREFIX}, {"张三", "", MEMBER_MATCH_EXACT},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *key = pinyin_search_key(CASES[i].name, NULL);
        g_assert_cmpint(member_match(key, CASES[i].typed), ==, CASES[i].match);
    }
}

static void test_units(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    make_tree(fixture);
    add(fixture, "甲", "county");
    add(fixture, "乙", "town");
    add(fixture, "丙", "east");
    add(fixture, "丁", "west");
    g_autoptr(MemberRow) both = roster_fixture_member(fixture, &(RosterPerson){"戊", "east"});
    MembershipRow second = {.unit_id = "west"};
    g_strlcpy(second.member_id, both->id, sizeof second.member_id);
    g_assert_true(membership_table_open(fixture->database, &second, &error));
    assert_found(fixture, (MemberQuery){0}, "丁 丙 乙 戊 甲"); /* by characters */
    assert_found(fixture, (MemberQuery){.units_json = "[\"east\"]"}, "丙 戊");
    assert_found(fixture, (MemberQuery){.units_json = "[\"town\"]"}, "乙");
    assert_found(fixture, (MemberQuery){.units_json = "[\"town\"]", .with_below = true},
                 "丁 丙 乙 戊");
    assert_found(fixture, (MemberQuery){.units_json = "[\"west\",\"county\"]"}, "丁 戊 甲");
    assert_found(fixture, (MemberQuery){.units_json = "[\"west\"]", .text = "甲"}, "");
    assert_found(fixture, (MemberQuery){.units_json = "[]", .with_below = true}, "");
}

static void test_kinds_and_left(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    make_tree(fixture);
    add(fixture, "甲", "east");
    member_row_free(roster_fixture_member(
        fixture, &(RosterPerson){.name = "乙", .unit_id = "west", .kind_id = "public"}));
    g_autoptr(MemberRow) gone = roster_fixture_member(fixture, &(RosterPerson){"丙", "east"});
    g_assert_true(membership_table_end_all(fixture->database, gone->id, "2026-01-01", &error));
    gone->left_at_us = test_clock_now();
    g_assert_true(member_table_update(fixture->database, gone, &error));
    assert_found(fixture, (MemberQuery){.kind_id = "public"}, "乙");
    assert_found(fixture, (MemberQuery){.kind_id = "full"}, "甲");
    assert_found(fixture, (MemberQuery){.kind_id = "full", .units_json = "[\"west\"]"}, "");
    assert_found(fixture, (MemberQuery){.is_left = true}, "丙");
    assert_found(fixture, (MemberQuery){.is_left = true, .units_json = "[\"east\"]"}, "丙");
    assert_found(fixture, (MemberQuery){.is_left = true, .units_json = "[\"west\"]"}, "");
    assert_found(fixture, (MemberQuery){.units_json = "[\"east\"]"}, "甲");
}

static void test_numbers(RosterFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    make_tree(fixture);
    g_autoptr(MemberRow) one = roster_fixture_member(
        fixture, &(RosterPerson){"甲", "east", NULL, "532923199001010017", "13812345678"});
    g_autoptr(MemberRow) two = roster_fixture_member(
        fixture, &(RosterPerson){"乙", "west", NULL, NULL, "+86 138 1234 5678"});
    assert_found(fixture, (MemberQuery){.text = "138-1234-5678"}, "乙 甲"); /* as a family does */
    assert_found(fixture, (MemberQuery){.text = "532923900101001"}, "甲");
    assert_found(fixture, (MemberQuery){.text = "13812345678", .units_json = "[\"west\"]"}, "乙");
    assert_found(fixture, (MemberQuery){.text = "1381234567"}, ""); /* no part of a number */
    assert_found(fixture, (MemberQuery){.text = "5678"}, "");
    g_autoptr(GPtrArray) rows = member_search(
        fixture->database, &(MemberQuery){.text = "甲", .crypto = fixture->crypto}, &error);
    const MemberSearchRow *row = rows->pdata[0];
    g_assert_cmpstr(row->phone, ==, "138****5678");
    g_assert_cmpstr(row->unit_id, ==, "east");
    g_assert_cmpstr(row->unit_name, ==, "unit east");
    g_assert_false(row->has_account || row->has_code || row->is_exempt);
}

/* Pages follow each other without a gap or a repetition, with and without text and units. */
static void test_pages(RosterFixture *fixture, gconstpointer data) {
    static const MemberQuery QUERIES[] = {
        {0}, {.text = "z"}, {.units_json = "[\"town\"]", .with_below = true}, {.text = "张"}};
    make_tree(fixture);
    for (unsigned i = 0; i < 120; i++)
        add(fixture, i % 3 ? "张三" : "李张", i % 2 ? "east" : "west");
    for (unsigned i = 0; i < G_N_ELEMENTS(QUERIES); i++) {
        g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
        char after[ID_TEXT_BYTES] = "";
        for (unsigned n = 50; n == 50;) {
            MemberQuery query = QUERIES[i];
            query.after = *after ? after : NULL;
            query.limit = 50;
            g_autoptr(GPtrArray) rows = member_search(fixture->database, &query, NULL);
            n = rows->len;
            for (unsigned k = 0; k < n; k++)
                g_assert_true(
                    g_hash_table_add(seen, g_strdup(((MemberSearchRow *)rows->pdata[k])->id)));
            if (n > 0)
                g_strlcpy(after, ((MemberSearchRow *)rows->pdata[n - 1])->id, sizeof after);
        }
        g_assert_cmpuint(g_hash_table_size(seen), ==, 120);
    }
    assert_found(fixture, (MemberQuery){.after = "nobody", .text = "zhang"}, "");
}

static void test_masks(void) {
    static const char *const PHONES[][2] = {
        {"13812345678", "138****5678"},   {"087165123456", "087*****3456"},
        {"+85261234567", "+85*****4567"}, {"65123456", "651*3456"},
        {"6512345", "*****45"},           {"1", "*"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(PHONES); i++) {
        g_autofree char *masked = roster_mask_phone(PHONES[i][0]);
        g_assert_cmpstr(masked, ==, PHONES[i][1]);
    }
    g_autofree char *identity = roster_mask_identity("11010519491231002X");
    g_assert_cmpstr(identity, ==, "110***********002X");
    g_assert_null(roster_mask_phone(NULL));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/match", test_match);
    g_test_add_func("/masks", test_masks);
    ROSTER_TEST(ranking);
    ROSTER_TEST(units);
    ROSTER_TEST(kinds_and_left);
    ROSTER_TEST(numbers);
    ROSTER_TEST(pages);
    return g_test_run();
}
