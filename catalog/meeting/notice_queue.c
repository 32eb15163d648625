#include "catalog/meeting/notice_queue.h"

#include <string.h>

#include "base/log.h"
#include "catalog/roster/member_row.h"
#include "catalog/store/role.h"

static void item_free(void *data) {
    NoticeItem *item = data;
    g_free(item->title);
    g_free(item->time_zone);
    if (item->phone)
        explicit_bzero(item->phone, strlen(item->phone));
    g_free(item->phone);
    g_free(item);
}

/* ?1 now, ?2 before, ?3 clerk */
static const char FILL[] =
    "WITH RECURSIVE below (meeting_id, id) AS (SELECT meeting_unit.meeting_id,"
    " meeting_unit.unit_id"
    " FROM meeting_unit JOIN meeting ON meeting.id = meeting_unit.meeting_id"
    " WHERE meeting.state IN ('scheduled', 'rehearsal') AND starts_at_us > ?1"
    " AND starts_at_us <= ?1 + ?2"
    " UNION SELECT below.meeting_id, unit.id FROM unit JOIN below ON unit.parent_id = below.id)"
    " INSERT OR IGNORE INTO outgoing_notice (meeting_id, member_id, state, next_at_us)"
    " SELECT DISTINCT below.meeting_id, member.id, 'waiting', ?1 FROM below"
    " JOIN appointment ON appointment.unit_id = below.id"
    " JOIN account ON account.id = appointment.account_id"
    " JOIN member ON member.id = account.member_id"
    " WHERE appointment.role = ?3 AND appointment.ended_at_us IS NULL AND account.locked = 0"
    " AND member.left_at_us IS NULL AND member.phone_sealed IS NOT NULL";

bool notice_queue_fill(Database *database, int64_t now_us, int64_t before_us, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, FILL, error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, now_us);
    statement_bind_int64(statement, 2, before_us);
    statement_bind_int64(statement, 3, ROLE_CLERK);
    return statement_run(statement, error);
}

/* ---- taking ---- */

static const char GIVE_UP[] =
    "UPDATE outgoing_notice SET state = 'failed' WHERE state = 'waiting' AND next_at_us <= ?1"
    " AND (tries >= ?2 OR meeting_id NOT IN (SELECT id FROM meeting"
    " WHERE state IN ('scheduled', 'rehearsal', 'open', 'live') AND starts_at_us > ?1 - ?3)"
    " OR member_id NOT IN (SELECT id FROM member WHERE phone_sealed IS NOT NULL))";

static bool give_up(Database *database, int64_t now_us, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, GIVE_UP, error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, now_us);
    statement_bind_int64(statement, 2, NOTICE_MAX_TRIES);
    statement_bind_int64(statement, 3, NOTICE_LATE_US);
    return statement_run(statement, error);
}

/* A number that does not open costs the others nothing: it is tried again, then given up. */
static void open_phone(NoticeItem *item, Statement *row, const FieldCrypto *crypto) {
    size_t length;
    g_autoptr(GError) error = NULL;
    const void *sealed = statement_blob(row, 5, &length);
    item->phone = field_crypto_open(crypto, &(FieldPlace){MEMBER_PHONE_COLUMN, item->member_id},
                                    sealed, length, &error);
    if (error)
        log_error(LOG_WARNING, "catalog", "a telephone number cannot be read", error);
}

static const char DUE[] =
    "SELECT meeting_id, member_id, title, time_zone, starts_at_us, phone_sealed"
    " FROM outgoing_notice JOIN meeting ON meeting.id = meeting_id"
    " JOIN member ON member.id = member_id"
    " WHERE outgoing_notice.state = 'waiting' AND next_at_us <= ?1"
    " ORDER BY next_at_us, meeting_id, member_id LIMIT ?2";

static GPtrArray *read_due(Database *database, const FieldCrypto *crypto, int64_t now_us,
                           GError **error) {
    g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(item_free);
    g_autoptr(Statement) row = database_prepare(database, DUE, error);
    if (!row)
        return NULL;
    statement_bind_int64(row, 1, now_us);
    statement_bind_int64(row, 2, NOTICE_BATCH_MAX);
    StatementStep step;
    while ((step = statement_step(row, error)) == STATEMENT_ROW) {
        NoticeItem *item = g_new0(NoticeItem, 1);
        g_ptr_array_add(items, item);
        statement_copy_text(row, 0, item->meeting_id, sizeof item->meeting_id);
        statement_copy_text(row, 1, item->member_id, sizeof item->member_id);
        item->title = statement_dup_text(row, 2);
        item->time_zone = statement_dup_text(row, 3);
        item->starts_at_us = statement_int64(row, 4);
        open_phone(item, row, crypto);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&items) : NULL;
}

/* ?3: now and what a row waits after its first try. */
static const char COUNT_TRY[] =
    "UPDATE outgoing_notice SET tries = tries + 1, next_at_us = ?3 + ?4 * (tries + 1)"
    " WHERE meeting_id = ?1 AND member_id = ?2";

static bool count_try(Database *database, const NoticeItem *item, int64_t now_us, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, COUNT_TRY, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, item->meeting_id);
    statement_bind_text(statement, 2, item->member_id);
    statement_bind_int64(statement, 3, now_us);
    statement_bind_int64(statement, 4, NOTICE_AGAIN_US);
    return statement_run(statement, error);
}

GPtrArray *notice_queue_claim(Database *database, const FieldCrypto *crypto, int64_t now_us,
                              GError **error) {
    database_assert_current(database);
    if (!give_up(database, now_us, error))
        return NULL;
    g_autoptr(GPtrArray) items = read_due(database, crypto, now_us, error);
    for (unsigned i = 0; items && i < items->len; i++)
        if (!count_try(database, items->pdata[i], now_us, error))
            return NULL;
    for (unsigned i = items ? items->len : 0; i > 0; i--)
        if (!((NoticeItem *)items->pdata[i - 1])->phone)
            g_ptr_array_remove_index(items, i - 1);
    return g_steal_pointer(&items);
}

/* ---- what came of it ---- */

static const char MARK[] =
    "UPDATE outgoing_notice SET state = iif(?3, 'sent', iif(tries >= ?4, 'failed', state))"
    " WHERE meeting_id = ?1 AND member_id = ?2";

static bool mark(Database *database, const NoticeItem *item, bool is_sent, GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, MARK, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, item->meeting_id);
    statement_bind_text(statement, 2, item->member_id);
    statement_bind_int64(statement, 3, is_sent);
    statement_bind_int64(statement, 4, NOTICE_MAX_TRIES);
    return statement_run(statement, error);
}

bool notice_queue_mark(Database *database, const GPtrArray *items, bool is_sent, GError **error) {
    database_assert_current(database);
    for (unsigned i = 0; i < items->len; i++)
        if (!mark(database, items->pdata[i], is_sent, error))
            return false;
    return true;
}
