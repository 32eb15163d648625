#include "catalog/attendance/credit_terms.h"

#include "base/clock.h"
#include "catalog/attendance/policy_table.h"
#include "catalog/roster/day.h"

#define YEAR_CHARS 4

/* ?1 viewing, ?2 earlier than this are earlier ones: the register that has this person, of whatever
 * state. The signs keep SQLite with the account's few viewings: an event has everybody's. */
static const char REGISTER[] =
    "SELECT r.kind, ifnull(r.unit_id, ''), r.began_at_us,"
    " EXISTS (SELECT 1 FROM viewing AS o WHERE o.account_id = v.account_id AND o.id != v.id"
    " AND (+o.meeting_id = v.meeting_id OR +o.lesson_id = v.lesson_id) AND o.started_at_us <= ?2)"
    " FROM viewing AS v JOIN register AS r ON r.event_id = ifnull(v.meeting_id, v.lesson_id)"
    " AND (r.kind = 'meeting' OR (r.kind = 'lesson' AND r.member_id = v.member_id))"
    " WHERE v.id = ?1 AND v.member_id NOT NULL";

static bool read_terms(Database *database, Statement *statement, const ViewingRow *row,
                       CreditLiveTerms *ret_terms, GError **error) {
    g_autoptr(PolicyRow) policy = NULL;
    char day[DAY_TEXT_BYTES];
    day_of(statement_int64(statement, 2), day);
    day[YEAR_CHARS] = '\0';
    int year = (int)g_ascii_strtoll(day, NULL, 10);
    if (!policy_table_find(database, statement_text(statement, 0), statement_text(statement, 1),
                           year, &policy, error))
        return false;
    *ret_terms = (CreditLiveTerms){
        .is_counted = true,
        .has_earlier = statement_int64(statement, 3) != 0,
        .is_live = row->is_live,
        .counts_presence = policy->credit.counts == CREDIT_COUNTS_PRESENCE,
        .max_rate_milli = policy->credit.max_rate_milli,
        .replay_weight_milli = policy->credit.replay_weight_milli,
        .least_ms = policy->credit.least_ms,
        .cap_ms = policy->credit.cap_ms,
        .duration_ms = row->is_live ? 0 : row->duration_us / CLOCK_US_PER_MS,
    };
    return true;
}

bool credit_terms_find(Database *database, const ViewingRow *row, int64_t until_us,
                       CreditLiveTerms *ret_terms, GError **error) {
    database_assert_current(database);
    *ret_terms = (CreditLiveTerms){0};
    if (row->who != VIEWING_ACCOUNT || row->is_kept)
        return true;
    g_autoptr(Statement) statement = database_prepare(database, REGISTER, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_int64(statement, 2, until_us);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        return read_terms(database, statement, row, ret_terms, error);
    return step == STATEMENT_DONE;
}
