#include "catalog/roster/unit_tree.h"

#include "base/error.h"
#include "catalog/roster/unit_change.h"
#include "tree_fixture.h"
#include "test_clock.h"

/* "县(3) .乡(0)": a dot for each step down, members behind. */
static char *drawn(TableFixture *fixture, const UnitTreeQuery *query) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = unit_tree_load(fixture->database, query, &error);
    g_assert_no_error(error);
    GString *out = g_string_new(NULL);
    for (unsigned i = 0; i < rows->len; i++) {
        const UnitTreeRow *row = g_ptr_array_index(rows, i);
        g_assert_cmpint(*row->parent_id != '\0', ==, row->depth > 0);
        g_string_append_printf(out, "%s%.*s%s%" G_GINT64_FORMAT "%s", i ? " " : "", (int)row->depth,
                               "................", row->name, row->n_members,
                               row->closed_at_us ? "!" : "");
    }
    return g_string_free(out, FALSE);
}

static void assert_tree(TableFixture *fixture, UnitTreeQuery query, const char *expected) {
    g_autofree char *tree = drawn(fixture, &query);
    g_assert_cmpstr(tree, ==, expected);
}

static void rename_to(TableFixture *fixture, const char *id, UnitPatch patch) {
    g_autoptr(GError) error = NULL;
    test_clock_advance(G_USEC_PER_SEC);
    g_autoptr(UnitRow) row = unit_change_patch(fixture->database, id, &patch, &error);
    g_assert_no_error(error);
    test_clock_advance(G_USEC_PER_SEC);
}

typedef struct Tree {
    const char *county, *north, *south, *one, *two;
} Tree;

static Tree plant(TableFixture *fixture) {
    Tree tree = {.county = tree_fixture_unit(fixture, NULL, "县")};
    tree.north = tree_fixture_unit(fixture, tree.county, "北");
    tree.south = tree_fixture_unit(fixture, tree.county, "南");
    tree.two = tree_fixture_unit(fixture, tree.south, "二");
    tree.one = tree_fixture_unit(fixture, tree.north, "一");
    tree_fixture_member(fixture, tree.one, "王");
    tree_fixture_member(fixture, tree.one, "李");
    const char *zhang = tree_fixture_member(fixture, tree.county, "张");
    tree_fixture_run(fixture,
                     "INSERT INTO membership (id, member_id, unit_id, is_home, from_day)"
                     " VALUES ('o', ?1, ?2, 0, '2020-01-01')",
                     zhang, tree.one);
    return tree;
}

static char *json_of(const char *first, const char *second) {
    return second ? g_strdup_printf("[\"%s\",\"%s\"]", first, second)
                  : g_strdup_printf("[\"%s\"]", first);
}

static void test_order(TableFixture *fixture, gconstpointer data) {
    assert_tree(fixture, (UnitTreeQuery){0}, "");
    Tree tree = plant(fixture);
    tree_fixture_unit(fixture, NULL, "他");
    assert_tree(fixture, (UnitTreeQuery){0}, "县1 .北0 ..一3 .南0 ..二0 他0");
    rename_to(fixture, tree.south, (UnitPatch){.before_id = tree.north});
    assert_tree(fixture, (UnitTreeQuery){0}, "县1 .南0 ..二0 .北0 ..一3 他0");
}

static void test_roots(TableFixture *fixture, gconstpointer data) {
    Tree tree = plant(fixture);
    g_autofree char *north = json_of(tree.north, NULL), *both = json_of(tree.two, tree.north);
    g_autofree char *nested = json_of(tree.one, tree.north);
    assert_tree(fixture, (UnitTreeQuery){.roots_json = north}, "北0 .一3");
    assert_tree(fixture, (UnitTreeQuery){.roots_json = both}, "二0 北0 .一3");
    assert_tree(fixture, (UnitTreeQuery){.roots_json = nested}, "北0 .一3");
    assert_tree(fixture, (UnitTreeQuery){.roots_json = "[]"}, "");
}

