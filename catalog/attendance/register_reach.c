#include "catalog/attendance/register_reach.h"

#include "catalog/roster/place_table.h"
#include "catalog/viewing/site_table.h"

void register_reach_clear(RegisterReach *reach) {
    rights_reach_clear(&reach->units);
}

bool register_reach_load(Database *database, const RegisterAsker *asker, RegisterReach *ret_reach,
                         GError **error) {
    *ret_reach = (RegisterReach){0};
    if (asker->is_screen)
        return site_table_place_of(database, asker->id, ret_reach->place_id, error);
    return rights_reach(database, asker->id, asker->right, &ret_reach->units, error);
}

const char *register_reach_roots(const RegisterReach *reach) {
    if (reach->is_whole || reach->units.is_everywhere || *reach->place_id)
        return NULL;
    return reach->units.json;
}

/* Whether `place` may take part: ?1 register, ?2 place. */
static const char ADMITS[] =
    "SELECT 1 FROM register JOIN place ON place.id = ?2 AND place.ended_at_us IS NULL"
    " WHERE register.id = ?1 AND (register.place_id = ?2 OR (kind = 'meeting' AND ("
    " EXISTS (SELECT 1 FROM meeting WHERE meeting.id = event_id AND visibility != 'invited')"
    " OR EXISTS (WITH RECURSIVE up (id) AS (SELECT place.unit_id"
    " UNION SELECT unit_id FROM place_unit WHERE place_unit.place_id = ?2"
    " UNION SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id"
    " WHERE unit.parent_id NOT NULL)"
    " SELECT 1 FROM meeting_unit WHERE meeting_id = event_id"
    " AND unit_id IN (SELECT id FROM up)))))";

static bool ask(Database *database, const char *sql, const char *first, const char *second,
                GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, first);
    statement_bind_text(statement, 2, second);
    StatementStep step = statement_step(statement, error);
    return step == STATEMENT_ROW || (step == STATEMENT_DONE && rights_not_found(error));
}

/* ?1 roots, ?2 register: its unit is within reach */
static const char IS_WHOLE[] =
    RIGHTS_REACH_SQL "SELECT 1 FROM register WHERE id = ?2 AND unit_id IN (SELECT id FROM reach)";
/* … it expects people of units within reach, or a place there has somebody in it */
static const char IS_PART[] = RIGHTS_REACH_SQL
    "SELECT 1 FROM reach JOIN register_person AS person ON person.unit_id = reach.id"
    " WHERE person.register_id = ?2"
    " UNION ALL SELECT 1 FROM presence JOIN place ON place.id = place_id"
    " WHERE register_id = ?2 AND place.unit_id IN (SELECT id FROM reach) LIMIT 1";

bool register_reach_see(Database *database, RegisterReach *reach, const RegisterRow *row,
                        GError **error) {
    database_assert_current(database);
    if (*reach->place_id)
        return ask(database, ADMITS, row->id, reach->place_id, error);
    reach->is_whole =
        reach->units.is_everywhere || ask(database, IS_WHOLE, reach->units.json, row->id, NULL);
    return reach->is_whole || ask(database, IS_PART, reach->units.json, row->id, error);
}

bool register_reach_whole(Database *database, const RegisterAsker *asker, const RegisterRow *row,
                          GError **error) {
    if (asker->is_screen)
        return rights_not_found(error);
    return rights_check(database, asker->id, asker->right, row->unit_id, error);
}

bool register_reach_place(Database *database, const RegisterAsker *asker, const RegisterRow *row,
                          const char *place_id, GError **error) {
    char own_id[ID_TEXT_BYTES], unit_id[ID_TEXT_BYTES];
    database_assert_current(database);
    if (!ask(database, ADMITS, row->id, place_id, error))
        return false;
    if (asker->is_screen)
        return site_table_place_of(database, asker->id, own_id, error) &&
               (g_str_equal(own_id, place_id) || rights_not_found(error));
    return place_table_unit(database, place_id, unit_id, error) &&
           (register_reach_whole(database, asker, row, NULL) ||
            rights_check(database, asker->id, asker->right, unit_id, error));
}
