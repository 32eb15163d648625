#include "catalog/attendance/leave_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/field_text.h"
#include "catalog/store/word_index.h"

#define ATTEMPT "cannot ask for this leave"

const char *const LEAVE_STATE_WORDS[] = {"asked", "granted", "refused", "withdrawn", NULL};
const char *const LEAVE_EVENT_WORDS[] = {"meeting", "study", NULL};

void leave_row_free(LeaveRow *row) {
    if (!row)
        return;
    g_free(row->answer);
    g_free(row->member_name);
    g_free(row->event_title);
    g_free(row);
}

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static const char *or_null(const char *text) {
    return text && *text ? text : NULL;
}

/* ---- reading ---- */

#define FROM                                                                                       \
    "SELECT leave.id, leave.member_id, event_kind, event_id, from_day, until_day,"                 \
    " reason_sealed NOT NULL, leave.state, asked_by, asked_at_us, decided_by, decided_at_us,"      \
    " answer, ifnull(member.name, ''), ifnull(meeting.title, study.title)"                         \
    " FROM attendance_leave AS leave LEFT JOIN member ON member.id = leave.member_id"              \
    " LEFT JOIN meeting ON meeting.id = event_id LEFT JOIN study ON study.id = event_id "

static void *read_row(Statement *statement) {
    LeaveRow *row = g_new0(LeaveRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->member_id, sizeof row->member_id);
    row->event_kind = word_index_of(LEAVE_EVENT_WORDS, statement_text(statement, 2));
    statement_copy_text(statement, 3, row->event_id, sizeof row->event_id);
    statement_copy_text(statement, 4, row->from_day, sizeof row->from_day);
    statement_copy_text(statement, 5, row->until_day, sizeof row->until_day);
    row->has_reason = statement_int64(statement, 6) != 0;
    row->state = (LeaveState)MAX(0, word_index_of(LEAVE_STATE_WORDS, statement_text(statement, 7)));
    statement_copy_text(statement, 8, row->asked_by, sizeof row->asked_by);
    row->asked_at_us = statement_int64(statement, 9);
    statement_copy_text(statement, 10, row->decided_by, sizeof row->decided_by);
    row->decided_at_us = statement_int64(statement, 11);
    row->answer = statement_dup_text(statement, 12);
    row->member_name = statement_dup_text(statement, 13);
    row->event_title = statement_dup_text(statement, 14);
    return row;
}

LeaveRow *leave_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, FROM "WHERE leave.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        refuse(ERROR_NOT_FOUND, "cannot find this leave", error);
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

GPtrArray *leave_table_list(Database *database, const LeaveQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(?1)"
        " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) " FROM
        "WHERE (?2 OR leave.member_id = ?3 OR leave.member_id IN (SELECT membership.member_id"
        " FROM membership JOIN reach ON reach.id = membership.unit_id WHERE until_day IS NULL))"
        " AND (?4 IS NULL OR leave.state = ?4) AND (?5 IS NULL OR leave.id < ?5)"
        " ORDER BY leave.id DESC LIMIT ?6",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_int64(statement, 2, query->is_everywhere);
    statement_bind_text(statement, 3, or_null(query->member_id));
    statement_bind_text(statement, 4, query->state);
    statement_bind_text(statement, 5, query->after);
    statement_bind_int64(statement, 6, query->limit ? query->limit : LEAVE_LIST_MAX_ROWS);
    return statement_rows(statement, read_row, (GDestroyNotify)leave_row_free, error);
}

char *leave_table_reason(Database *database, const char *id, const FieldCrypto *crypto,
                         GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT reason_sealed FROM attendance_leave WHERE id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return NULL;
    size_t length = 0;
    const void *sealed = step == STATEMENT_ROW ? statement_blob(statement, 0, &length) : NULL;
    const FieldPlace place = {LEAVE_REASON_COLUMN, id};
    if (sealed)
        return field_crypto_open(crypto, &place, sealed, length, error);
    refuse(ERROR_NOT_FOUND, "cannot find a reason of this leave", error);
    return NULL;
}

/* ---- rules ---- */

static bool check_days(const LeaveRow *row, GError **error) {
    char latest[DAY_TEXT_BYTES];
    if (!day_check(ATTEMPT, row->from_day, error) || !day_check(ATTEMPT, row->until_day, error))
        return false;
    if (strcmp(row->from_day, row->until_day) >= 0)
        return refuse(ERROR_INVALID, ATTEMPT ": the days end before they begin", error);
    day_add(row->from_day, LEAVE_MAX_DAYS, latest);
    return strcmp(row->until_day, latest) <= 0 ||
           refuse(ERROR_INVALID, ATTEMPT ": it is for a year at most", error);
}

