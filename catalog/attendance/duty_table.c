#include "catalog/attendance/duty_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"

#define ATTEMPT "cannot use this duty"

const DutyPreset DUTY_PRESETS[DUTY_N_PRESETS] = {
    {"congress", "", "支部党员大会", DUTY_QUARTER, 1},
    {"committee", "", "支部委员会", DUTY_MONTH, 1},
    {"group", "", "党小组会", DUTY_MONTH, 1},
    {"lesson", "lecture", "党课", DUTY_QUARTER, 1},
    {"day", "", "主题党日", DUTY_MONTH, 1},
    {"site", DUTY_TYPE_STUDY, "集中学习", DUTY_MONTH, 2},
};

void duty_row_free(DutyRow *row) {
    if (!row)
        return;
    g_free(row->unit_name);
    g_free(row->level_name);
    g_free(row->type_name);
    g_free(row);
}

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

/* ---- reading ---- */

#define FROM                                                                                       \
    "SELECT duty.id, duty.unit_id, duty.level_id, duty.type_id, period, times, from_day,"          \
    " until_day, made_by, made_at_us, unit.name, level.name, meeting_type.name FROM duty"          \
    " LEFT JOIN unit ON unit.id = duty.unit_id LEFT JOIN level ON level.id = duty.level_id"        \
    " LEFT JOIN meeting_type ON meeting_type.id = duty.type_id "

static DutyPeriod read_period(const char *word) {
    unsigned period = 0;
    while (period + 1 < DUTY_N_PERIODS && g_strcmp0(DUTY_PERIOD_WORDS[period], word) != 0)
        period++;
    return (DutyPeriod)period;
}

static void *read_row(Statement *statement) {
    DutyRow *row = g_new0(DutyRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->unit_id, sizeof row->unit_id);
    statement_copy_text(statement, 2, row->level_id, sizeof row->level_id);
    statement_copy_text(statement, 3, row->type_id, sizeof row->type_id);
    row->period = read_period(statement_text(statement, 4));
    row->times = statement_int64(statement, 5);
    statement_copy_text(statement, 6, row->from_day, sizeof row->from_day);
    statement_copy_text(statement, 7, row->until_day, sizeof row->until_day);
    statement_copy_text(statement, 8, row->made_by, sizeof row->made_by);
    row->made_at_us = statement_int64(statement, 9);
    row->unit_name = statement_dup_text(statement, 10);
    row->level_name = statement_dup_text(statement, 11);
    row->type_name = statement_dup_text(statement, 12);
    return row;
}

DutyRow *duty_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, FROM "WHERE duty.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this duty");
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

#define ORDER " ORDER BY until_day NOT NULL, duty.unit_id NOT NULL, unit.name, duty.id"

GPtrArray *duty_table_list(Database *database, const char *roots_json, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        roots_json ? database_prepare(
                         database,
                         "WITH RECURSIVE below (id) AS (SELECT value FROM json_each(?1)"
                         " UNION SELECT unit.id FROM unit JOIN below ON unit.parent_id = below.id),"
                         " above (id) AS (SELECT value FROM json_each(?1)"
                         " UNION SELECT unit.parent_id FROM unit JOIN above ON unit.id = above.id"
                         " WHERE unit.parent_id NOT NULL) " FROM
                         "WHERE duty.unit_id IS NULL OR duty.unit_id IN (SELECT id FROM below)"
                         " OR duty.unit_id IN (SELECT id FROM above)" ORDER,
                         error)
                   : database_prepare(database, FROM ORDER, error);
    if (!statement)
        return NULL;
    if (roots_json)
        statement_bind_text(statement, 1, roots_json);
    return statement_rows(statement, read_row, (GDestroyNotify)duty_row_free, error);
}

/* ---- rules ---- */

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static bool check_values(const DutyRow *row, GError **error) {
    if (row->times < 1 || row->times > DUTY_MAX_TIMES)
        return refuse(ERROR_INVALID, ATTEMPT ": it is owed once to 366 times in a period", error);
    if (!*row->unit_id && !*row->level_id)
        return refuse(ERROR_INVALID, ATTEMPT ": name a unit, or the level of the units that owe it",
                      error);
    if (!day_check(ATTEMPT, row->from_day, error) ||
        (*row->until_day && !day_check(ATTEMPT, row->until_day, error)))
        return false;
    if (*row->until_day && strcmp(row->until_day, row->from_day) <= 0)
        return refuse(ERROR_INVALID, ATTEMPT ": the days end before they begin", error);
    return true;
}

static bool check_known(Database *database, const DutyRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT EXISTS (SELECT 1 FROM meeting_type WHERE id = ?1),"
        " ?2 IS NULL OR EXISTS (SELECT 1 FROM level WHERE id = ?2), (SELECT count(*) FROM duty),"
        " EXISTS (SELECT 1 FROM duty WHERE type_id = ?1 AND level_id IS ?2 AND unit_id IS ?3"
        " AND until_day IS NULL)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->type_id);
    statement_bind_text(statement, 2, or_null(row->level_id));
    statement_bind_text(statement, 3, or_null(row->unit_id));
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (!statement_int64(statement, 0))
        return refuse(ERROR_NOT_FOUND, ATTEMPT ": there is no such type of meetings", error);
    if (!statement_int64(statement, 1))
        return refuse(ERROR_NOT_FOUND, ATTEMPT ": there is no such level", error);
    if (statement_int64(statement, 2) >= DUTY_MAX_ROWS)
        return refuse(ERROR_CONFLICT, "There are too many duties.", error);
    if (statement_int64(statement, 3))
        return refuse(ERROR_CONFLICT, ATTEMPT ": these units owe this type of meetings already",
                      error);
    return true;
}

/* ---- writing ---- */

bool duty_table_insert(Database *database, DutyRow *row, GError **error) {
    database_assert_current(database);
    if (!check_values(row, error) || !check_known(database, row, error))
        return false;
    id_new_uuid7(row->id);
    row->made_at_us = clock_wall_us();
    g_autoptr(Statement) statement = database_prepare(
        database, "INSERT INTO duty VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, or_null(row->unit_id));
    statement_bind_text(statement, 3, or_null(row->level_id));
    statement_bind_text(statement, 4, row->type_id);
    statement_bind_text(statement, 5, DUTY_PERIOD_WORDS[row->period]);
    statement_bind_int64(statement, 6, row->times);
    statement_bind_text(statement, 7, row->from_day);
    statement_bind_text(statement, 8, or_null(row->until_day));
    statement_bind_text(statement, 9, row->made_by);
    statement_bind_int64(statement, 10, row->made_at_us);
    return statement_run(statement, error);
}

bool duty_table_end(Database *database, const char *id, const char *until_day, GError **error) {
    database_assert_current(database);
    g_autoptr(DutyRow) row = duty_table_get(database, id, error);
    if (!row)
        return false;
    if (*row->until_day)
        return refuse(ERROR_CONFLICT, "cannot end the duty: it was ended already", error);
    g_autoptr(Statement) statement =
        database_prepare(database, "UPDATE duty SET until_day = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, until_day);
    return statement_run(statement, error);
}
