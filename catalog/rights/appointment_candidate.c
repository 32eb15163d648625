#include "catalog/rights/appointment_candidate.h"

#include "base/error.h"
#include "catalog/rights/rights.h"

/* Row: account id or NULL. ?1 the reach, ?2 an account, ?3 a member. */
#define ANY_ACCOUNT "SELECT id FROM account WHERE id = ?2"
#define ANY_MEMBER                                                                                 \
    "SELECT account.id FROM member LEFT JOIN account ON account.member_id = member.id"             \
    " WHERE member.id = ?3"
#define BELONGS_WITHIN(member)                                                                     \
    " AND EXISTS (SELECT 1 FROM membership WHERE membership.member_id = " member                   \
    " AND until_day IS NULL AND unit_id IN (SELECT id FROM reach))"
#define OWN_ACCOUNT                                                                                \
    RIGHTS_REACH_SQL ANY_ACCOUNT BELONGS_WITHIN(                                                   \
        "account.member_id") " UNION " ANY_ACCOUNT " AND EXISTS (SELECT 1 FROM appointment"        \
                             " WHERE account_id = account.id AND ended_at_us IS NULL"              \
                             " AND unit_id IN (SELECT id FROM reach))"
#define OWN_MEMBER RIGHTS_REACH_SQL ANY_MEMBER BELONGS_WITHIN("member.id")

bool appointment_candidate_find(Database *database, const AppointmentCandidate *candidate,
                                char ret_account_id[ID_TEXT_BYTES], GError **error) {
    static const char *const SQL[2][2] = {{OWN_ACCOUNT, ANY_ACCOUNT}, {OWN_MEMBER, ANY_MEMBER}};
    database_assert_current(database);
    g_auto(RightsReach) reach = {0};
    if (!rights_reach(database, candidate->asker_id, RIGHT_APPOINTMENT_CHANGE, &reach, error))
        return false;
    const char *sql = SQL[candidate->member_id != NULL][reach.is_everywhere];
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    if (!reach.is_everywhere)
        statement_bind_text(statement, 1, reach.json);
    if (candidate->member_id)
        statement_bind_text(statement, 3, candidate->member_id);
    else
        statement_bind_text(statement, 2, candidate->account_id);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_FAILED)
        return false;
    if (step == STATEMENT_DONE)
        return rights_not_found(error);
    statement_copy_text(statement, 0, ret_account_id, ID_TEXT_BYTES);
    if (*ret_account_id)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                        "cannot appoint this person: there is no account yet; hand out an "
                        "activation code first");
    return false;
}
