#include "catalog/roster/level_table.h"

#include "base/error.h"
#include "tree_fixture.h"

static GPtrArray *rows_of(const char *const *ids_and_names) {
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)level_row_free);
    for (unsigned i = 0; ids_and_names[i]; i += 2) {
        LevelRow *row = g_new0(LevelRow, 1);
        g_strlcpy(row->id, ids_and_names[i], sizeof row->id);
        row->name = g_strdup(ids_and_names[i + 1]);
        g_ptr_array_add(rows, row);
    }
    return rows;
}

static void assert_levels(TableFixture *fixture, const char *expected) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = level_table_list(fixture->database, &error);
    g_assert_no_error(error);
    g_autoptr(GString) names = g_string_new(NULL);
    for (unsigned i = 0; i < rows->len; i++)
        g_string_append(names, ((const LevelRow *)rows->pdata[i])->name);
    g_assert_cmpstr(names->str, ==, expected);
}

static GPtrArray *set(TableFixture *fixture, const char *const *ids_and_names) {
    g_autoptr(GError) error = NULL;
    GPtrArray *rows = rows_of(ids_and_names);
    g_assert_true(level_table_replace(fixture->database, rows, &error));
    g_assert_no_error(error);
    return rows;
}

static void assert_refused(TableFixture *fixture, const char *const *ids_and_names, int code,
                           const char *words) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = rows_of(ids_and_names);
    g_assert_true(database_savepoint(fixture->database, &error));
    g_assert_false(level_table_replace(fixture->database, rows, &error));
    tree_fixture_assert(&error, code, words);
    g_assert_true(database_savepoint_undo(fixture->database, &error));
}

static void test_replace(TableFixture *fixture, gconstpointer data) {
    assert_levels(fixture, "");
    g_autoptr(GPtrArray) first = set(fixture, (const char *[]){"", "县", "", "乡", "", "村", NULL});
    assert_levels(fixture, "县乡村");
    const LevelRow *county = first->pdata[0], *village = first->pdata[2];
    g_assert_true(id_is_uuid(county->id));
    g_autoptr(GPtrArray) second =
        set(fixture, (const char *[]){county->id, "旗", "", "苏木", village->id, "嘎查", NULL});
    assert_levels(fixture, "旗苏木嘎查");
    g_autoptr(GPtrArray) turned =
        set(fixture, (const char *[]){village->id, "嘎查", county->id, "旗", NULL});
    assert_levels(fixture, "嘎查旗");
    g_autoptr(GPtrArray) none = set(fixture, (const char *[]){NULL});
    assert_levels(fixture, "");
}

static void test_refusals(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = set(fixture, (const char *[]){"", "县", "", "村", NULL});
    const LevelRow *county = rows->pdata[0], *village = rows->pdata[1];
    UnitRow unit = {.name = (char *)"河东村"};
    g_strlcpy(unit.level_id, village->id, sizeof unit.level_id);
    g_assert_true(unit_table_insert(fixture->database, &unit, NULL, &error));
    assert_refused(fixture, (const char *[]){county->id, "县", NULL}, ERROR_CONFLICT,
                   "cannot remove level '村': 1 unit is of it; give them another level first");
    assert_refused(fixture, (const char *[]){"", "A", "", "ａ", NULL}, ERROR_INVALID, "twice");
    assert_refused(fixture, (const char *[]){village->id, "a", village->id, "b", NULL},
                   ERROR_INVALID, "twice");
    assert_refused(fixture, (const char *[]){village->id, "村", "nobody", "b", NULL}, ERROR_INVALID,
                   "an id that is not there");
    assert_refused(fixture, (const char *[]){village->id, "", NULL}, ERROR_INVALID, "characters");
    assert_levels(fixture, "县村");
    const char *many[2 * (LEVEL_MAX_ROWS + 1) + 1] = {NULL};
    for (unsigned i = 0; i <= LEVEL_MAX_ROWS; i++)
        many[2 * i] = "", many[2 * i + 1] = "x";
    assert_refused(fixture, many, ERROR_INVALID, "32 at most");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(replace);
    TABLE_TEST(refusals);
    return g_test_run();
}
