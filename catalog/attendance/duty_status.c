#include "catalog/attendance/duty_status.h"

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"

/* ?1: roots or NULL, ?4: without what is below them; ?2: first and ?3: behind the last day of the
 * year. A duty of a level is owed by each unit of it in and below its unit. */
#define OWED_SQL                                                                                   \
    "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(?1)"                                \
    " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id WHERE ?4 = 0),"       \
    " scope (duty_id, unit_id) AS (SELECT duty.id, unit.id FROM duty JOIN unit"                    \
    " ON unit.id = duty.unit_id OR (duty.unit_id IS NULL AND unit.parent_id IS NULL)"              \
    " UNION SELECT scope.duty_id, unit.id FROM unit JOIN scope"                                    \
    " ON unit.parent_id = scope.unit_id JOIN duty ON duty.id = scope.duty_id"                      \
    " WHERE duty.level_id NOT NULL)"                                                               \
    " SELECT duty.id, unit.id, duty.type_id, unit.name, meeting_type.name, period, times,"         \
    " from_day, until_day FROM scope JOIN duty ON duty.id = scope.duty_id"                         \
    " JOIN unit ON unit.id = scope.unit_id"                                                        \
    " LEFT JOIN meeting_type ON meeting_type.id = duty.type_id"                                    \
    " WHERE unit.closed_at_us IS NULL AND (duty.level_id IS NULL OR duty.level_id = "              \
    "unit.level_id)"                                                                               \
    " AND (?1 IS NULL OR unit.id IN (SELECT id FROM reach))"                                       \
    " AND from_day < ?3 AND (until_day IS NULL OR until_day > ?2)"                                 \
    " ORDER BY unit.name, unit.id, duty.type_id, duty.id"

/* Meetings and study sessions that have begun within the year; one day of margin on either side for
 * the time zone, the day decides. */
#define HELD_SQL                                                                                   \
    "SELECT unit_id, type_id, began_at_us FROM register WHERE kind IN ('meeting', 'study')"        \
    " AND unit_id NOT NULL AND began_at_us BETWEEN ?1 AND ?2"

void duty_status_row_free(DutyStatusRow *row) {
    if (!row)
        return;
    g_free(row->unit_name);
    g_free(row->type_name);
    g_free(row);
}

/* ---- what was held ---- */

static char *key_of(const char *unit_id, const char *type_id) {
    return g_strdup_printf("%s %s", unit_id, type_id);
}

/* "UNIT TYPE" → int64_t[12], by month. Caller unrefs. */
static GHashTable *load_held(Database *database, int year, GError **error) {
    g_autoptr(GDateTime) first = g_date_time_new_utc(year, 1, 1, 0, 0, 0);
    g_autoptr(Statement) statement = database_prepare(database, HELD_SQL, error);
    if (!statement)
        return NULL;
    int64_t from_us = g_date_time_to_unix(first) * CLOCK_US_PER_S;
    statement_bind_int64(statement, 1, from_us - INT64_C(86400) * CLOCK_US_PER_S);
    statement_bind_int64(statement, 2, from_us + INT64_C(367 * 86400) * CLOCK_US_PER_S);
    g_autoptr(GHashTable) held = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        char day[DAY_TEXT_BYTES];
        day_of(statement_int64(statement, 2), day);
        if (atoi(day) != year)
            continue;
        g_autofree char *key = key_of(statement_text(statement, 0), statement_text(statement, 1));
        int64_t *months = g_hash_table_lookup(held, key);
        if (!months) {
            months = g_new0(int64_t, DUTY_MAX_SPANS);
            g_hash_table_insert(held, g_steal_pointer(&key), months);
        }
        months[duty_period_index(DUTY_MONTH, day)]++;
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&held) : NULL;
}

/* ---- rows ---- */

static void fill_cells(DutyStatusRow *row, Statement *statement, const DutyStatusQuery *query,
                       const int64_t *months) {
    DutyHeld duty = {.times = row->times,
                     .from_day = statement_text(statement, 7),
                     .until_day = statement_text(statement, 8)};
    row->n_cells = duty_period_count(row->period);
    for (unsigned i = 0; i < row->n_cells; i++) {
        DutyCell *cell = &row->cells[i];
        cell->span = duty_period_span(row->period, query->year, i);
        for (unsigned month = 0; months && month < DUTY_MAX_SPANS; month++)
            cell->held += month * row->n_cells / DUTY_MAX_SPANS == i ? months[month] : 0;
        duty.held = cell->held;
        cell->standing = duty_period_judge(&duty, &cell->span, query->today);
    }
}

static DutyStatusRow *read_row(Statement *statement, const DutyStatusQuery *query,
                               GHashTable *held) {
    DutyStatusRow *row = g_new0(DutyStatusRow, 1);
    statement_copy_text(statement, 0, row->duty_id, sizeof row->duty_id);
    statement_copy_text(statement, 1, row->unit_id, sizeof row->unit_id);
    statement_copy_text(statement, 2, row->type_id, sizeof row->type_id);
    row->unit_name = statement_dup_text(statement, 3);
    row->type_name = statement_dup_text(statement, 4);
    while (g_strcmp0(DUTY_PERIOD_WORDS[row->period], statement_text(statement, 5)) != 0 &&
           row->period + 1 < DUTY_N_PERIODS)
        row->period++;
    row->times = statement_int64(statement, 6);
    g_autofree char *key = key_of(row->unit_id, row->type_id);
    fill_cells(row, statement, query, g_hash_table_lookup(held, key));
    return row;
}

static bool fits(const DutyStatusRow *row, const char *standing) {
    bool is_found = standing == NULL;
    for (unsigned i = 0; i < row->n_cells && !is_found; i++)
        is_found = strcmp(DUTY_STANDING_WORDS[row->cells[i].standing], standing) == 0;
    return is_found;
}

GPtrArray *duty_status_list(Database *database, const DutyStatusQuery *query, GError **error) {
    database_assert_current(database);
    const DutySpan year = duty_period_span(DUTY_YEAR, query->year, 0);
    unsigned limit = query->limit ? query->limit : DUTY_STATUS_MAX_ROWS, skip = query->skip;
    g_autoptr(GHashTable) held = load_held(database, query->year, error);
    g_autoptr(Statement) statement = held ? database_prepare(database, OWED_SQL, error) : NULL;
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_text(statement, 2, year.from_day);
    statement_bind_text(statement, 3, year.until_day);
    statement_bind_int64(statement, 4, query->is_exact);
    g_autoptr(GPtrArray) rows =
        g_ptr_array_new_with_free_func((GDestroyNotify)duty_status_row_free);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW && rows->len < limit) {
        g_autoptr(DutyStatusRow) row = read_row(statement, query, held);
        if (fits(row, query->standing) && (skip == 0 || skip-- == 0))
            g_ptr_array_add(rows, g_steal_pointer(&row));
    }
    return step == STATEMENT_FAILED ? NULL : g_steal_pointer(&rows);
}
