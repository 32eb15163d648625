#include "catalog/viewing/site_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/rights/rights.h"
#include "catalog/store/role.h"

#define INVITED_SQL                                                                                \
    "WITH RECURSIVE invited (id) AS (SELECT unit_id FROM meeting_unit WHERE meeting_id = ?1"       \
    " UNION SELECT unit.id FROM unit JOIN invited ON unit.parent_id = invited.id) "
#define IS_SITE_SQL                                                                                \
    " place.ended_at_us IS NULL AND (place.unit_id IN (SELECT id FROM invited)"                    \
    " OR EXISTS (SELECT 1 FROM place_unit WHERE place_id = place.id"                               \
    " AND place_unit.unit_id IN (SELECT id FROM invited)))"

static void free_row(void *data) {
    SiteRow *row = data;
    g_free(row->place_name);
    g_free(row->unit_name);
    g_array_unref(row->screens);
    g_free(row->clerk_name);
    g_free(row->clerk_member_id);
    g_free(row->confirmed_by);
    g_free(row);
}

static SiteRow *read_row(Statement *statement) {
    SiteRow *row = g_new0(SiteRow, 1);
    statement_copy_text(statement, 0, row->place_id, sizeof row->place_id);
    statement_copy_text(statement, 1, row->unit_id, sizeof row->unit_id);
    row->place_name = statement_dup_text(statement, 2);
    row->unit_name = statement_dup_text(statement, 3);
    row->confirmed_at_us = statement_int64(statement, 4);
    row->confirmed_by = statement_dup_text(statement, 5);
    row->screens = g_array_new(FALSE, FALSE, sizeof(SiteScreen));
    return row;
}

static bool read_screens(Database *database, SiteRow *row, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, ifnull(last_seen_at_us, 0) FROM screen WHERE place_id = ?1"
                         " AND unpaired_at_us IS NULL",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->place_id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        SiteScreen screen = {.seen_at_us = statement_int64(statement, 1)};
        statement_copy_text(statement, 0, screen.id, sizeof screen.id);
        g_array_append_val(row->screens, screen);
    }
    return step == STATEMENT_DONE;
}

/* Who has been clerk for longest of the nearest unit that has one. */
static bool read_clerk(Database *database, SiteRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id, depth) AS (SELECT ?1, 0 UNION SELECT unit.parent_id, depth + 1"
        " FROM unit JOIN up ON unit.id = up.id WHERE unit.parent_id NOT NULL)"
        " SELECT display_name, member_id FROM up JOIN appointment ON appointment.unit_id = up.id"
        " JOIN account ON account.id = account_id"
        " WHERE role = ?2 AND ended_at_us IS NULL AND locked = 0"
        " ORDER BY depth, appointed_at_us, appointment.id LIMIT 1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->unit_id);
    statement_bind_int64(statement, 2, ROLE_CLERK);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW) {
        row->clerk_name = statement_dup_text(statement, 0);
        row->clerk_member_id = statement_dup_text(statement, 1);
    }
    return step != STATEMENT_FAILED;
}

static bool read_all(Database *database, const char *meeting_id, GPtrArray *rows, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        INVITED_SQL "SELECT place.id, place.unit_id, place.name, unit.name,"
                    " ifnull(confirmed_at_us, 0), confirmed_by FROM place"
                    " JOIN unit ON unit.id = place.unit_id LEFT JOIN meeting_site"
                    " ON meeting_site.meeting_id = ?1 AND meeting_site.place_id = place.id"
                    " WHERE" IS_SITE_SQL " ORDER BY unit.name, place.name, place.id LIMIT ?2",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_int64(statement, 2, SITE_LIST_MAX_ROWS);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_ptr_array_add(rows, read_row(statement));
    return step == STATEMENT_DONE;
}

GPtrArray *site_table_list(Database *database, const char *meeting_id, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(free_row);
    if (!read_all(database, meeting_id, rows, error))
        return NULL;
    for (unsigned i = 0; i < rows->len; i++)
        if (!read_screens(database, rows->pdata[i], error) ||
            !read_clerk(database, rows->pdata[i], error))
            return NULL;
    return g_steal_pointer(&rows);
}

bool site_table_find(Database *database, const char *meeting_id, const char *place_id,
                     char ret_unit_id[ID_TEXT_BYTES], GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, INVITED_SQL "SELECT unit_id FROM place WHERE place.id = ?2 AND" IS_SITE_SQL,
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, place_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, ret_unit_id, ID_TEXT_BYTES);
    return step == STATEMENT_DONE ? rights_not_found(error) : step == STATEMENT_ROW;
}

bool site_table_place_of(Database *database, const char *screen_id,
                         char ret_place_id[ID_TEXT_BYTES], GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT place_id FROM screen WHERE id = ?1 AND place_id NOT NULL", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, screen_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, ret_place_id, ID_TEXT_BYTES);
    else if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "This screen belongs to no place: choose one for it first.");
    return step == STATEMENT_ROW;
}

bool site_table_confirm(Database *database, const char *meeting_id, const char *place_id,
                        const char *name, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO meeting_site (meeting_id, place_id, confirmed_at_us, confirmed_by)"
        " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (meeting_id, place_id) DO UPDATE"
        " SET confirmed_at_us = excluded.confirmed_at_us, confirmed_by = excluded.confirmed_by",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, place_id);
    statement_bind_int64(statement, 3, clock_wall_us());
    statement_bind_text(statement, 4, name);
    return statement_run(statement, error);
}

bool site_table_withdraw(Database *database, const char *meeting_id, const char *place_id,
                         GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "DELETE FROM meeting_site WHERE meeting_id = ?1 AND place_id = ?2", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, place_id);
    return statement_run(statement, error);
}