static void test_closed(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    Tree tree = plant(fixture);
    g_assert_true(unit_change_close(fixture->database, tree.two, &error));
    assert_tree(fixture, (UnitTreeQuery){0}, "县1 .北0 ..一3 .南0");
    assert_tree(fixture, (UnitTreeQuery){.with_closed = true}, "县1 .北0 ..一3 .南0 ..二0!");
}

static void test_as_of(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    int64_t before_us = test_clock_now() - 1;
    Tree tree = plant(fixture);
    int64_t planted_us = test_clock_now();
    rename_to(fixture, tree.one, (UnitPatch){.name = "新"});
    int64_t renamed_us = test_clock_now();
    rename_to(fixture, tree.one, (UnitPatch){.parent_id = tree.south});
    int64_t moved_us = test_clock_now();
    test_clock_advance(1);
    g_assert_true(unit_change_close(fixture->database, tree.two, &error));
    test_clock_advance(1);
    assert_tree(fixture, (UnitTreeQuery){.as_of_us = before_us}, "");
    assert_tree(fixture, (UnitTreeQuery){.as_of_us = planted_us}, "县1 .北0 ..一3 .南0 ..二0");
    assert_tree(fixture, (UnitTreeQuery){.as_of_us = renamed_us}, "县1 .北0 ..新3 .南0 ..二0");
    assert_tree(fixture, (UnitTreeQuery){.as_of_us = moved_us}, "县1 .北0 .南0 ..二0 ..新3");
    assert_tree(fixture, (UnitTreeQuery){.as_of_us = test_clock_now()}, "县1 .北0 .南0 ..新3");
    g_autofree char *south = json_of(tree.south, NULL);
    assert_tree(fixture, (UnitTreeQuery){.as_of_us = planted_us, .roots_json = south},
                "一3 南0 .二0"); /* what is within reach today, as it was then */
}

/* Who belonged to a unit on that day, not who does today. */
static void test_members_then(TableFixture *fixture, gconstpointer data) {
    Tree tree = plant(fixture); /* 2023-11-14 */
    const char *zhao = tree_fixture_member(fixture, tree.two, "赵");
    const char *qian = tree_fixture_member(fixture, tree.two, "钱");
    tree_fixture_run(fixture, "UPDATE membership SET until_day = ?2 WHERE member_id = ?1", zhao,
                     "2023-11-20");
    tree_fixture_run(fixture, "UPDATE membership SET from_day = ?2 WHERE member_id = ?1", qian,
                     "2023-11-20");
    int64_t then_us = test_clock_now() + INT64_C(2) * 86400 * G_USEC_PER_SEC;
    int64_t later_us = test_clock_now() + INT64_C(9) * 86400 * G_USEC_PER_SEC;
    tree_fixture_member(fixture, tree.two, "孙");
    assert_tree(fixture, (UnitTreeQuery){.as_of_us = then_us}, "县1 .北0 ..一3 .南0 ..二2");
    assert_tree(fixture, (UnitTreeQuery){.as_of_us = later_us}, "县1 .北0 ..一3 .南0 ..二2");
    assert_tree(fixture, (UnitTreeQuery){0}, "县1 .北0 ..一3 .南0 ..二2");
}

static void assert_path(TableFixture *fixture, const char *id, const char *const *roots,
                        const char *expected) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) steps = unit_tree_path(fixture->database, id, roots, &error);
    g_assert_no_error(error);
    g_autoptr(GString) path = g_string_new(NULL);
    for (unsigned i = 0; i < steps->len; i++)
        g_string_append_printf(path, "/%s", ((const UnitStep *)steps->pdata[i])->name);
    g_assert_cmpstr(path->str, ==, expected);
}

