#include "catalog/roster/transfer_table.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "catalog/roster/member_table.h"
#include "catalog/roster/membership_table.h"
#include "catalog/store/field_text.h"

const char *const TRANSFER_STATE_WORDS[] = {"asked", "accepted", "refused", "withdrawn", NULL};

#define ATTEMPT "cannot transfer the member"

#define FROM                                                                                       \
    "SELECT transfer.id, member_id, from_unit_id, to_unit_id, from_day, state, asked_by,"          \
    " asked_at_us, decided_at_us, reason, member.name, source.name, target.name,"                  \
    " (SELECT display_name FROM account WHERE account.id = asked_by)"                              \
    " FROM transfer JOIN member ON member.id = member_id"                                          \
    " JOIN unit source ON source.id = from_unit_id JOIN unit target ON target.id = to_unit_id "

void transfer_row_free(TransferRow *row) {
    if (!row)
        return;
    g_free(row->reason);
    g_free(row->member_name);
    g_free(row->from_unit_name);
    g_free(row->to_unit_name);
    g_free(row->asked_by_name);
    g_free(row);
}

static bool conflict(GError **error, const char *why) {
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, ATTEMPT ": %s", why);
    return false;
}

/* ---- reading ---- */

static TransferState state_of(const char *word) {
    unsigned i = 0;
    while (TRANSFER_STATE_WORDS[i] && !g_str_equal(TRANSFER_STATE_WORDS[i], word))
        i++;
    g_assert(TRANSFER_STATE_WORDS[i]);
    return (TransferState)i;
}

static void *row_from(Statement *statement) {
    TransferRow *row = g_new0(TransferRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    statement_copy_text(statement, 1, row->member_id, sizeof row->member_id);
    statement_copy_text(statement, 2, row->from_unit_id, sizeof row->from_unit_id);
    statement_copy_text(statement, 3, row->to_unit_id, sizeof row->to_unit_id);
    statement_copy_text(statement, 4, row->from_day, sizeof row->from_day);
    row->state = state_of(statement_text(statement, 5));
    statement_copy_text(statement, 6, row->asked_by, sizeof row->asked_by);
    row->asked_at_us = statement_int64(statement, 7);
    row->decided_at_us = statement_int64(statement, 8);
    row->reason = statement_dup_text(statement, 9);
    row->member_name = statement_dup_text(statement, 10);
    row->from_unit_name = statement_dup_text(statement, 11);
    row->to_unit_name = statement_dup_text(statement, 12);
    const char *asked_by_name = statement_text(statement, 13);
    row->asked_by_name = g_strdup(asked_by_name ? asked_by_name : "");
    return row;
}

TransferRow *transfer_table_get(Database *database, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, FROM "WHERE transfer.id = ?1", error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find transfer '%s'", id);
    return step == STATEMENT_ROW ? row_from(statement) : NULL;
}

GPtrArray *transfer_table_list(Database *database, const TransferQuery *query, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(ifnull(?1, '[]'))"
        " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) " FROM
        "WHERE (?1 IS NULL OR from_unit_id IN (SELECT id FROM reach)"
        "  OR to_unit_id IN (SELECT id FROM reach))"
        " AND (?2 IS NULL OR member_id = ?2) AND (?3 IS NULL OR state = ?3)"
        " ORDER BY transfer.id DESC LIMIT ?4",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, query->roots_json);
    statement_bind_text(statement, 2, query->member_id);
    statement_bind_text(statement, 3, query->state);
    statement_bind_int64(statement, 4, TRANSFER_LIST_MAX_ROWS);
    return statement_rows(statement, row_from, (GDestroyNotify)transfer_row_free, error);
}

/* ---- asking ---- */

static bool check_target(Database *database, const char *unit_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT name, closed_at_us FROM unit WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, unit_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "cannot find unit '%s'", unit_id);
    if (step == STATEMENT_ROW && !statement_is_null(statement, 1))
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT, ATTEMPT ": unit '%s' is closed",
                    statement_text(statement, 0));
    return step == STATEMENT_ROW && statement_is_null(statement, 1);
}

static bool check_day(TransferRow *row, const MembershipRow *home, GError **error) {
    char today[DAY_TEXT_BYTES], last[DAY_TEXT_BYTES];
    day_today(today);
    day_add(today, TRANSFER_MAX_DAYS_AHEAD, last);
    if (!row->from_day[0])
        g_strlcpy(row->from_day, today, sizeof row->from_day);
    if (!day_check(ATTEMPT, row->from_day, error))
        return false;
    bool is_early = strcmp(row->from_day, home->from_day) < 0;
    if (!is_early && strcmp(row->from_day, last) <= 0)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_INVALID, ATTEMPT ": the day must be from %s until %s",
                home->from_day, last);
    return false;
}

static bool check_not_on_the_way(Database *database, const char *member_id, GError **error) {
    g_autoptr(GPtrArray) open = transfer_table_list(
        database, &(TransferQuery){.member_id = member_id, .state = "asked"}, error);
    if (!open)
        return false;
    return open->len == 0 ||
           conflict(error, "a transfer is asked for already; withdraw that one first");
}

