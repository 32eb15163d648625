#include "catalog/roster/unit_change.h"

#include "base/error.h"
#include "catalog/roster/roster_change.h"
#include "catalog/roster/unit_past.h"
#include "tree_fixture.h"
#include "test_clock.h"

static UnitRow *patch(TableFixture *fixture, const char *id, UnitPatch patch) {
    g_autoptr(GError) error = NULL;
    test_clock_advance(1000);
    UnitRow *row = unit_change_patch(fixture->database, id, &patch, &error);
    g_assert_no_error(error);
    g_assert_nonnull(row);
    return row;
}

static void assert_refused(TableFixture *fixture, const char *id, UnitPatch patch, int code,
                           const char *words) {
    g_autoptr(GError) error = NULL;
    g_assert_null(unit_change_patch(fixture->database, id, &patch, &error));
    tree_fixture_assert(&error, code, words);
}

static void assert_closes(TableFixture *fixture, const char *id) {
    g_autoptr(GError) error = NULL;
    g_assert_true(unit_change_close(fixture->database, id, &error));
    g_assert_no_error(error);
}

static void assert_stays(TableFixture *fixture, const char *id, const char *words) {
    g_autoptr(GError) error = NULL;
    g_assert_false(unit_change_close(fixture->database, id, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, words);
}

static void test_past(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    tree_fixture_run(fixture, "INSERT INTO level VALUES (?1, 1, ?2)", "lvl", "村");
    const char *a = tree_fixture_unit(fixture, NULL, "甲");
    const char *b = tree_fixture_unit(fixture, NULL, "乙");
    const char *unit = tree_fixture_unit(fixture, a, "河东村");
    int64_t made_us = test_clock_now();
    g_autoptr(UnitRow) renamed = patch(fixture, unit, (UnitPatch){.name = "河西村"});
    g_autoptr(UnitRow) moved = patch(fixture, unit, (UnitPatch){.parent_id = b});
    g_autoptr(UnitRow) coded = patch(fixture, unit, (UnitPatch){.code = "150000000000"});
    g_autoptr(UnitRow) levelled = patch(fixture, unit, (UnitPatch){.level_id = "lvl"});
    g_assert_cmpint(moved->change, ==, renamed->change + 1);
    g_assert_cmpint(levelled->from_us, ==, test_clock_now());
    g_autoptr(GPtrArray) past = unit_past_list(fixture->database, unit, &error);
    g_assert_cmpint(past->len, ==, 4);
    const UnitPast *first = past->pdata[3], *second = past->pdata[2], *last = past->pdata[0];
    g_assert_cmpstr(first->name, ==, "河东村");
    g_assert_cmpint(first->from_us, ==, made_us);
    g_assert_cmpint(first->until_us, ==, second->from_us);
    g_assert_cmpstr(second->name, ==, "河西村");
    g_assert_cmpstr(second->parent_id, ==, a);
    g_assert_cmpstr(second->parent_name, ==, "甲");
    g_assert_cmpstr(last->code, ==, "150000000000");
    g_autoptr(UnitRow) cleared = patch(fixture, unit, (UnitPatch){.code = "", .level_id = ""});
    g_assert_null(cleared->code);
    g_assert_cmpstr(cleared->level_id, ==, "");
    int64_t change = cleared->change;
    g_autoptr(UnitRow) same = patch(fixture, unit, (UnitPatch){.name = "河西村"});
    g_assert_cmpint(same->change, ==, change); /* nothing has changed */
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM unit_past"), ==, 5);
}

/* Two changes in one moment, or after the clock went back, keep their order. */
static void test_clock_stands(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    const char *unit = tree_fixture_unit(fixture, NULL, "一");
    static const char *const NAMES[] = {"二", "三", "四"};
    for (unsigned i = 0; i < G_N_ELEMENTS(NAMES); i++) {
        test_clock_advance(-1000);
        g_autoptr(UnitRow) row =
            unit_change_patch(fixture->database, unit, &(UnitPatch){.name = NAMES[i]}, &error);
        g_assert_no_error(error);
    }
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM unit_past"
                                                  " WHERE from_us < until_us"),
                    ==, 3);
}

