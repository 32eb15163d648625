#include "catalog/room/book_link.h"

#include "base/clock.h"
#include "base/error.h"
#include "catalog/meeting/meeting_words.h"
#include "catalog/rights/rights.h"
#include "catalog/store/secret_hash.h"

#define COLUMN "room_link.secret"

static void free_link(void *data) {
    BookLink *link = data;
    g_free(link->secret);
    g_free(link);
}

GPtrArray *book_link_list(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                          GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, opens, secret_sealed, made_at_us, n_banned FROM room_link"
                         " WHERE meeting_id = ?1 AND revoked_at_us IS NULL ORDER BY made_at_us, id",
                         error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, meeting_id);
    g_autoptr(GPtrArray) links = g_ptr_array_new_with_free_func(free_link);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        BookLink *link = g_new0(BookLink, 1);
        size_t length = 0;
        g_ptr_array_add(links, link);
        statement_copy_text(statement, 0, link->id, sizeof link->id);
        link->opens = (BookOpens)meeting_words_find(BOOK_OPENS_WORDS, statement_text(statement, 1));
        const void *sealed = statement_blob(statement, 2, &length);
        link->secret =
            field_crypto_open(crypto, &(FieldPlace){COLUMN, link->id}, sealed, length, error);
        link->made_at_us = statement_int64(statement, 3);
        link->n_banned = statement_int64(statement, 4);
        if (!link->secret)
            return NULL;
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&links) : NULL;
}

static bool insert(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                   BookLink *link, const char *made_by, GError **error) {
    uint8_t hash[SECRET_HASH_BYTES];
    g_autoptr(GBytes) sealed =
        field_crypto_seal(crypto, &(FieldPlace){COLUMN, link->id}, link->secret, error);
    g_autoptr(Statement) statement =
        sealed ? database_prepare(database,
                                  "INSERT INTO room_link (id, meeting_id, opens, secret_hash,"
                                  " secret_sealed, made_by, made_at_us)"
                                  " SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE"
                                  " (SELECT count(*) FROM room_link WHERE meeting_id = ?2"
                                  " AND revoked_at_us IS NULL) < ?8",
                                  error)
               : NULL;
    if (!statement)
        return false;
    secret_hash_of(link->secret, hash);
    statement_bind_text(statement, 1, link->id);
    statement_bind_text(statement, 2, meeting_id);
    statement_bind_text(statement, 3, BOOK_OPENS_WORDS[link->opens]);
    statement_bind_blob(statement, 4, hash, sizeof hash);
    statement_bind_blob(statement, 5, g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed));
    statement_bind_text(statement, 6, made_by);
    statement_bind_int64(statement, 7, clock_wall_us());
    statement_bind_int64(statement, 8, BOOK_LINK_MAX_OPEN);
    if (!statement_run(statement, error))
        return false;
    if (database_changes(database) == 0)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "There are too many links to this meeting: revoke one first.");
    return database_changes(database) > 0;
}

bool book_link_make(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                    BookOpens opens, const char *made_by, char ret_id[ID_TEXT_BYTES],
                    GError **error) {
    database_assert_current(database);
    g_autofree char *secret = id_new_secret(BOOK_LINK_SECRET_BYTES);
    BookLink link = {.opens = opens, .secret = secret};
    id_new_uuid7(link.id);
    if (!insert(database, crypto, meeting_id, &link, made_by, error))
        return false;
    g_strlcpy(ret_id, link.id, ID_TEXT_BYTES);
    return true;
}

bool book_link_revoke(Database *database, const char *meeting_id, const char *id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE room_link SET revoked_at_us = ifnull(revoked_at_us, ?3)"
                         " WHERE meeting_id = ?1 AND id = ?2",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, meeting_id);
    statement_bind_text(statement, 2, id);
    statement_bind_int64(statement, 3, clock_wall_us());
    return statement_run(statement, error) &&
           (database_changes(database) > 0 || rights_not_found(error));
}

static bool read_target(Statement *statement, BookLinkTarget *ret_target, GError **error) {
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    statement_copy_text(statement, 0, ret_target->link_id, ID_TEXT_BYTES);
    statement_copy_text(statement, 1, ret_target->meeting_id, ID_TEXT_BYTES);
    ret_target->opens =
        (BookOpens)meeting_words_find(BOOK_OPENS_WORDS, statement_text(statement, 2));
    ret_target->n_banned = statement_int64(statement, 3);
    return true;
}

bool book_link_find(Database *database, const char *secret, BookLinkTarget *ret_target,
                    GError **error) {
    database_assert_current(database);
    uint8_t hash[SECRET_HASH_BYTES];
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT id, meeting_id, opens, n_banned FROM room_link WHERE secret_hash = ?1"
        " AND revoked_at_us IS NULL",
        error);
    if (!statement)
        return false;
    secret_hash_of(secret, hash);
    statement_bind_blob(statement, 1, hash, sizeof hash);
    return read_target(statement, ret_target, error);
}

bool book_link_find_id(Database *database, const char *link_id, BookLinkTarget *ret_target,
                       GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT id, meeting_id, opens, n_banned FROM room_link WHERE id = ?1 AND "
                         "revoked_at_us IS NULL",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, link_id);
    return read_target(statement, ret_target, error);
}

bool book_link_note_banned(Database *database, const char *link_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database, "UPDATE room_link SET n_banned = n_banned + 1 WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, link_id);
    return statement_run(statement, error);
}
