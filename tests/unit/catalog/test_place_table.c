#include "catalog/roster/place_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/roster/unit_change.h"
#include "catalog/roster/unit_tree.h"
#include "tree_fixture.h"

static bool try_insert(TableFixture *fixture, const char *unit, const char *name, PlaceRow *ret_row,
                       GError **error) {
    *ret_row = (PlaceRow){.name = (char *)name, .address = (char *)"大街1号"};
    g_strlcpy(ret_row->unit_id, unit, sizeof ret_row->unit_id);
    return place_table_insert(fixture->database, ret_row, error);
}

static PlaceRow make(TableFixture *fixture, const char *unit, const char *name) {
    g_autoptr(GError) error = NULL;
    PlaceRow row;
    g_assert_true(try_insert(fixture, unit, name, &row, &error));
    g_assert_no_error(error);
    return row;
}

/* "活动室>一村,二村": names and whom they serve. */
static void assert_places(TableFixture *fixture, PlaceQuery query, const char *expected) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) rows = place_table_list(fixture->database, &query, &error);
    g_assert_no_error(error);
    g_autoptr(GString) out = g_string_new(NULL);
    for (unsigned i = 0; i < rows->len; i++) {
        const PlaceRow *row = rows->pdata[i];
        g_string_append_printf(out, "%s%s", i ? " " : "", row->name);
        for (unsigned j = 0; j < row->serves->len; j++)
            g_string_append_printf(out, "%s%s", j ? "," : ">",
                                   ((const UnitStep *)row->serves->pdata[j])->name);
    }
    g_assert_cmpstr(out->str, ==, expected);
}

static void serve(TableFixture *fixture, const PlaceRow *place, const char *const *units,
                  const char *roots_json) {
    g_autoptr(GError) error = NULL;
    g_assert_true(place_table_set_serves(fixture->database, place, units, roots_json, &error));
    g_assert_no_error(error);
}

static void test_lists(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    const char *town = tree_fixture_unit(fixture, NULL, "乡");
    const char *one = tree_fixture_unit(fixture, town, "1村");
    const char *two = tree_fixture_unit(fixture, town, "2村");
    PlaceRow hall = make(fixture, town, "A 礼堂"), room = make(fixture, one, "B 活动室");
    serve(fixture, &hall, (const char *[]){two, one, town, one, NULL}, NULL);
    assert_places(fixture, (PlaceQuery){0}, "A 礼堂>1村,2村 B 活动室");
    assert_places(fixture, (PlaceQuery){.unit_id = two}, "A 礼堂>1村,2村");
    assert_places(fixture, (PlaceQuery){.unit_id = one}, "A 礼堂>1村,2村 B 活动室");
    assert_places(fixture, (PlaceQuery){.id = room.id}, "B 活动室");
    g_autofree char *roots = g_strdup_printf("[\"%s\"]", one);
    assert_places(fixture, (PlaceQuery){.roots_json = roots}, "B 活动室");
    g_autofree char *all = g_strdup_printf("[\"%s\"]", town);
    assert_places(fixture, (PlaceQuery){.roots_json = all}, "A 礼堂>1村,2村 B 活动室");
    g_autoptr(PlaceRow) row =
        place_table_get(fixture->database, &(PlaceQuery){.id = hall.id}, &error);
    g_assert_cmpstr(row->address, ==, "大街1号");
    g_assert_cmpstr(row->unit_id, ==, town);
    g_assert_null(place_table_get(fixture->database, &(PlaceQuery){.id = "x"}, &error));
    tree_fixture_assert(&error, ERROR_NOT_FOUND, "place 'x'");
}

/* Whoever sees a part of the units served changes that part only. */
static void test_serves_in_reach(TableFixture *fixture, gconstpointer data) {
    const char *near = tree_fixture_unit(fixture, NULL, "近");
    const char *one = tree_fixture_unit(fixture, near, "1村");
    const char *far = tree_fixture_unit(fixture, NULL, "远");
    PlaceRow hall = make(fixture, near, "礼堂");
    serve(fixture, &hall, (const char *[]){far, NULL}, NULL);
    g_autofree char *roots = g_strdup_printf("[\"%s\"]", near);
    assert_places(fixture, (PlaceQuery){.roots_json = roots}, "礼堂");
    serve(fixture, &hall, (const char *[]){one, NULL}, roots);
    assert_places(fixture, (PlaceQuery){.roots_json = roots}, "礼堂>1村");
    assert_places(fixture, (PlaceQuery){0}, "礼堂>1村,远");
    serve(fixture, &hall, (const char *[]){NULL}, roots);
    assert_places(fixture, (PlaceQuery){0}, "礼堂>远");
}