static void test_cycles(TableFixture *fixture, gconstpointer data) {
    const char *county = tree_fixture_unit(fixture, NULL, "县");
    const char *town = tree_fixture_unit(fixture, county, "乡");
    const char *village = tree_fixture_unit(fixture, town, "村");
    assert_refused(fixture, county, (UnitPatch){.parent_id = village}, ERROR_CONFLICT,
                   "cannot move unit '县' below '村': '村' belongs to it");
    assert_refused(fixture, county, (UnitPatch){.parent_id = county}, ERROR_CONFLICT,
                   "'县' is the unit itself");
    g_autoptr(UnitRow) free = patch(fixture, town, (UnitPatch){.parent_id = ""});
    g_autoptr(UnitRow) turned = patch(fixture, county, (UnitPatch){.parent_id = village});
    g_assert_cmpstr(turned->parent_id, ==, village);
}

static void test_refusals(TableFixture *fixture, gconstpointer data) {
    const char *a = tree_fixture_unit(fixture, NULL, "甲");
    const char *b = tree_fixture_unit(fixture, NULL, "乙");
    const char *one = tree_fixture_unit(fixture, a, "一村");
    tree_fixture_unit(fixture, a, "二村");
    const char *twin = tree_fixture_unit(fixture, b, "一村");
    const char *gone = tree_fixture_unit(fixture, NULL, "丙");
    assert_refused(fixture, one, (UnitPatch){.name = "二村"}, ERROR_CONFLICT, "rename unit '二村'");
    assert_refused(fixture, one, (UnitPatch){.parent_id = b}, ERROR_CONFLICT, "move unit '一村'");
    assert_refused(fixture, one, (UnitPatch){.name = ""}, ERROR_INVALID, "characters");
    assert_refused(fixture, one, (UnitPatch){.code = "1"}, ERROR_INVALID, "12 digits");
    assert_refused(fixture, one, (UnitPatch){.level_id = "x"}, ERROR_INVALID, "level 'x'");
    assert_refused(fixture, one, (UnitPatch){.parent_id = "x"}, ERROR_NOT_FOUND, "unit 'x'");
    assert_refused(fixture, "x", (UnitPatch){.name = "y"}, ERROR_NOT_FOUND, "unit 'x'");
    assert_refused(fixture, one, (UnitPatch){.before_id = twin}, ERROR_INVALID,
                   "beside each other");
    assert_refused(fixture, one, (UnitPatch){.before_id = one}, ERROR_INVALID, "beside each other");
    assert_closes(fixture, gone);
    assert_refused(fixture, one, (UnitPatch){.parent_id = gone}, ERROR_CONFLICT, "is closed");
    assert_refused(fixture, gone, (UnitPatch){.name = "丁"}, ERROR_CONFLICT, "is closed");
    g_autoptr(UnitRow) moved = patch(fixture, one, (UnitPatch){.name = "三村", .parent_id = b});
    g_assert_cmpstr(moved->name, ==, "三村");
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM unit_past"), ==, 1);
}

static void test_depth(TableFixture *fixture, gconstpointer data) {
    const char *parent = NULL;
    for (unsigned i = 0; i < UNIT_MAX_DEPTH - 1; i++)
        parent = tree_fixture_unit(fixture, parent, "层");
    const char *top = tree_fixture_unit(fixture, NULL, "顶");
    const char *low = tree_fixture_unit(fixture, top, "底");
    assert_refused(fixture, top, (UnitPatch){.parent_id = parent}, ERROR_CONFLICT, "16 units deep");
    g_autoptr(UnitRow) moved = patch(fixture, low, (UnitPatch){.parent_id = parent});
    g_assert_cmpstr(moved->parent_id, ==, parent);
}

static char *order_of(TableFixture *fixture, const char *parent) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = database_prepare(
        fixture->database,
        "SELECT group_concat(name, '') FROM (SELECT name FROM unit WHERE parent_id = ?1"
        " ORDER BY position, id)",
        &error);
    statement_bind_text(statement, 1, parent);
    g_assert_cmpint(statement_step(statement, &error), ==, STATEMENT_ROW);
    return statement_dup_text(statement, 0);
}

static void assert_order(TableFixture *fixture, const char *parent, const char *expected) {
    g_autofree char *order = order_of(fixture, parent);
    g_assert_cmpstr(order, ==, expected);
}

