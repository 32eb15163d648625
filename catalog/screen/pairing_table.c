#include "catalog/screen/pairing_table.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/error.h"

/* A decision can be asked for again after the code's end, as long as a set needs to come back. */
#define KEEP_US (INT64_C(3600) * CLOCK_US_PER_S)

#define COLUMNS                                                                                    \
    "id, device_hash, code_lookup, kind, capabilities, peer, state, screen_id, former_id,"         \
    " decided_by, created_at_us, expires_at_us"

static const char *const STATE_WORDS[] = {"waiting", "approved", "refused", "taken", NULL};

void pairing_row_free(PairingRow *row) {
    if (!row)
        return;
    g_free(row->capabilities);
    g_free(row->peer);
    g_free(row);
}

static PairingState state_of(const char *word) {
    int state = PAIRING_WAITING;
    while (STATE_WORDS[state + 1] && strcmp(STATE_WORDS[state], word) != 0)
        state++;
    return (PairingState)state;
}

static PairingRow *row_from(Statement *statement) {
    PairingRow *row = g_new0(PairingRow, 1);
    statement_copy_text(statement, 0, row->id, sizeof row->id);
    (void)statement_copy_blob(statement, 1, row->device_hash, sizeof row->device_hash);
    (void)statement_copy_blob(statement, 2, row->code_lookup, sizeof row->code_lookup);
    row->kind = screen_kind_of(statement_text(statement, 3));
    row->capabilities = statement_dup_text(statement, 4);
    row->peer = statement_dup_text(statement, 5);
    row->state = state_of(statement_text(statement, 6));
    statement_copy_text(statement, 7, row->screen_id, sizeof row->screen_id);
    statement_copy_text(statement, 8, row->former_id, sizeof row->former_id);
    statement_copy_text(statement, 9, row->decided_by, sizeof row->decided_by);
    row->created_at_us = statement_int64(statement, 10);
    row->expires_at_us = statement_int64(statement, 11);
    return row;
}

/* ---- limits ---- */

/* One customer holds a /64 of IPv6 at least (RFC 6177). */
static bool is_same_network(const char *one, const char *other) {
    struct in6_addr first, second;
    if (inet_pton(AF_INET6, one, &first) == 1 && inet_pton(AF_INET6, other, &second) == 1 &&
        !IN6_IS_ADDR_V4MAPPED(&first))
        return memcmp(&first, &second, 8) == 0;
    return strcmp(one, other) == 0;
}

static bool count_waiting(Database *database, const char *peer, unsigned *ret_all,
                          unsigned *ret_near, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT peer FROM pairing WHERE state = 'waiting' AND expires_at_us > ?1", error);
    if (!statement)
        return false;
    statement_bind_int64(statement, 1, clock_wall_us());
    StatementStep step;
    *ret_all = *ret_near = 0;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        *ret_all += 1;
        *ret_near += is_same_network(statement_text(statement, 0), peer);
    }
    return step == STATEMENT_DONE;
}

static bool check_limits(Database *database, const char *peer, GError **error) {
    unsigned n_all = 0, n_near = 0;
    if (!count_waiting(database, peer, &n_all, &n_near, error))
        return false;
    if (n_near >= PAIRING_MAX_PER_ADDRESS)
        g_set_error(error, BASE_ERROR, ERROR_RATE_LIMITED,
                    "cannot give a code: %u screens of this address show one already", n_near);
    else if (n_all >= PAIRING_MAX_WAITING)
        g_set_error(error, BASE_ERROR, ERROR_OVERLOADED,
                    "cannot give a code: %u screens show one already", n_all);
    return n_near < PAIRING_MAX_PER_ADDRESS && n_all < PAIRING_MAX_WAITING;
}

/* ---- verbs ---- */

bool pairing_table_insert(Database *database, PairingRow *row, GError **error) {
    database_assert_current(database);
    if (!check_limits(database, row->peer, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO pairing (" COLUMNS ") VALUES (?1, ?2, ?3, ?4, ?5, ?6,"
                         " 'waiting', NULL, ?7, NULL, ?8, ?9)",
                         error);
    if (!statement)
        return false;
    id_new_uuid7(row->id);
    row->created_at_us = clock_wall_us();
    row->expires_at_us = row->created_at_us + PAIRING_LIFETIME_US;
    statement_bind_text(statement, 1, row->id);
    statement_bind_blob(statement, 2, row->device_hash, sizeof row->device_hash);
    statement_bind_blob(statement, 3, row->code_lookup, sizeof row->code_lookup);
    statement_bind_text(statement, 4, SCREEN_KIND_WORDS[row->kind]);
    statement_bind_text(statement, 5, row->capabilities);
    statement_bind_text(statement, 6, row->peer);
    statement_bind_text(statement, 7, *row->former_id ? row->former_id : NULL);
    statement_bind_int64(statement, 8, row->created_at_us);
    statement_bind_int64(statement, 9, row->expires_at_us);
    return statement_run(statement, error);
}

PairingRow *pairing_table_find_code(Database *database, const uint8_t lookup[FIELD_LOOKUP_BYTES],
                                    GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT " COLUMNS " FROM pairing WHERE code_lookup = ?1"
                         " AND expires_at_us > ?2 ORDER BY created_at_us DESC, id DESC LIMIT 1",
                         error);
    if (!statement)
        return NULL;
    statement_bind_blob(statement, 1, lookup, FIELD_LOOKUP_BYTES);
    statement_bind_int64(statement, 2, clock_wall_us());
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND,
                            "no screen shows this code; codes end after 15 minutes");
    return step == STATEMENT_ROW ? row_from(statement) : NULL;
}

bool pairing_table_find_device(Database *database, const uint8_t device_hash[SECRET_HASH_BYTES],
                               PairingRow **ret_row, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT " COLUMNS " FROM pairing WHERE device_hash = ?1", error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, device_hash, SECRET_HASH_BYTES);
    StatementStep step = statement_step(statement, error);
    *ret_row = step == STATEMENT_ROW ? row_from(statement) : NULL;
    return step != STATEMENT_FAILED;
}

bool pairing_table_decide(Database *database, const char *id, const char *screen_id,
                          const char *decided_by, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE pairing SET state = ?2, screen_id = ?3, decided_by = ?4"
                         " WHERE id = ?1 AND state = 'waiting' AND expires_at_us > ?5",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, id);
    statement_bind_text(statement, 2, STATE_WORDS[screen_id ? PAIRING_APPROVED : PAIRING_REFUSED]);
    statement_bind_text(statement, 3, screen_id);
    statement_bind_text(statement, 4, decided_by);
    statement_bind_int64(statement, 5, clock_wall_us());
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) == 1)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_STALE, "this screen waits no more");
    return false;
}

bool pairing_table_purge(Database *database, int64_t *ret_removed, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "DELETE FROM pairing WHERE expires_at_us < ?1 AND"
                         " (state <> 'approved' OR expires_at_us < ?2)",
                         error);
    if (!statement)
        return false;
    int64_t now_us = clock_wall_us();
    statement_bind_int64(statement, 1, now_us);
    statement_bind_int64(statement, 2, now_us - KEEP_US);
    if (!statement_run(statement, error))
        return false;
    *ret_removed = database_changes(database);
    return true;
}
