#include "catalog/viewing/viewing_table.h"

#include <string.h>

#include "base/error.h"
#include "catalog/meeting/meeting_table.h"

static const char *const STATE_WORDS[VIEWING_N_STATES] = {"playing", "paused", "waiting", "hidden",
                                                          "ended"};

static ViewingState state_of(const char *word) {
    for (unsigned i = 0; i < VIEWING_N_STATES; i++)
        if (strcmp(STATE_WORDS[i], word) == 0)
            return (ViewingState)i;
    return VIEWING_ENDED;
}

const char *viewing_table_of(const ViewingRow *row) {
    return *row->lesson_id ? row->lesson_id : row->meeting_id;
}

static const char *id_of(const ViewingRow *row, ViewingWho who) {
    return row->who == who ? row->who_id : NULL;
}

static bool read_place(Database *database, ViewingRow *row, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT ifnull(place_id, '') FROM viewing WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, row->place_id, sizeof row->place_id);
    return step != STATEMENT_FAILED;
}

bool viewing_table_insert(Database *database, ViewingRow *row, const char *device, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO viewing (id, meeting_id, account_id, member_id, screen_id,"
        " place_id, device, is_live, state, started_at_us, expires_at_us, lesson_id, study_id,"
        " is_kept)"
        " VALUES (?1, ?2, ?3, (SELECT member_id FROM account WHERE id = ?3), ?4,"
        " (SELECT place_id FROM screen WHERE id = ?4), ?5, ?6, 'waiting', ?7, ?8, ?9, ?10, ?11)",
        error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    row->state = VIEWING_WAITING;
    row->started_at_us = clock_wall_us();
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, *row->meeting_id ? row->meeting_id : NULL);
    statement_bind_text(statement, 3, id_of(row, VIEWING_ACCOUNT));
    statement_bind_text(statement, 4, id_of(row, VIEWING_SCREEN));
    statement_bind_text(statement, 5, device);
    statement_bind_int64(statement, 6, row->is_live);
    statement_bind_int64(statement, 7, row->started_at_us);
    statement_bind_int64(statement, 8, row->expires_at_us);
    statement_bind_text(statement, 9, *row->lesson_id ? row->lesson_id : NULL);
    statement_bind_text(statement, 10, *row->study_id ? row->study_id : NULL);
    statement_bind_int64(statement, 11, row->is_kept);
    return statement_run(statement, error) &&
           (row->who != VIEWING_SCREEN || read_place(database, row, error));
}

static void read_row(Statement *statement, ViewingRow *ret_row) {
    *ret_row = (ViewingRow){.is_live = statement_int64(statement, 5) != 0,
                            .state = state_of(statement_text(statement, 6)),
                            .started_at_us = statement_int64(statement, 7),
                            .expires_at_us = statement_int64(statement, 8),
                            .last_beat_at_us = statement_int64(statement, 9),
                            .last_sequence = statement_int64(statement, 10),
                            .resume_ms = statement_int64(statement, 11),
                            .delivered_ms = statement_int64(statement, 12),
                            .delivered_bytes = statement_int64(statement, 13),
                            .base_wall_us = statement_int64(statement, 14),
                            .duration_us = statement_int64(statement, 15),
                            .is_kept = statement_int64(statement, 18) != 0,
                            .taken_at_us = statement_int64(statement, 19),
                            .is_over = statement_int64(statement, 20) != 0};
    bool is_account = !statement_is_null(statement, 2),
         is_screen = !statement_is_null(statement, 3);
    statement_copy_text(statement, 0, ret_row->id, sizeof ret_row->id);
    statement_copy_text(statement, 1, ret_row->meeting_id, sizeof ret_row->meeting_id);
    statement_copy_text(statement, is_account ? 2 : 3, ret_row->who_id, sizeof ret_row->who_id);
    statement_copy_text(statement, 4, ret_row->place_id, sizeof ret_row->place_id);
    statement_copy_text(statement, 16, ret_row->lesson_id, sizeof ret_row->lesson_id);
    statement_copy_text(statement, 17, ret_row->study_id, sizeof ret_row->study_id);
    ret_row->who = is_account ? VIEWING_ACCOUNT : is_screen ? VIEWING_SCREEN : VIEWING_ANONYMOUS;
}

