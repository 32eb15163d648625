#include "catalog/attendance/member_card.h"

#include "base/clock.h"
#include "base/error.h"

static bool refuse(int code, const char *sentence, GError **error) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static bool look_up(const FieldCrypto *crypto, const char *number,
                    uint8_t ret_lookup[FIELD_LOOKUP_BYTES], GError **error) {
    return field_crypto_lookup(crypto, "member_card.number", FIELD_LOOKUP_NUMBER, number,
                               ret_lookup, NULL) ||
           refuse(ERROR_INVALID, "This is no number of a card.", error);
}

/* `ret_member_id` "": nobody's. */
static bool find(Database *database, const uint8_t lookup[FIELD_LOOKUP_BYTES],
                 char ret_member_id[ID_TEXT_BYTES], GError **error) {
    ret_member_id[0] = '\0';
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT member_id FROM member_card JOIN member ON member.id = member_id"
                         " WHERE lookup = ?1 AND left_at_us IS NULL",
                         error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, lookup, FIELD_LOOKUP_BYTES);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, ret_member_id, ID_TEXT_BYTES);
    return step != STATEMENT_FAILED;
}

bool member_card_find(Database *database, const FieldCrypto *crypto, const char *number,
                      char ret_member_id[ID_TEXT_BYTES], GError **error) {
    database_assert_current(database);
    uint8_t lookup[FIELD_LOOKUP_BYTES];
    if (!look_up(crypto, number, lookup, error) || !find(database, lookup, ret_member_id, error))
        return false;
    return *ret_member_id || refuse(ERROR_NOT_FOUND,
                                    "Nobody has this card: enter the person by name, and give the "
                                    "card to its owner in the roster.",
                                    error);
}

static bool check_room(Database *database, const char *member_id, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT count(*) FROM member_card WHERE member_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, member_id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    return statement_int64(statement, 0) < MEMBER_CARD_MAX ||
           refuse(ERROR_CONFLICT, "The member has too many cards: take them back first.", error);
}

bool member_card_assign(Database *database, const FieldCrypto *crypto, const char *number,
                        const char *member_id, const char *by, GError **error) {
    database_assert_current(database);
    uint8_t lookup[FIELD_LOOKUP_BYTES];
    char owner_id[ID_TEXT_BYTES];
    if (!look_up(crypto, number, lookup, error) || !find(database, lookup, owner_id, error))
        return false;
    if (*owner_id)
        return g_str_equal(owner_id, member_id) ||
               refuse(ERROR_CONFLICT, "This card is somebody else's.", error);
    if (!check_room(database, member_id, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT OR REPLACE INTO member_card (lookup, member_id, made_by, made_at_us)"
        " VALUES (?1, ?2, ?3, ?4)",
        error);
    if (!statement)
        return false;
    statement_bind_blob(statement, 1, lookup, FIELD_LOOKUP_BYTES);
    statement_bind_text(statement, 2, member_id);
    statement_bind_text(statement, 3, by);
    statement_bind_int64(statement, 4, clock_wall_us());
    return statement_run(statement, error);
}

bool member_card_remove(Database *database, const char *member_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM member_card WHERE member_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, member_id);
    return statement_run(statement, error);
}
