#include "catalog/study/study_place.h"

#include "base/error.h"
#include "catalog/rights/rights.h"

static void free_screen(void *data) {
    StudyScreen *screen = data;
    g_free(screen->name);
    g_free(screen);
}

char *study_place_name(Database *database, const char *place_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT name FROM place WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, place_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        rights_not_found(error);
    return step == STATEMENT_ROW ? statement_dup_text(statement, 0) : NULL;
}

GPtrArray *study_place_screens(Database *database, const char *place_id, const char *study_id,
                               GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, name, ifnull(last_seen_at_us, 0),"
        " NOT EXISTS (SELECT 1 FROM study_screen WHERE study_id = ?2)"
        " OR EXISTS (SELECT 1 FROM study_screen WHERE study_id = ?2 AND screen_id = screen.id)"
        " FROM screen WHERE place_id = ?1 AND unpaired_at_us IS NULL ORDER BY name, id LIMIT ?3",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, place_id);
    statement_bind_text(statement, 2, study_id);
    statement_bind_int64(statement, 3, STUDY_MAX_SCREENS);
    g_autoptr(GPtrArray) screens = g_ptr_array_new_with_free_func(free_screen);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        StudyScreen *screen = g_new0(StudyScreen, 1);
        statement_copy_text(statement, 0, screen->id, sizeof screen->id);
        screen->name = statement_dup_text(statement, 1);
        screen->seen_at_us = statement_int64(statement, 2);
        screen->shows = statement_int64(statement, 3) != 0;
        g_ptr_array_add(screens, screen);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&screens) : NULL;
}

bool study_place_viewer(Database *database, const char *place_id, CourseViewer *ret_viewer,
                        GError **error) {
    return course_viewer_load(database, MEETING_VIEWER_PLACE, place_id, ret_viewer, error);
}

GStrv study_place_concerned(Database *database, const char *place_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE up (id) AS (SELECT unit_id FROM place WHERE id = ?1"
        " UNION SELECT unit.parent_id FROM unit JOIN up ON unit.id = up.id"
        " WHERE unit.parent_id NOT NULL)"
        " SELECT id FROM screen WHERE place_id = ?1 AND unpaired_at_us IS NULL"
        " UNION SELECT account_id FROM appointment WHERE ended_at_us IS NULL AND role & ?2"
        " AND unit_id IN (SELECT id FROM up) LIMIT ?3",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, place_id);
    statement_bind_int64(statement, 2, RIGHTS_TABLE[RIGHT_STUDY_RUN].roles);
    statement_bind_int64(statement, 3, STUDY_MAX_CONCERNED);
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW)
        g_strv_builder_add(builder, statement_text(statement, 0));
    return step == STATEMENT_DONE ? g_strv_builder_end(builder) : NULL;
}
