#include "catalog/attendance/indicator_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/roster/unit_tree.h"

const char *const INDICATOR_STATE_WORDS[] = {"draft", "published", "withdrawn", NULL};

void indicator_value_free(IndicatorValue *value) {
    if (!value)
        return;
    g_free(value->note);
    g_free(value->unit_name);
    g_free(value);
}

void indicator_row_free(IndicatorRow *row) {
    if (!row)
        return;
    g_free(row->name);
    g_free(row->measure);
    g_free(row->source);
    g_free(row->made.name);
    g_free(row->published.name);
    g_free(row->withdrawn.name);
    g_free(row->withdrawn_reason);
    g_clear_pointer(&row->values, g_ptr_array_unref);
    g_free(row);
}

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

/* ---- reading ---- */

#define COLUMNS                                                                                    \
    "id, unit_id, year, name, measure, source, weight, is_higher_better, revision, state, leaf,"   \
    " made_by, made_name, made_at_us, published_by, published_name, published_at_us,"              \
    " withdrawn_by, withdrawn_name, withdrawn_at_us, withdrawn_reason"

static void read_act(Statement *statement, int column, IndicatorAct *ret_act) {
    statement_copy_text(statement, column, ret_act->by, sizeof ret_act->by);
    ret_act->name = statement_dup_text(statement, column + 1);
    ret_act->at_us = statement_int64(statement, column + 2);
}

static IndicatorState read_state(const char *word) {
    unsigned state = INDICATOR_DRAFT;
    while (state < INDICATOR_WITHDRAWN && g_strcmp0(INDICATOR_STATE_WORDS[state], word) != 0)
        state++;
    return (IndicatorState)state;
}

static void *read_row(Statement *statement) {
    IndicatorRow *row = g_new0(IndicatorRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->unit_id, sizeof row->unit_id);
    row->year = (int)statement_int64(statement, 2);
    row->name = statement_dup_text(statement, 3);
    row->measure = statement_dup_text(statement, 4);
    row->source = statement_dup_text(statement, 5);
    row->weight = (unsigned)statement_int64(statement, 6);
    row->is_higher_better = statement_int64(statement, 7) != 0;
    row->revision = statement_int64(statement, 8);
    row->state = read_state(statement_text(statement, 9));
    row->leaf = statement_is_null(statement, 10) ? -1 : statement_int64(statement, 10);
    read_act(statement, 11, &row->made);
    read_act(statement, 14, &row->published);
    read_act(statement, 17, &row->withdrawn);
    row->withdrawn_reason = statement_dup_text(statement, 20);
    return row;
}

static void *read_value(Statement *statement) {
    IndicatorValue *value = g_new0(IndicatorValue, 1);
    statement_copy_text(statement, 0, value->unit_id, sizeof value->unit_id);
    value->value_milli = statement_int64(statement, 1);
    value->note = statement_dup_text(statement, 2);
    value->unit_name = statement_dup_text(statement, 3);
    return value;
}

#define VALUES_FROM                                                                                \
    "SELECT unit_id, value, note, unit.name FROM indicator_value"                                  \
    " LEFT JOIN unit ON unit.id = unit_id "

static bool load_values(Database *database, IndicatorRow *row, const char *roots_json,
                        GError **error) {
    g_autoptr(Statement) statement =
        roots_json
            ? database_prepare(database,
                               UNIT_TREE_REACH_SQL VALUES_FROM
                               "WHERE indicator_id = ?2 AND unit_id IN (SELECT id FROM reach)"
                               " ORDER BY unit_id",
                               error)
            : database_prepare(database, VALUES_FROM "WHERE indicator_id = ?2 ORDER BY unit_id",
                               error);
    if (!statement)
        return false;
    if (roots_json)
        statement_bind_text(statement, 1, roots_json);
    statement_bind_text(statement, 2, row->id);
    row->values =
        statement_rows(statement, read_value, (GDestroyNotify)indicator_value_free, error);
    return row->values != NULL;
}

IndicatorRow *indicator_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT " COLUMNS " FROM indicator WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        refuse(ERROR_NOT_FOUND, "cannot find this indicator", error);
    g_autoptr(IndicatorRow) row = step == STATEMENT_ROW ? read_row(statement) : NULL;
    return row && load_values(database, row, NULL, error) ? g_steal_pointer(&row) : NULL;
}

GPtrArray *indicator_table_list(Database *database, const IndicatorQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        query->roots_json ? database_prepare(database,
                                             UNIT_TREE_REACH_SQL
                                             "SELECT " COLUMNS " FROM indicator WHERE year = ?2"
                                             " AND (unit_id IN (SELECT id FROM reach)"
                                             " OR id IN (SELECT indicator_id"
                                             " FROM indicator_value WHERE unit_id IN"
                                             " (SELECT id FROM reach)))"
                                             " ORDER BY name, id",
                                             error)
                          : database_prepare(database,
                                             "SELECT " COLUMNS
                                             " FROM indicator WHERE year = ?2 ORDER BY name, id",
                                             error);
    if (!statement)
        return NULL;
    if (query->roots_json)
        statement_bind_text(statement, 1, query->roots_json);
    statement_bind_int64(statement, 2, query->year);
    g_autoptr(GPtrArray) rows =
        statement_rows(statement, read_row, (GDestroyNotify)indicator_row_free, error);
    for (unsigned i = 0; rows && i < rows->len; i++)
        if (!load_values(database, rows->pdata[i], query->roots_json, error))
            return NULL;
    return g_steal_pointer(&rows);
}