static bool insert(Database *database, TransferRow *row, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT INTO transfer (id, member_id, from_unit_id, to_unit_id, from_day, state, asked_by,"
        " asked_at_us) VALUES (?1, ?2, ?3, ?4, ?5, 'asked', ?6, ?7)",
        error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    row->state = TRANSFER_ASKED;
    row->asked_at_us = clock_wall_us();
    statement_bind_text(statement, 1, row->id);
    statement_bind_text(statement, 2, row->member_id);
    statement_bind_text(statement, 3, row->from_unit_id);
    statement_bind_text(statement, 4, row->to_unit_id);
    statement_bind_text(statement, 5, row->from_day);
    statement_bind_text(statement, 6, row->asked_by);
    statement_bind_int64(statement, 7, row->asked_at_us);
    return statement_run(statement, error);
}

bool transfer_table_ask(Database *database, TransferRow *row, GError **error) {
    database_assert_current(database);
    g_autoptr(MembershipRow) home = NULL;
    if (!membership_table_home(database, row->member_id, &home, error))
        return false;
    if (!home)
        return conflict(error, "the member has left the roster");
    if (g_str_equal(home->unit_id, row->to_unit_id))
        return conflict(error, "the member is at home there already");
    g_strlcpy(row->from_unit_id, home->unit_id, sizeof row->from_unit_id);
    return check_target(database, row->to_unit_id, error) && check_day(row, home, error) &&
           check_not_on_the_way(database, row->member_id, error) && insert(database, row, error);
}

/* ---- deciding ---- */

typedef struct Change {
    TransferState state;
    const char *account_id, *reason;
    const char *from_day;
} Change;

static bool write_change(Database *database, const char *id, const Change *change, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "UPDATE transfer SET state = ?2, decided_by = ?3, decided_at_us = ?4, reason = ?5,"
        " from_day = ?6 WHERE id = ?1",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, TRANSFER_STATE_WORDS[change->state]);
    statement_bind_text(statement, 3, change->account_id);
    statement_bind_int64(statement, 4, clock_wall_us());
    statement_bind_text(statement, 5, change->reason);
    statement_bind_text(statement, 6, change->from_day);
    return statement_run(statement, error);
}

/* Who was a guest of the new unit is at home there now. */
static bool end_guest(Database *database, const TransferRow *row, const char *day, GError **error) {
    g_autoptr(GPtrArray) memberships = membership_table_list(database, row->member_id, error);
    if (!memberships)
        return false;
    for (unsigned i = 0; i < memberships->len; i++) {
        const MembershipRow *guest = memberships->pdata[i];
        if (guest->until_day[0] || !g_str_equal(guest->unit_id, row->to_unit_id))
            continue;
        const char *until = strcmp(guest->from_day, day) > 0 ? guest->from_day : day;
        if (!membership_table_end(database, guest->id, until, error))
            return false;
    }
    return true;
}

static bool move(Database *database, const TransferRow *row, const char *day, GError **error) {
    g_autoptr(MembershipRow) home = NULL;
    if (!membership_table_home(database, row->member_id, &home, error))
        return false;
    if (!home || !g_str_equal(home->unit_id, row->from_unit_id))
        return conflict(error, "the member's home has changed; withdraw this and ask again");
    MembershipRow next = {.is_home = true};
    g_strlcpy(next.member_id, row->member_id, sizeof next.member_id);
    g_strlcpy(next.unit_id, row->to_unit_id, sizeof next.unit_id);
    g_strlcpy(next.from_day, day, sizeof next.from_day);
    return membership_table_end(database, home->id, day, error) &&
           end_guest(database, row, day, error) && membership_table_open(database, &next, error) &&
           member_table_touch(database, row->member_id, error);
}

static TransferRow *get_open(Database *database, const char *id, GError **error) {
    g_autoptr(TransferRow) row = transfer_table_get(database, id, error);
    if (!row || row->state == TRANSFER_ASKED)
        return g_steal_pointer(&row);
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT, "cannot decide the transfer: it is %s already",
                TRANSFER_STATE_WORDS[row->state]);
    return NULL;
}

bool transfer_table_decide(Database *database, const char *id, const TransferDecision *decision,
                           GError **error) {
    database_assert_current(database);
    const char *reason = decision->reason && *decision->reason ? decision->reason : NULL;
    g_autoptr(TransferRow) row = get_open(database, id, error);
    if (!row || (reason && !field_text_check("cannot use this reason", reason,
                                             TRANSFER_REASON_MAX_CHARS, error)))
        return false;
    char day[DAY_TEXT_BYTES];
    day_today(day);
    if (!decision->is_accepted || strcmp(row->from_day, day) > 0)
        g_strlcpy(day, row->from_day, sizeof day);
    const Change change = {decision->is_accepted ? TRANSFER_ACCEPTED : TRANSFER_REFUSED,
                           decision->account_id, reason, day};
    return (!decision->is_accepted || move(database, row, day, error)) &&
           write_change(database, id, &change, error);
}

bool transfer_table_withdraw(Database *database, const char *id, const char *account_id,
                             GError **error) {
    database_assert_current(database);
    g_autoptr(TransferRow) row = get_open(database, id, error);
    if (!row)
        return false;
    const Change change = {TRANSFER_WITHDRAWN, account_id, NULL, row->from_day};
    return write_change(database, id, &change, error);
}

bool transfer_table_withdraw_all(Database *database, const char *member_id, const char *account_id,
                                 GError **error) {
    database_assert_current(database);
    g_autoptr(GPtrArray) open = transfer_table_list(
        database, &(TransferQuery){.member_id = member_id, .state = "asked"}, error);
    for (unsigned i = 0; open && i < open->len; i++)
        if (!transfer_table_withdraw(database, ((TransferRow *)open->pdata[i])->id, account_id,
                                     error))
            return false;
    return open != NULL;
}
