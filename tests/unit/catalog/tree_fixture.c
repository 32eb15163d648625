#include "tree_fixture.h"

#include <string.h>

#include "base/error.h"

static GPtrArray *kept;

static const char *keep(const char *id) {
    if (!kept)
        kept = g_ptr_array_new_with_free_func(g_free);
    char *copy = g_strdup(id);
    g_ptr_array_add(kept, copy);
    return copy;
}

void tree_fixture_forget(void) {
    g_clear_pointer(&kept, g_ptr_array_unref);
}

const char *tree_fixture_unit(TableFixture *fixture, const char *parent, const char *name) {
    g_autoptr(GError) error = NULL;
    UnitRow row = {.name = (char *)name};
    g_strlcpy(row.parent_id, parent ? parent : "", sizeof row.parent_id);
    g_assert_true(unit_table_insert(fixture->database, &row, NULL, &error));
    g_assert_no_error(error);
    return keep(row.id);
}

void tree_fixture_run(TableFixture *fixture, const char *sql, const char *first,
                      const char *second) {
    g_autoptr(GError) error = NULL;
    g_autoptr(Statement) statement = database_prepare(fixture->database, sql, &error);
    g_assert_no_error(error);
    statement_bind_text(statement, 1, first);
    statement_bind_text(statement, 2, second);
    g_assert_true(statement_run(statement, &error));
    g_assert_no_error(error);
}

const char *tree_fixture_member(TableFixture *fixture, const char *unit, const char *name) {
    char id[ID_TEXT_BYTES];
    id_new_uuid7(id);
    tree_fixture_run(fixture,
                     "INSERT INTO member (id, name, name_key, search_key, kind_id, change,"
                     " created_at_us, updated_at_us) VALUES (?1, ?2, ?2, ?2, 'full', 1, 1, 1)",
                     id, name);
    tree_fixture_run(fixture,
                     "INSERT INTO membership (id, member_id, unit_id, is_home, from_day)"
                     " VALUES ('h' || ?1, ?1, ?2, 1, '2020-01-01')",
                     id, unit);
    return keep(id);
}

void tree_fixture_assert(GError **error, int code, const char *words) {
    g_assert_error(*error, BASE_ERROR, code);
    g_test_message("%s", (*error)->message);
    g_assert_nonnull(strstr((*error)->message, words));
    g_clear_error(error);
}
