#include "catalog/attendance/correction_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/field_text.h"
#include "catalog/store/word_index.h"

const char *const CORRECTION_KIND_WORDS[] = {"presence",     "excuse",  "fault",
                                             "erase_credit", "carried", NULL};
const char *const CORRECTION_STATE_WORDS[] = {"asked", "approved", "refused", "withdrawn", NULL};

void correction_row_free(CorrectionRow *row) {
    if (!row)
        return;
    char *const texts[] = {row->content, row->reason,      row->asked_name, row->decided_name,
                           row->answer,  row->member_name, row->title};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        g_free(texts[i]);
    g_free(row);
}

bool correction_row_is_late(const CorrectionRow *row) {
    return *row->register_id && !*row->record_id;
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
    "SELECT correction.id, correction.record_id, correction.register_id, correction.member_id,"    \
    " correction.unit_id, correction.kind, content, reason, asked_by, asked_name, asked_at_us,"    \
    " correction.state, decided_by, decided_name, decided_at_us, answer, new_record_id,"           \
    " ifnull(record.name, ifnull(member.name, '')), ifnull(record.title, register.title)"          \
    " FROM correction LEFT JOIN record ON record.id = correction.record_id"                        \
    " LEFT JOIN register ON register.id = correction.register_id"                                  \
    " LEFT JOIN member ON member.id = correction.member_id "

static void *read_row(Statement *statement) {
    CorrectionRow *row = g_new0(CorrectionRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->record_id, sizeof row->record_id);
    statement_copy_text(statement, 2, row->register_id, sizeof row->register_id);
    statement_copy_text(statement, 3, row->member_id, sizeof row->member_id);
    statement_copy_text(statement, 4, row->unit_id, sizeof row->unit_id);
    row->kind = (CorrectionKind)word_index_of(CORRECTION_KIND_WORDS, statement_text(statement, 5));
    row->content = statement_dup_text(statement, 6);
    row->reason = statement_dup_text(statement, 7);
    statement_copy_text(statement, 8, row->asked_by, sizeof row->asked_by);
    row->asked_name = statement_dup_text(statement, 9);
    row->asked_at_us = statement_int64(statement, 10);
    row->state =
        (CorrectionState)word_index_of(CORRECTION_STATE_WORDS, statement_text(statement, 11));
    statement_copy_text(statement, 12, row->decided_by, sizeof row->decided_by);
    row->decided_name = statement_dup_text(statement, 13);
    row->decided_at_us = statement_int64(statement, 14);
    row->answer = statement_dup_text(statement, 15);
    statement_copy_text(statement, 16, row->new_record_id, sizeof row->new_record_id);
    row->member_name = statement_dup_text(statement, 17);
    row->title = statement_dup_text(statement, 18);
    return row;
}

CorrectionRow *correction_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, FROM "WHERE correction.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        refuse(ERROR_NOT_FOUND, "cannot find this correction", error);
    return step == STATEMENT_ROW ? read_row(statement) : NULL;
}

GPtrArray *correction_table_list(Database *database, const CorrectionQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(?1)"
        " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) " FROM
        "WHERE (?2 OR asked_by = ?3 OR correction.unit_id IN (SELECT id FROM reach))"
        " AND (?4 IS NULL OR correction.state = ?4) AND (?5 IS NULL OR correction.id < ?5)"
        " ORDER BY correction.id DESC LIMIT ?6",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_int64(statement, 2, query->is_everywhere);
    statement_bind_text(statement, 3, query->asked_by);
    statement_bind_text(statement, 4, query->state);
    statement_bind_text(statement, 5, query->after);
    statement_bind_int64(statement, 6, query->limit ? query->limit : CORRECTION_LIST_MAX_ROWS);
    return statement_rows(statement, read_row, (GDestroyNotify)correction_row_free, error);
}

GPtrArray *correction_table_waiting(Database *database, unsigned limit, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         FROM "WHERE correction.state = 'approved' AND new_record_id IS NULL"
                              " ORDER BY decided_at_us, correction.id LIMIT ?1",
                         error);
    if (!statement)
        return NULL;
    statement_bind_int64(statement, 1, limit);
    return statement_rows(statement, read_row, (GDestroyNotify)correction_row_free, error);
}

/* ---- rules ---- */