static void test_order(TableFixture *fixture, gconstpointer data) {
    const char *a = tree_fixture_unit(fixture, NULL, "甲");
    const char *b = tree_fixture_unit(fixture, NULL, "乙");
    const char *one = tree_fixture_unit(fixture, a, "1");
    tree_fixture_unit(fixture, a, "2");
    const char *three = tree_fixture_unit(fixture, a, "3");
    const char *four = tree_fixture_unit(fixture, b, "4");
    g_autoptr(UnitRow) first = patch(fixture, three, (UnitPatch){.before_id = one});
    assert_order(fixture, a, "312");
    g_autoptr(UnitRow) last = patch(fixture, three, (UnitPatch){.before_id = ""});
    assert_order(fixture, a, "123");
    g_autoptr(UnitRow) in = patch(fixture, four, (UnitPatch){.parent_id = a, .before_id = three});
    assert_order(fixture, a, "1243");
    g_autoptr(UnitRow) end = patch(fixture, one, (UnitPatch){.parent_id = b});
    g_autoptr(UnitRow) back = patch(fixture, one, (UnitPatch){.parent_id = a});
    assert_order(fixture, a, "2431");
    /* an order is no history */
    g_assert_cmpint(table_fixture_number(fixture, "SELECT count(*) FROM unit_past"), ==, 3);
}

static void test_close(TableFixture *fixture, gconstpointer data) {
    const char *town = tree_fixture_unit(fixture, NULL, "乡");
    const char *unit = tree_fixture_unit(fixture, town, "河东村");
    assert_stays(fixture, town, "cannot close unit '乡': 1 open unit belongs to it; close or move");
    const char *wang = tree_fixture_member(fixture, unit, "王");
    assert_stays(fixture, unit, "1 person belongs to it; move the people first");
    tree_fixture_member(fixture, unit, "李");
    tree_fixture_run(fixture, "INSERT INTO place VALUES ('p', ?1, 'p', ?2, NULL, NULL, 1, 1)", unit,
                     "p");
    tree_fixture_run(fixture,
                     "INSERT INTO screen (id, unit_id, name, kind, rotated_at_us, paired_by,"
                     " paired_at_us) VALUES ('s', ?1, ?2, 'tv', 1, 'x', 1)",
                     unit, "电视");
    tree_fixture_run(fixture,
                     "INSERT INTO transfer (id, member_id, from_unit_id, to_unit_id, from_day,"
                     " state, asked_by, asked_at_us)"
                     " VALUES ('t', ?1, ?2, ?2, '2026-01-01', 'asked', 'x', 1)",
                     wang, unit);
    assert_stays(fixture, unit,
                 "cannot close unit '河东村': 2 people, 1 place, 1 screen, 1 transfer belong to it;"
                 " move the people, end the places, move or unpair the screens, decide the"
                 " transfers first");
    tree_fixture_run(fixture, "UPDATE membership SET until_day = ?1 WHERE ?2 IS NULL", "2026-01-01",
                     NULL);
    tree_fixture_run(fixture, "UPDATE place SET ended_at_us = 2 WHERE ?1 IS ?2", NULL, NULL);
    tree_fixture_run(fixture, "UPDATE screen SET unpaired_at_us = 2 WHERE ?1 IS ?2", NULL, NULL);
    tree_fixture_run(fixture, "UPDATE transfer SET state = 'refused' WHERE ?1 IS ?2", NULL, NULL);
    int64_t change = table_fixture_number(fixture, "SELECT last_change FROM roster_head");
    test_clock_advance(1000);
    assert_closes(fixture, unit);
    g_autoptr(GError) error = NULL;
    g_autoptr(UnitRow) row = unit_table_get(fixture->database, unit, &error);
    g_assert_cmpint(row->closed_at_us, ==, test_clock_now());
    g_assert_cmpint(row->change, ==, change + 1);
    assert_stays(fixture, unit, "it is closed");
    tree_fixture_unit(fixture, town, "河东村"); /* the name is free again */
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(past);
    TABLE_TEST(clock_stands);
    TABLE_TEST(cycles);
    TABLE_TEST(refusals);
    TABLE_TEST(depth);
    TABLE_TEST(order);
    TABLE_TEST(close);
    int status = g_test_run();
    tree_fixture_forget();
    return status;
}
