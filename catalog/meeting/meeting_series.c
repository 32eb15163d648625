#include "catalog/meeting/meeting_series.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "catalog/meeting/recurrence.h"

#define PLAN_MAX_BYTES (1024u * 1024)

typedef struct Series {
    char id[ID_TEXT_BYTES];
    Recurrence recurrence;
    char *time_zone; /* owned: of the recurrence */
    int64_t length_us;
    unsigned next; /* occurrence */
    char created_by[ID_TEXT_BYTES];
    char *plan; /* owned JSON */
} Series;

static void free_series(void *data) {
    Series *series = data;
    g_free(series->time_zone);
    g_free(series->plan);
    g_free(series);
}

/* ---- making instances ---- */

static bool count_to_come(Database *database, const char *series_id, int64_t now_us,
                          int64_t *ret_count, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT count(*) FROM meeting WHERE series_id = ?1 AND starts_at_us > ?2", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, series_id);
    statement_bind_int64(statement, 2, now_us);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_count = statement_int64(statement, 0);
    return true;
}

static bool save_progress(Database *database, const Series *series, bool is_ended, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE meeting_series SET next_occurrence = ?2, is_ended = ?3 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, series->id);
    statement_bind_int64(statement, 2, series->next);
    statement_bind_int64(statement, 3, is_ended);
    return statement_run(statement, error);
}

typedef struct Made {
    unsigned count;
    char first_id[ID_TEXT_BYTES];
} Made;

static bool make_one(Database *database, const Series *series, const MeetingPlan *plan,
                     int64_t starts_us, Made *made, GError **error) {
    const MeetingMoment moment = {starts_us, starts_us + series->length_us, series->id,
                                  series->created_by};
    char id[ID_TEXT_BYTES];
    if (!meeting_plan_make(database, plan, &moment, id, error))
        return false;
    if (made->count++ == 0)
        g_strlcpy(made->first_id, id, sizeof made->first_id);
    return true;
}

static bool extend(Database *database, Series *series, const MeetingPlan *plan, int64_t now_us,
                   Made *made, GError **error) {
    int64_t n_to_come, starts_us;
    bool is_ended = false;
    if (!count_to_come(database, series->id, now_us, &n_to_come, error))
        return false;
    for (;; series->next++) {
        bool is_first = series->next == 0;
        is_ended = !recurrence_at(&series->recurrence, series->next, &starts_us);
        if (is_ended || (!is_first && (n_to_come >= MEETING_SERIES_AHEAD ||
                                       starts_us > now_us + MEETING_SERIES_AHEAD_US)))
            break;
        if (!is_first && starts_us + series->length_us < now_us)
            continue; /* the server was away that day */
        if (!make_one(database, series, plan, starts_us, made, error))
            return false;
        n_to_come += starts_us > now_us;
    }
    return save_progress(database, series, is_ended, error);
}

/* ---- a new series ---- */

static bool insert_series(Database *database, const Series *series, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO meeting_series (id, repeat, first_us, until_us, time_zone, length_us, plan,"
        " next_occurrence, is_ended, created_by, created_at_us)"
        " VALUES (?1, ?2, ?3, nullif(?4, 0), ?5, ?6, ?7, 0, 0, ?8, ?9)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, series->id);
    statement_bind_text(statement, 2, MEETING_REPEAT_WORDS[series->recurrence.repeat]);
    statement_bind_int64(statement, 3, series->recurrence.first_us);
    statement_bind_int64(statement, 4, series->recurrence.until_us);
    statement_bind_text(statement, 5, series->recurrence.time_zone);
    statement_bind_int64(statement, 6, series->length_us);
    statement_bind_text(statement, 7, series->plan);
    statement_bind_text(statement, 8, series->created_by);
    statement_bind_int64(statement, 9, clock_wall_us());
    return statement_run(statement, error);
}

static bool refuse(GError **error, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID, sentence);
    return false;
}

/* The row itself is checked when its first instance is made. */
static bool check(const MeetingPlan *plan, const MeetingSchedule *schedule, GError **error) {
    const char *zone = plan->time_zone ? plan->time_zone : MEETING_DEFAULT_ZONE;
    g_autoptr(GTimeZone) known = g_time_zone_new_identifier(zone);
    if (!known || !g_ascii_isalpha(zone[0]))
        return refuse(error, "A time zone is written as Asia/Shanghai.");
    if (schedule->ends_at_us <= schedule->starts_at_us)
        return refuse(error, "The meeting must end after it begins.");
    if (schedule->repeat_until_us && schedule->repeat_until_us < schedule->starts_at_us)
        return refuse(error, "The repetition ends before it begins.");
    return true;
}