bool viewing_table_get(Database *database, const char *id, ViewingRow *ret_row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT viewing.id, viewing.meeting_id, account_id, screen_id, place_id, is_live, "
        "viewing.state,"
        " started_at_us, expires_at_us, last_beat_at_us, last_sequence, resume_ms, delivered_ms,"
        " delivered_bytes, ifnull(" MEETING_BASE_WALL_US
        ", 0), ifnull(duration_us, lesson.duration_ms * 1000),"
        " lesson_id, study_id, is_kept, taken_at_us, is_over FROM viewing LEFT JOIN meeting ON "
        "meeting.id = viewing.meeting_id"
        " LEFT JOIN lesson ON lesson.id = lesson_id WHERE viewing.id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        read_row(statement, ret_row);
    else if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find this viewing");
    return step == STATEMENT_ROW;
}

bool viewing_table_update(Database *database, const ViewingRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE viewing SET state = ?2, last_beat_at_us = ?3, last_sequence = ?4,"
                         " resume_ms = ?5, delivered_ms = ?6, delivered_bytes = ?7,"
                         " taken_at_us = ?8, is_over = ?9 WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, STATE_WORDS[row->state]);
    statement_bind_int64(statement, 3, row->last_beat_at_us);
    statement_bind_int64(statement, 4, row->last_sequence);
    statement_bind_int64(statement, 5, row->resume_ms);
    statement_bind_int64(statement, 6, row->delivered_ms);
    statement_bind_int64(statement, 7, row->delivered_bytes);
    statement_bind_int64(statement, 8, row->taken_at_us);
    statement_bind_int64(statement, 9, row->is_over);
    return statement_run(statement, error);
}

bool viewing_table_resume(Database *database, const ViewingRow *of, int64_t *ret_resume_ms,
                          GError **error) {
    static const char IN_STUDY[] = "SELECT resume_ms, state FROM viewing WHERE study_id = ?1"
                                   " AND (meeting_id = ?2 OR lesson_id = ?2) AND is_live = 0"
                                   " AND last_sequence > 0"
                                   " ORDER BY last_beat_at_us DESC LIMIT 1";
    static const char *const SQL[VIEWING_N_WHO] = {
        [VIEWING_ACCOUNT] = "SELECT resume_ms, state FROM viewing WHERE account_id = ?1"
                            " AND (meeting_id = ?2 OR lesson_id = ?2) AND is_live = 0"
                            " AND last_sequence > 0"
                            " ORDER BY last_beat_at_us DESC LIMIT 1",
        [VIEWING_SCREEN] = "SELECT resume_ms, state FROM viewing WHERE screen_id = ?1"
                           " AND (meeting_id = ?2 OR lesson_id = ?2) AND is_live = 0"
                           " AND last_sequence > 0"
                           " ORDER BY last_beat_at_us DESC LIMIT 1",
    };
    database_assert_current(database);
    *ret_resume_ms = 0;
    const char *sql = *of->study_id ? IN_STUDY : SQL[of->who];
    if (!sql)
        return true;
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, *of->study_id ? of->study_id : of->who_id);
    statement_bind_text(statement, 2, viewing_table_of(of));
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW && state_of(statement_text(statement, 1)) != VIEWING_ENDED)
        *ret_resume_ms = statement_int64(statement, 0);
    return step != STATEMENT_FAILED;
}

bool viewing_table_stakes(Database *database, const ViewingRow *of, ViewingStakes *ret_stakes,
                          GError **error) {
    database_assert_current(database);
    *ret_stakes = (ViewingStakes){.n = 0};
    if (of->who != VIEWING_ACCOUNT)
        return true;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, max(started_at_us, taken_at_us) AS at_us FROM viewing"
                         " WHERE account_id = ?1 AND is_over = 0 AND is_kept = 0"
                         " AND started_at_us > ?2 ORDER BY at_us / 1000 DESC, id DESC LIMIT ?3",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, of->who_id);
    statement_bind_int64(statement, 2, clock_wall_us() - VIEWING_STAKE_US);
    statement_bind_int64(statement, 3, VIEWING_TURNS_DEPTH);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        ViewingStake *stake = &ret_stakes->list[ret_stakes->n++];
        statement_copy_text(statement, 0, stake->viewing_id, sizeof stake->viewing_id);
        stake->taken_at_us = statement_int64(statement, 1);
    }
    return step == STATEMENT_DONE;
}

bool viewing_table_purge(Database *database, int64_t *ret_removed, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "DELETE FROM viewing WHERE account_id IS NULL AND member_id IS NULL"
                         " AND screen_id IS NULL AND max(started_at_us, last_beat_at_us) < ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, clock_wall_us() - VIEWING_KEEP_ANONYMOUS_US);
    if (!statement_run(statement, error))
        return false;
    *ret_removed = database_changes(database);
    return true;
}