static void test_ways(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    Tree tree = plant(fixture);
    const char *north[] = {tree.one, tree.north, NULL}, *south[] = {tree.south, NULL};
    assert_path(fixture, tree.one, NULL, "/县/北/一");
    assert_path(fixture, tree.one, north, "/北/一");
    assert_path(fixture, tree.one, south, "");
    assert_path(fixture, "nobody", NULL, "");
    bool is_below = false;
    g_assert_true(unit_tree_is_below(fixture->database, tree.one, tree.county, &is_below, &error));
    g_assert_true(is_below);
    g_assert_true(unit_tree_is_below(fixture->database, tree.one, tree.south, &is_below, &error));
    g_assert_false(is_below);
    g_assert_true(unit_tree_is_below(fixture->database, tree.one, tree.one, &is_below, &error));
    g_assert_true(is_below);
    unsigned depth = 9, height = 9;
    g_assert_true(unit_tree_depth(fixture->database, tree.one, &depth, &error));
    g_assert_true(unit_tree_height(fixture->database, tree.county, &height, &error));
    g_assert_cmpint(depth, ==, 3);
    g_assert_cmpint(height, ==, 3);
    int64_t n_members = 0;
    g_assert_true(unit_tree_members_below(fixture->database, tree.county, &n_members, &error));
    g_assert_cmpint(n_members, ==, 3); /* who belongs to two of them counts once */
    g_assert_true(unit_tree_members_below(fixture->database, tree.north, &n_members, &error));
    g_assert_cmpint(n_members, ==, 3); /* one of them has the home elsewhere */
    g_assert_true(unit_tree_members_below(fixture->database, tree.south, &n_members, &error));
    g_assert_cmpint(n_members, ==, 0);
}

/* 1,500 units and 35,000 people: the list that every page of the administration begins with. */
static void test_county(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_assert_true(database_execute(
        fixture->database,
        "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 1499)"
        "INSERT INTO unit SELECT printf('01890000-0000-7000-8000-%012d', i),"
        " iif(i = 0, NULL, printf('01890000-0000-7000-8000-%012d', (i - 1) / 30)), NULL,"
        " '单位' || i, i, i, NULL, NULL, i, 1, NULL, i, 1, 1 FROM n;"
        "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n WHERE i < 34999)"
        "INSERT INTO member (id, name, name_key, search_key, kind_id, change, created_at_us,"
        " updated_at_us) SELECT 'm' || i, 'm', 'm', 'm', 'full', i, 1, 1 FROM n;"
        "INSERT INTO membership SELECT 'h' || id, id, printf('01890000-0000-7000-8000-%012d',"
        " change % 1500), 1, '2020-01-01', NULL FROM member",
        &error));
    g_assert_no_error(error);
    int64_t best_us = G_MAXINT64;
    for (unsigned i = 0; i < 5; i++) {
        int64_t start_us = g_get_monotonic_time();
        g_autoptr(GPtrArray) rows = unit_tree_load(fixture->database, &(UnitTreeQuery){0}, &error);
        best_us = MIN(best_us, g_get_monotonic_time() - start_us);
        g_assert_cmpint(rows->len, ==, 1500);
        g_assert_cmpint(((UnitTreeRow *)rows->pdata[1499])->n_members, ==, 23);
    }
    g_test_message("1,500 units with 35,000 members: %" G_GINT64_FORMAT " us", best_us);
    int64_t n_members = 0, start_us = g_get_monotonic_time();
    g_assert_true(unit_tree_members_below(fixture->database, "01890000-0000-7000-8000-000000000000",
                                          &n_members, &error));
    g_test_message("members below the root: %" G_GINT64_FORMAT " us",
                   g_get_monotonic_time() - start_us);
    g_assert_cmpint(n_members, ==, 35000);
    start_us = g_get_monotonic_time();
    g_autoptr(GPtrArray) then =
        unit_tree_load(fixture->database, &(UnitTreeQuery){.as_of_us = test_clock_now()}, &error);
    g_test_message("the tree of a moment: %" G_GINT64_FORMAT " us",
                   g_get_monotonic_time() - start_us);
    g_assert_cmpint(then->len, ==, 1500);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(order);
    TABLE_TEST(roots);
    TABLE_TEST(closed);
    TABLE_TEST(as_of);
    TABLE_TEST(members_then);
    TABLE_TEST(ways);
    TABLE_TEST(county);
    int status = g_test_run();
    tree_fixture_forget();
    return status;
}