static bool plan_series(Database *database, const MeetingPlan *plan,
                        const MeetingSchedule *schedule, char ret_id[ID_TEXT_BYTES],
                        GError **error) {
    if (!check(plan, schedule, error))
        return false;
    const char *zone = plan->time_zone ? plan->time_zone : MEETING_DEFAULT_ZONE;
    g_autofree char *json = json_table_write(&MEETING_PLAN_TABLE, plan);
    Series series = {.recurrence = {(MeetingRepeat)plan->repeat, schedule->starts_at_us,
                                    schedule->repeat_until_us, zone},
                     .length_us = schedule->ends_at_us - schedule->starts_at_us,
                     .plan = json};
    id_new_uuid7(series.id);
    g_strlcpy(series.created_by, schedule->created_by, sizeof series.created_by);
    Made made = {0};
    if (!insert_series(database, &series, error) ||
        !extend(database, &series, plan, clock_wall_us(), &made, error))
        return false;
    g_strlcpy(ret_id, made.first_id, ID_TEXT_BYTES);
    return true;
}

bool meeting_series_plan(Database *database, const MeetingPlan *plan,
                         const MeetingSchedule *schedule, char ret_id[ID_TEXT_BYTES],
                         GError **error) {
    database_assert_current(database);
    const MeetingMoment moment = {schedule->starts_at_us, schedule->ends_at_us, "",
                                  schedule->created_by};
    if (plan->repeat == MEETING_ONCE)
        return meeting_plan_make(database, plan, &moment, ret_id, error);
    return plan_series(database, plan, schedule, ret_id, error);
}

/* ---- later ---- */

static void *series_from(Statement *statement) {
    Series *series = g_new0(Series, 1);
    statement_copy_text(statement, 0, series->id, sizeof series->id);
    series->recurrence.repeat =
        (MeetingRepeat)meeting_words_find(MEETING_REPEAT_WORDS, statement_text(statement, 1));
    series->recurrence.first_us = statement_int64(statement, 2);
    series->recurrence.until_us = statement_int64(statement, 3);
    series->time_zone = statement_dup_text(statement, 4);
    series->recurrence.time_zone = series->time_zone;
    series->length_us = statement_int64(statement, 5);
    series->next = (unsigned)statement_int64(statement, 6);
    statement_copy_text(statement, 7, series->created_by, sizeof series->created_by);
    series->plan = statement_dup_text(statement, 8);
    return series;
}

static GPtrArray *open_series(Database *database, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, repeat, first_us, until_us, time_zone, length_us, next_occurrence, created_by,"
        " plan FROM meeting_series WHERE is_ended = 0 ORDER BY id",
        error);
    if (!statement)
        return NULL;
    return statement_rows(statement, series_from, free_series, error);
}

/* Units that were closed since are invited no more. */
static bool drop_closed_units(Database *database, MeetingPlan *plan, GError **error) {
    g_autoptr(GStrvBuilder) open = g_strv_builder_new();
    for (unsigned i = 0; plan->unit_ids && plan->unit_ids[i]; i++) {
        g_autoptr(Statement) statement = database_prepare(
            database, "SELECT 1 FROM unit WHERE id = ?1 AND closed_at_us IS NULL", error);
        if (!statement)
            return false;
        statement_bind_text(statement, 1, plan->unit_ids[i]);
        StatementStep step = statement_step(statement, error);
        if (step == STATEMENT_FAILED)
            return false;
        if (step == STATEMENT_ROW)
            g_strv_builder_add(open, plan->unit_ids[i]);
    }
    g_strfreev(plan->unit_ids);
    plan->unit_ids = g_strv_builder_end(open);
    return true;
}

static bool extend_planned(Database *database, Series *series, int64_t now_us, Made *made,
                           GError **error) {
    MeetingPlan plan = {0};
    if (!json_table_read(&MEETING_PLAN_TABLE, series->plan, strlen(series->plan), PLAN_MAX_BYTES,
                         &plan, error))
        return false;
    bool is_good = drop_closed_units(database, &plan, error) &&
                   extend(database, series, &plan, now_us, made, error);
    json_table_clear(&MEETING_PLAN_TABLE, &plan);
    return is_good;
}

/* A plan that cannot be made any more (its unit is closed) ends its series, not the others. */
static bool extend_or_end(Database *database, Series *series, int64_t now_us, Made *made,
                          GError **error) {
    g_autoptr(GError) reason = NULL;
    unsigned next = series->next;
    if (!database_savepoint(database, error))
        return false;
    if (extend_planned(database, series, now_us, made, &reason))
        return database_savepoint_keep(database, error);
    log_error(LOG_WARNING, "catalog", "a series of meetings ends: its plan cannot be made", reason);
    series->next = next;
    return database_savepoint_undo(database, error) && save_progress(database, series, true, error);
}

bool meeting_series_extend(Database *database, int64_t now_us, unsigned *ret_made, GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) all = open_series(database, error);
    if (!all)
        return false;
    *ret_made = 0;
    for (unsigned i = 0; i < all->len; i++) {
        Made made = {0};
        if (!extend_or_end(database, all->pdata[i], now_us, &made, error))
            return false;
        *ret_made += made.count;
    }
    return true;
}