static void test_changes(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    const char *unit = tree_fixture_unit(fixture, NULL, "村");
    PlaceRow row = make(fixture, unit, "活动室"), other = make(fixture, unit, "礼堂");
    row.name = (char *)"礼堂";
    g_assert_false(place_table_update(fixture->database, &row, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "'礼堂': the unit has one");
    row.name = (char *)"广场";
    row.address = NULL;
    g_assert_true(place_table_update(fixture->database, &row, &error));
    assert_places(fixture, (PlaceQuery){0}, "广场 礼堂");
    tree_fixture_run(fixture,
                     "INSERT INTO screen (id, unit_id, place_id, name, kind, rotated_at_us,"
                     " paired_by, paired_at_us) VALUES ('s', ?1, ?2, '电视', 'tv', 1, 'x', 1)",
                     unit, other.id);
    g_assert_false(place_table_end(fixture->database, other.id, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "cannot end place '礼堂': 1 screen stands in it");
    tree_fixture_run(fixture, "UPDATE screen SET unpaired_at_us = 1 WHERE ?1 IS ?2", NULL, NULL);
    g_assert_true(place_table_end(fixture->database, other.id, &error));
    assert_places(fixture, (PlaceQuery){0}, "广场");
    char found[ID_TEXT_BYTES];
    g_assert_true(place_table_unit(fixture->database, row.id, found, &error));
    g_assert_cmpstr(found, ==, unit);
    g_assert_false(place_table_unit(fixture->database, other.id, found, &error));
    tree_fixture_assert(&error, ERROR_NOT_FOUND, other.id);
    g_assert_false(place_table_end(fixture->database, other.id, &error));
    tree_fixture_assert(&error, ERROR_NOT_FOUND, other.id);
    make(fixture, unit, "礼堂"); /* the name is free again */
}

static void test_refusals(TableFixture *fixture, gconstpointer data) {
    g_autoptr(GError) error = NULL;
    const char *unit = tree_fixture_unit(fixture, NULL, "村");
    const char *gone = tree_fixture_unit(fixture, NULL, "旧村");
    g_assert_true(unit_change_close(fixture->database, gone, &error));
    PlaceRow row;
    g_assert_false(try_insert(fixture, unit, "", &row, &error));
    tree_fixture_assert(&error, ERROR_INVALID, "name of a place");
    g_assert_false(try_insert(fixture, "x", "室", &row, &error));
    tree_fixture_assert(&error, ERROR_NOT_FOUND, "unit 'x'");
    g_assert_false(try_insert(fixture, gone, "室", &row, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "'旧村': it is closed");
    PlaceRow place = make(fixture, unit, "室");
    g_assert_false(place_table_set_serves(fixture->database, &place, (const char *[]){gone, NULL},
                                          NULL, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "cannot serve unit '旧村'");
    const char *many[PLACE_MAX_SERVES + 2] = {NULL};
    for (unsigned i = 0; i <= PLACE_MAX_SERVES; i++)
        many[i] = unit;
    g_assert_false(place_table_set_serves(fixture->database, &place, many, NULL, &error));
    tree_fixture_assert(&error, ERROR_INVALID, "it can serve 500");
    for (unsigned i = 1; i < PLACE_MAX_OF_UNIT; i++) {
        g_autofree char *name = g_strdup_printf("室%u", i);
        make(fixture, unit, name);
    }
    g_assert_false(try_insert(fixture, unit, "多", &row, &error));
    tree_fixture_assert(&error, ERROR_CONFLICT, "too many");
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    TABLE_TEST(lists);
    TABLE_TEST(serves_in_reach);
    TABLE_TEST(changes);
    TABLE_TEST(refusals);
    int status = g_test_run();
    tree_fixture_forget();
    return status;
}