static bool check_event(Database *database, const LeaveRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT CASE ?1 WHEN 'meeting' THEN EXISTS (SELECT 1 FROM meeting WHERE id = ?2"
        " AND kind <> 'talk')"
        " ELSE EXISTS (SELECT 1 FROM study WHERE id = ?2) END,"
        " EXISTS (SELECT 1 FROM register WHERE kind = ?1 AND event_id = ?2"
        " AND closed_at_us NOT NULL)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, LEAVE_EVENT_WORDS[row->event_kind]);
    statement_bind_text(statement, 2, row->event_id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (!statement_int64(statement, 0))
        return refuse(ERROR_NOT_FOUND, ATTEMPT ": there is no such event", error);
    return !statement_int64(statement, 1) ||
           refuse(ERROR_CONFLICT,
                  ATTEMPT ": the register of the event is closed; ask for a correction", error);
}

static bool check_free(Database *database, const LeaveRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT ifnull(sum(state = 'asked'), 0), ifnull(sum(event_id IS ?2 AND from_day IS ?3"
        " AND until_day IS ?4), 0) FROM attendance_leave WHERE member_id = ?1"
        " AND state IN ('asked', 'granted')",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->member_id);
    statement_bind_text(statement, 2, or_null(row->event_id));
    statement_bind_text(statement, 3, or_null(row->from_day));
    statement_bind_text(statement, 4, or_null(row->until_day));
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    if (statement_int64(statement, 1) > 0)
        return refuse(ERROR_CONFLICT, ATTEMPT ": the same was asked already", error);
    return statement_int64(statement, 0) < LEAVE_MAX_OPEN ||
           refuse(ERROR_CONFLICT, ATTEMPT ": too many are not decided yet", error);
}

/* ---- writing ---- */

static bool insert(Database *database, const LeaveRow *row, GBytes *sealed, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO attendance_leave (id, member_id, event_kind, event_id, from_day, until_day,"
        " reason_sealed, state, asked_by, asked_at_us)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 'asked', ?8, ?9)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->member_id);
    statement_bind_text(statement, 3,
                        row->event_kind < 0 ? NULL : LEAVE_EVENT_WORDS[row->event_kind]);
    statement_bind_text(statement, 4, or_null(row->event_id));
    statement_bind_text(statement, 5, or_null(row->from_day));
    statement_bind_text(statement, 6, or_null(row->until_day));
    if (sealed)
        statement_bind_blob(statement, 7, g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed));
    statement_bind_text(statement, 8, row->asked_by);
    statement_bind_int64(statement, 9, row->asked_at_us);
    return statement_run(statement, error);
}

bool leave_table_insert(Database *database, LeaveRow *row, const FieldCrypto *crypto,
                        const char *reason, GError **error) {
    database_assert_current(database);
    bool is_good =
        row->event_kind >= 0 ? check_event(database, row, error) : check_days(row, error);
    row->has_reason = reason && *reason;
    if (!is_good || !check_free(database, row, error) ||
        (row->has_reason &&
         !field_text_check("cannot use this reason", reason, LEAVE_REASON_MAX_CHARS, error)))
        return false;
    id_new_uuid7(row->id);
    row->asked_at_us = clock_wall_us();
    row->state = LEAVE_ASKED;
    g_autoptr(GBytes) sealed = NULL;
    const FieldPlace place = {LEAVE_REASON_COLUMN, row->id};
    if (row->has_reason) {
        sealed = field_crypto_seal(crypto, &place, reason, error);
        if (!sealed)
            return false;
    }
    return insert(database, row, sealed, error);
}

typedef struct Change {
    const char *id, *answer, *by;
    LeaveState state;
} Change;

static bool change(Database *database, const Change *to, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE attendance_leave SET state = ?2, answer = ifnull(?3, answer),"
                         " decided_by = ?4, decided_at_us = ?5 WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, to->id);
    statement_bind_text(statement, 2, LEAVE_STATE_WORDS[to->state]);
    statement_bind_text(statement, 3, to->answer);
    statement_bind_text(statement, 4, to->by);
    statement_bind_int64(statement, 5, clock_wall_us());
    return statement_run(statement, error);
}

bool leave_table_decide(Database *database, const char *id, const LeaveDecision *decision,
                        GError **error) {
    g_autoptr(LeaveRow) row = leave_table_get(database, id, error);
    if (!row)
        return false;
    if (row->state != LEAVE_ASKED)
        return refuse(ERROR_CONFLICT, "cannot decide this leave: it is not waiting any more",
                      error);
    if (!decision->is_granted && !or_null(decision->answer))
        return refuse(ERROR_INVALID, "cannot refuse this leave: say why", error);
    if (or_null(decision->answer) && !field_text_check("cannot use this answer", decision->answer,
                                                       LEAVE_ANSWER_MAX_CHARS, error))
        return false;
    const Change to = {id, decision->answer, decision->decided_by,
                       decision->is_granted ? LEAVE_GRANTED : LEAVE_REFUSED};
    return change(database, &to, error);
}

bool leave_table_withdraw(Database *database, const char *id, const char *account_id,
                          GError **error) {
    g_autoptr(LeaveRow) row = leave_table_get(database, id, error);
    if (!row)
        return false;
    if (row->state != LEAVE_ASKED && row->state != LEAVE_GRANTED)
        return refuse(ERROR_CONFLICT, "cannot take this leave back: it holds no more", error);
    const Change to = {id, NULL, account_id, LEAVE_WITHDRAWN};
    return change(database, &to, error);
}