static bool check_record(Database *database, const CorrectionRow *row, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT is_newest, (SELECT count(*) FROM correction WHERE record_id = ?1"
                         " AND state = 'asked'), kind = 'carried' FROM record WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->record_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        return refuse(ERROR_NOT_FOUND, "cannot correct this record: there is none", error);
    if (step == STATEMENT_ROW && !statement_int64(statement, 0))
        return refuse(ERROR_CONFLICT, "cannot correct this record: a newer one replaces it", error);
    if (step == STATEMENT_ROW && statement_int64(statement, 2) &&
        row->kind != CORRECTION_ERASE_CREDIT)
        return refuse(ERROR_CONFLICT,
                      "cannot correct this record: hours carried over can only be taken away",
                      error);
    if (step == STATEMENT_ROW && statement_int64(statement, 1) >= CORRECTION_MAX_OPEN)
        return refuse(ERROR_CONFLICT,
                      "cannot correct this record: too many corrections are not decided yet",
                      error);
    return step == STATEMENT_ROW;
}

/* Somebody who has no record in a register that is closed. */
static bool check_late(Database *database, const CorrectionRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT closed_at_us IS NULL, EXISTS (SELECT 1 FROM record WHERE register_id = ?1"
        " AND member_id = ?2), EXISTS (SELECT 1 FROM correction WHERE register_id = ?1"
        " AND member_id = ?2 AND state = 'asked') FROM register WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->register_id);
    statement_bind_text(statement, 2, row->member_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW && statement_int64(statement, 0))
        return refuse(ERROR_CONFLICT, "cannot correct this register: it is open; enter who came",
                      error);
    if (step == STATEMENT_ROW && statement_int64(statement, 1))
        return refuse(ERROR_CONFLICT,
                      "cannot correct this register: this person has a record; correct that one",
                      error);
    if (step == STATEMENT_ROW && statement_int64(statement, 2))
        return refuse(ERROR_CONFLICT, "cannot correct this register: the same was asked already",
                      error);
    return step == STATEMENT_ROW;
}

static bool check_open(const CorrectionRow *row, GError **error) {
    return row->state == CORRECTION_ASKED ||
           refuse(ERROR_CONFLICT, "cannot decide this correction: it is not waiting any more",
                  error);
}

static bool check_second(const CorrectionRow *row, const CorrectionDecision *decision,
                         GError **error) {
    if (strcmp(row->asked_by, decision->by) == 0)
        return refuse(ERROR_CONFLICT,
                      "cannot decide this correction: you asked for it; a second person must",
                      error);
    if (*decision->by_member_id && strcmp(row->member_id, decision->by_member_id) == 0)
        return refuse(ERROR_CONFLICT, "cannot decide this correction: it is about yourself", error);
    if (!decision->is_approved && !or_null(decision->answer))
        return refuse(ERROR_INVALID, "cannot refuse this correction: say why", error);
    return !or_null(decision->answer) ||
           field_text_check("cannot use this answer", decision->answer, CORRECTION_REASON_MAX_CHARS,
                            error);
}

/* ---- writing ---- */

bool correction_table_insert(Database *database, CorrectionRow *row, GError **error) {
    database_assert_current(database);
    if (!field_text_check("cannot use this reason", row->reason, CORRECTION_REASON_MAX_CHARS,
                          error) ||
        (*row->record_id && !check_record(database, row, error)) ||
        (correction_row_is_late(row) && !check_late(database, row, error)))
        return false;
    id_new_uuid7(row->id);
    row->asked_at_us = clock_wall_us();
    row->state = CORRECTION_ASKED;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO correction (id, record_id, register_id, member_id, unit_id, kind, content,"
        " reason, asked_by, asked_name, asked_at_us, state)"
        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, 'asked')",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, or_null(row->record_id));
    statement_bind_text(statement, 3, or_null(row->register_id));
    statement_bind_text(statement, 4, row->member_id);
    statement_bind_text(statement, 5, row->unit_id);
    statement_bind_text(statement, 6, CORRECTION_KIND_WORDS[row->kind]);
    statement_bind_text(statement, 7, row->content);
    statement_bind_text(statement, 8, row->reason);
    statement_bind_text(statement, 9, row->asked_by);
    statement_bind_text(statement, 10, row->asked_name);
    statement_bind_int64(statement, 11, row->asked_at_us);
    return statement_run(statement, error);
}

bool correction_table_decide(Database *database, const char *id, const CorrectionDecision *decision,
                             GError **error) {
    g_autoptr(CorrectionRow) row = correction_table_get(database, id, error);
    if (!row || !check_open(row, error) || !check_second(row, decision, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE correction SET state = ?2, decided_by = ?3, decided_name = ?4, decided_at_us = ?5,"
        " answer = ifnull(?6, '') WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(
        statement, 2,
        CORRECTION_STATE_WORDS[decision->is_approved ? CORRECTION_APPROVED : CORRECTION_REFUSED]);
    statement_bind_text(statement, 3, decision->by);
    statement_bind_text(statement, 4, decision->by_name);
    statement_bind_int64(statement, 5, clock_wall_us());
    statement_bind_text(statement, 6, decision->answer);
    return statement_run(statement, error);
}

bool correction_table_withdraw(Database *database, const char *id, GError **error) {
    g_autoptr(CorrectionRow) row = correction_table_get(database, id, error);
    if (!row || !check_open(row, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE correction SET state = 'withdrawn', decided_by = asked_by,"
                         " decided_name = asked_name, decided_at_us = ?2 WHERE id = ?1",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_int64(statement, 2, clock_wall_us());
    return statement_run(statement, error);
}

bool correction_table_set_record(Database *database, const char *id, const char *record_id,
                                 GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "UPDATE correction SET new_record_id = ?2 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, record_id);
    return statement_run(statement, error);
}
