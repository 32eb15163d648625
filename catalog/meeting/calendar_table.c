#include "catalog/meeting/calendar_table.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/store/secret_hash.h"

#define COLUMN       "calendar_secret.secret"
#define SECRET_BYTES 24

/* *ret_secret is NULL when there is none. */
static bool read_secret(Database *database, const FieldCrypto *crypto, const char *account_id,
                        char **ret_secret, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database, "SELECT secret_sealed FROM calendar_secret WHERE account_id = ?1", error);
    *ret_secret = NULL;
    if (!statement)
        return false;
    statement_bind_text(statement, 1, account_id);
    StatementStep step = statement_step(statement, error);
    if (step != STATEMENT_ROW)
        return step == STATEMENT_DONE;
    size_t length = 0;
    const void *sealed = statement_blob(statement, 0, &length);
    *ret_secret =
        field_crypto_open(crypto, &(FieldPlace){COLUMN, account_id}, sealed, length, error);
    return *ret_secret != NULL;
}

static bool write_secret(Database *database, const FieldCrypto *crypto, const char *account_id,
                         const char *secret, GError **error) {
    uint8_t hash[SECRET_HASH_BYTES];
    g_autoptr(GBytes) sealed =
        field_crypto_seal(crypto, &(FieldPlace){COLUMN, account_id}, secret, error);
    g_autoptr(Statement) statement =
        sealed ? database_prepare(database,
                                  "INSERT INTO calendar_secret (account_id, secret_hash,"
                                  " secret_sealed, made_at_us) VALUES (?1, ?2, ?3, ?4)"
                                  " ON CONFLICT (account_id) DO UPDATE SET"
                                  " secret_hash = excluded.secret_hash,"
                                  " secret_sealed = excluded.secret_sealed,"
                                  " made_at_us = excluded.made_at_us",
                                  error)
               : NULL;
    if (!statement)
        return false;
    secret_hash_of(secret, hash);
    statement_bind_text(statement, 1, account_id);
    statement_bind_blob(statement, 2, hash, sizeof hash);
    statement_bind_blob(statement, 3, g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed));
    statement_bind_int64(statement, 4, clock_wall_us());
    return statement_run(statement, error);
}

char *calendar_table_secret(Database *database, const FieldCrypto *crypto, const char *account_id,
                            GError **error) {
    database_assert_current(database);
    g_autofree char *secret = NULL;
    if (!read_secret(database, crypto, account_id, &secret, error))
        return NULL;
    return secret ? g_steal_pointer(&secret)
                  : calendar_table_renew(database, crypto, account_id, error);
}

char *calendar_table_renew(Database *database, const FieldCrypto *crypto, const char *account_id,
                           GError **error) {
    database_assert_current(database);
    g_autofree char *secret = id_new_secret(SECRET_BYTES);
    return write_secret(database, crypto, account_id, secret, error) ? g_steal_pointer(&secret)
                                                                     : NULL;
}

bool calendar_table_find(Database *database, const char *secret, char ret_account_id[ID_TEXT_BYTES],
                         GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT account_id FROM calendar_secret JOIN account ON account.id = account_id"
        " WHERE secret_hash = ?1 AND locked = 0",
        error);
    if (!statement)
        return false;
    uint8_t hash[SECRET_HASH_BYTES];
    secret_hash_of(secret, hash);
    statement_bind_blob(statement, 1, hash, sizeof hash);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, ret_account_id, ID_TEXT_BYTES);
    if (step == STATEMENT_DONE)
        g_set_error_literal(error, BASE_ERROR, ERROR_NOT_FOUND, "There is no such calendar.");
    return step == STATEMENT_ROW;
}