/* ---- writing ---- */

static bool check_room(Database *database, const IndicatorRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT count(*), count(*) FILTER (WHERE name = ?2 AND unit_id IS ?3 AND id <> ?4)"
        " FROM indicator WHERE year = ?1 AND state <> 'withdrawn'",
        error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, row->year);
    statement_bind_text(statement, 2, row->name);
    statement_bind_text(statement, 3, or_null(row->unit_id));
    statement_bind_text(statement, 4, row->id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 1) > 0)
        return refuse(ERROR_CONFLICT, "There is an indicator of this name in the year already.",
                      error);
    if (row->revision == 1 && statement_int64(statement, 0) >= INDICATOR_MAX_OF_YEAR)
        return refuse(ERROR_CONFLICT, "There are too many indicators in this year.", error);
    return true;
}

static bool put_values(Database *database, const IndicatorRow *row, GError **error) {
    for (unsigned i = 0; i < row->values->len; i++) {
        const IndicatorValue *value = row->values->pdata[i];
        g_autoptr(Statement) statement = database_prepare(
            database, "INSERT INTO indicator_value VALUES (?1, ?2, ?3, ?4)", error);
        if (!statement)
            return false;
        statement_bind_text(statement, 1, row->id);
        statement_bind_text(statement, 2, value->unit_id);
        statement_bind_int64(statement, 3, value->value_milli);
        statement_bind_text(statement, 4, or_null(value->note));
        if (!statement_run(statement, error))
            return false;
    }
    return true;
}

static void bind_draft(Statement *statement, const IndicatorRow *row) {
    const char *const texts[] = {row->id,     row->name,    row->measure,
                                 row->source, row->made.by, row->made.name};
    const int64_t numbers[] = {row->weight, row->is_higher_better, row->revision, row->made.at_us};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        statement_bind_text(statement, (int)i + 1, texts[i]);
    for (unsigned i = 0; i < G_N_ELEMENTS(numbers); i++)
        statement_bind_int64(statement, (int)(i + G_N_ELEMENTS(texts)) + 1, numbers[i]);
}

bool indicator_table_insert(Database *database, IndicatorRow *row, GError **error) {
    database_assert_current(database);
    id_new_uuid7(row->id);
    row->revision = 1;
    row->state = INDICATOR_DRAFT;
    row->leaf = -1;
    row->made.at_us = clock_wall_us();
    if (!check_room(database, row, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO indicator (id, name, measure, source, made_by, made_name, weight,"
        " is_higher_better, revision, made_at_us, unit_id, year, state)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 'draft')",
        error);
    if (!statement)
        return false;
    bind_draft(statement, row);
    statement_bind_text(statement, 11, or_null(row->unit_id));
    statement_bind_int64(statement, 12, row->year);
    return statement_run(statement, error) && put_values(database, row, error);
}

static bool clear_values(Database *database, const char *id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM indicator_value WHERE indicator_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    return statement_run(statement, error);
}

static bool refuse_settled(GError **error) {
    return refuse(ERROR_CONFLICT, "cannot change this indicator: it is no draft any more", error);
}

bool indicator_table_replace(Database *database, IndicatorRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(IndicatorRow) old = indicator_table_get(database, row->id, error);
    if (!old)
        return false;
    if (old->state != INDICATOR_DRAFT)
        return refuse_settled(error);
    row->year = old->year;
    g_strlcpy(row->unit_id, old->unit_id, sizeof row->unit_id);
    row->revision = old->revision + 1;
    row->state = INDICATOR_DRAFT;
    row->leaf = -1;
    row->made.at_us = clock_wall_us();
    if (!check_room(database, row, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE indicator SET name = ?2, measure = ?3, source = ?4, made_by = ?5, made_name = ?6,"
        " weight = ?7, is_higher_better = ?8, revision = ?9, made_at_us = ?10 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    bind_draft(statement, row);
    return statement_run(statement, error) && clear_values(database, row->id, error) &&
           put_values(database, row, error);
}

bool indicator_table_remove(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "DELETE FROM indicator WHERE id = ?1 AND state = 'draft'", error);
    if (!statement || !clear_values(database, id, error))
        return false;
    statement_bind_text(statement, 1, id);
    if (!statement_run(statement, error))
        return false;
    return database_changes(database) > 0 || refuse_settled(error);
}

bool indicator_table_settle(Database *database, const IndicatorRow *row, GError **error) {
    const IndicatorAct *acts[] = {&row->published, &row->withdrawn};
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE indicator SET state = ?2, leaf = ?3, withdrawn_reason = ?4, published_by = ?5,"
        " published_name = ?6, published_at_us = ?7, withdrawn_by = ?8, withdrawn_name = ?9,"
        " withdrawn_at_us = ?10 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, INDICATOR_STATE_WORDS[row->state]);
    statement_bind_int64(statement, 3, row->leaf);
    statement_bind_text(statement, 4, row->withdrawn_reason);
    for (unsigned i = 0; i < G_N_ELEMENTS(acts); i++) {
        int first = 5 + 3 * (int)i;
        statement_bind_text(statement, first, or_null(acts[i]->by));
        statement_bind_text(statement, first + 1, acts[i]->name);
        if (acts[i]->at_us > 0)
            statement_bind_int64(statement, first + 2, acts[i]->at_us);
        else
            statement_bind_null(statement, first + 2);
    }
    return statement_run(statement, error);
}
