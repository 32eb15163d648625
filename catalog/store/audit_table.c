#include "catalog/store/audit_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/json_table.h"
#include "catalog/store/field_text.h"
#include "catalog/store/outbox_table.h"

#define COLUMNS                                                                                    \
    "id, origin, sequence, at_us, actor_id, actor_name, action, target, peer, outcome, detail"

void audit_row_free(AuditRow *row) {
    if (!row)
        return;
    g_free(row->actor_name);
    g_free(row->action);
    g_free(row->target);
    g_free(row->peer);
    g_free(row->outcome);
    g_free(row->detail);
    g_free(row);
}

/* ---- the fact ---- */

typedef struct AuditFact {
    char *id, *actor_id, *actor_name, *action, *target, *peer, *outcome, *detail; /* borrowed */
} AuditFact;

static const JsonField FACT_FIELDS[] = {
    {"id", JSON_STRING, offsetof(AuditFact, id)},
    {"actor_id", JSON_STRING, offsetof(AuditFact, actor_id)},
    {"actor_name", JSON_STRING, offsetof(AuditFact, actor_name)},
    {"action", JSON_STRING, offsetof(AuditFact, action)},
    {"target", JSON_STRING, offsetof(AuditFact, target)},
    {"peer", JSON_STRING, offsetof(AuditFact, peer)},
    {"outcome", JSON_STRING, offsetof(AuditFact, outcome)},
    {"detail", JSON_RAW, offsetof(AuditFact, detail)},
    {NULL, JSON_END},
};

static const JsonTable FACT = {"AuditFact", sizeof(AuditFact), FACT_FIELDS};

static bool append_fact(Database *database, AuditRow *row, GError **error) {
    AuditFact fact = {
        .id = row->id,
        .actor_id = row->actor_id[0] ? row->actor_id : NULL,
        .actor_name = row->actor_name,
        .action = row->action,
        .target = row->target,
        .peer = row->peer,
        .outcome = row->outcome,
        .detail = row->detail,
    };
    g_autofree char *payload = json_table_write(&FACT, &fact);
    OutboxRow place;
    if (!outbox_table_append(database, "audit.recorded", payload, &place, error))
        return false;
    g_strlcpy(row->origin, place.origin, sizeof row->origin);
    row->sequence = place.sequence;
    row->at_us = place.at_us;
    return true;
}

/* ---- the table ---- */

/* The caller's texts stay his: what is too long is cut in a copy. */
static AuditRow *cut_copy(const AuditRow *row, GError **error) {
    if (row->detail && strlen(row->detail) > AUDIT_DETAIL_MAX_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot record '%s': its detail is longer than %d bytes", row->action,
                    AUDIT_DETAIL_MAX_BYTES);
        return NULL;
    }
    AuditRow *copy = g_memdup2(row, sizeof *row);
    copy->actor_name = field_text_cut(row->actor_name, AUDIT_TEXT_MAX_BYTES);
    copy->target = field_text_cut(row->target, AUDIT_TEXT_MAX_BYTES);
    copy->peer = field_text_cut(row->peer, AUDIT_TEXT_MAX_BYTES);
    copy->action = field_text_cut(row->action, AUDIT_WORD_MAX_BYTES);
    copy->outcome = field_text_cut(row->outcome, AUDIT_WORD_MAX_BYTES);
    copy->detail = g_strdup(row->detail);
    id_new_uuid7(copy->id);
    return copy;
}

static bool insert_row(Database *database, const AuditRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO audit (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->origin);
    statement_bind_int64(statement, 3, row->sequence);
    statement_bind_int64(statement, 4, row->at_us);
    statement_bind_text(statement, 5, row->actor_id[0] ? row->actor_id : NULL);
    statement_bind_text(statement, 6, row->actor_name);
    statement_bind_text(statement, 7, row->action);
    statement_bind_text(statement, 8, row->target);
    statement_bind_text(statement, 9, row->peer);
    statement_bind_text(statement, 10, row->outcome);
    statement_bind_text(statement, 11, row->detail);
    return statement_run(statement, error);
}

bool audit_table_append(Database *database, AuditRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(AuditRow) copy = cut_copy(row, error);
    if (!copy || !append_fact(database, copy, error) || !insert_row(database, copy, error))
        return false;
    memcpy(row->id, copy->id, sizeof row->id);
    memcpy(row->origin, copy->origin, sizeof row->origin);
    row->sequence = copy->sequence;
    row->at_us = copy->at_us;
    return true;
}

static void *row_from(Statement *statement) {
    AuditRow *row = g_new0(AuditRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->origin, sizeof row->origin);
    row->sequence = statement_int64(statement, 2);
    row->at_us = statement_int64(statement, 3);
    statement_copy_text(statement, 4, row->actor_id, sizeof row->actor_id);
    row->actor_name = statement_dup_text(statement, 5);
    row->action = statement_dup_text(statement, 6);
    row->target = statement_dup_text(statement, 7);
    row->peer = statement_dup_text(statement, 8);
    row->outcome = statement_dup_text(statement, 9);
    row->detail = statement_dup_text(statement, 10);
    return row;
}

/* A target has an index, the others are looked for from the newest on. */
#define NEWEST_FIRST                                                                               \
    " AND (?3 IS NULL OR action = ?3) AND (?4 IS NULL OR actor_id = ?4 OR actor_name = ?4)"        \
    " AND id < ?1 ORDER BY id DESC LIMIT ?2"
#define LIST_ALL       "SELECT " COLUMNS " FROM audit WHERE 1" NEWEST_FIRST
#define LIST_OF_TARGET "SELECT " COLUMNS " FROM audit WHERE target = ?5" NEWEST_FIRST

GPtrArray *audit_table_list(Database *database, const AuditQuery *query, GError **error) {
    static const AuditQuery NEWEST = {.limit = 0};
    database_assert_current(database);
    if (!query)
        query = &NEWEST;
    g_autoptr(Statement) statement =
        database_prepare(database, query->target ? LIST_OF_TARGET : LIST_ALL, error);
    if (!statement)
        return NULL;
    bool is_page = query->limit > 0 && query->limit < AUDIT_LIST_MAX_ROWS;
    statement_bind_text(statement, 1, query->after ? query->after : "~"); /* above every digit */
    statement_bind_int64(statement, 2, is_page ? query->limit : AUDIT_LIST_MAX_ROWS);
    statement_bind_text(statement, 3, query->action);
    statement_bind_text(statement, 4, query->actor);
    if (query->target)
        statement_bind_text(statement, 5, query->target);
    return statement_rows(statement, row_from, (GDestroyNotify)audit_row_free, error);
}

static void *read_row(Statement *statement) {
    AuditRow *row = g_new0(AuditRow, 1);
    row->at_us = statement_int64(statement, 0);
    row->action = statement_dup_text(statement, 1);
    row->actor_name = statement_dup_text(statement, 2);
    return row;
}

GPtrArray *audit_table_seen(Database *database, const AuditSeenQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT at_us, action, ifnull(display_name, actor_name) FROM audit"
        " LEFT JOIN account ON account.id = actor_id WHERE target = ?1 AND outcome = 'ok'"
        " AND at_us >= ?2 AND ifnull(actor_id, '') <> ?3 ORDER BY audit.id DESC LIMIT ?4",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->target);
    statement_bind_int64(statement, 2, query->since_us);
    statement_bind_text(statement, 3, query->except_id);
    statement_bind_int64(statement, 4, AUDIT_LIST_MAX_ROWS);
    return statement_rows(statement, read_row, (GDestroyNotify)audit_row_free, error);
}
