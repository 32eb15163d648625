#include "catalog/attendance/register_figures.h"

#include "catalog/attendance/presence_table.h"

static void free_unit(void *data) {
    RegisterUnit *unit = data;
    g_free(unit->name);
    g_free(unit->group_name);
    g_free(unit);
}

void register_figures_clear(RegisterFigures *figures) {
    g_clear_pointer(&figures->units, g_ptr_array_unref);
}

/* ?1 register, ?2 place, ?3 roots, ?4 limit */
#define CAME_SQL                                                                                   \
    "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(ifnull(?3, '[]'))"                  \
    " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id),"                    \
    " here (id) AS (SELECT unit_id FROM place WHERE id = ?2"                                       \
    " UNION SELECT unit_id FROM place_unit WHERE place_id = ?2),"                                  \
    " came (id, is_open) AS MATERIALIZED (SELECT p.member_id, max(" PRESENCE_UNTIL_SQL " = 0)"     \
    " FROM presence AS p WHERE p.register_id = ?1 AND p.member_id NOT NULL"                        \
    " AND (?2 IS NULL OR p.place_id = ?2) AND NOT " PRESENCE_WITHDRAWN_SQL                         \
    " GROUP BY p.member_id)"

static const char UNITS[] =
    CAME_SQL " SELECT unit_id, unit_name, group_id, group_name, sum(is_expected),"
             " sum(is_expected AND is_excused), sum(ifnull(came.is_open, 0)), count(came.id),"
             " sum(came.id NOT NULL AND NOT is_expected)"
             " FROM register_person LEFT JOIN came ON came.id = member_id"
             " WHERE register_id = ?1 AND (?2 IS NULL OR unit_id IN (SELECT id FROM here)"
             " OR came.id NOT NULL) AND (?3 IS NULL OR unit_id IN (SELECT id FROM reach))"
             " GROUP BY unit_id ORDER BY group_name, unit_name, unit_id LIMIT ?4";

static const char GUESTS[] =
    "SELECT count(*) FROM presence AS p WHERE p.register_id = ?1 AND p.guest_name NOT NULL"
    " AND (?2 IS NULL OR p.place_id = ?2) AND NOT " PRESENCE_WITHDRAWN_SQL;

static void *make_unit(Statement *statement) {
    RegisterUnit *unit = g_new0(RegisterUnit, 1);
    statement_copy_text(statement, 0, unit->id, sizeof unit->id);
    unit->name = statement_dup_text(statement, 1);
    statement_copy_text(statement, 2, unit->group_id, sizeof unit->group_id);
    unit->group_name = statement_dup_text(statement, 3);
    unit->expected = statement_int64(statement, 4);
    unit->excused = statement_int64(statement, 5);
    unit->present = statement_int64(statement, 6);
    unit->came = statement_int64(statement, 7);
    unit->besides = statement_int64(statement, 8);
    return unit;
}

static bool read_units(Database *database, const char *id, const char *place_id,
                       const char *roots_json, RegisterFigures *figures, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, UNITS, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, place_id);
    statement_bind_text(statement, 3, roots_json);
    statement_bind_int64(statement, 4, REGISTER_FIGURES_MAX_UNITS);
    figures->units = statement_rows(statement, make_unit, free_unit, error);
    return figures->units != NULL;
}

static bool read_guests(Database *database, const char *id, const char *place_id,
                        RegisterFigures *figures, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, GUESTS, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, place_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        figures->guests = statement_int64(statement, 0);
    return step != STATEMENT_FAILED;
}

bool register_figures_read(Database *database, const RegisterRow *row, const char *place_id,
                           const char *roots_json, RegisterFigures *ret_figures, GError **error) {
    database_assert_current(database);
    *ret_figures = (RegisterFigures){0};
    if (!read_units(database, row->id, place_id, roots_json, ret_figures, error) ||
        !read_guests(database, row->id, place_id, ret_figures, error))
        return false;
    for (unsigned i = 0; i < ret_figures->units->len; i++) {
        const RegisterUnit *unit = ret_figures->units->pdata[i];
        RegisterUnit *sum = &ret_figures->sum;
        sum->expected += unit->expected;
        sum->excused += unit->excused;
        sum->present += unit->present;
        sum->came += unit->came;
        sum->besides += unit->besides;
    }
    return true;
}
