#include "catalog/attendance/credit_source.h"

#include "catalog/attendance/credit_terms.h"
#include "catalog/viewing/viewing_table.h"

#define SLACK_US     (60 * CLOCK_US_PER_S) /* the rows follow the log by some seconds */
#define PREFIX_BYTES 14                    /* of a UUIDv7: its millisecond */
#define LOW_BITS     16

/* ?1 ids from this one on, ?2 heard since, ?3 opened since, ?4 when there are none. The signs: as
 * in credit_terms.c. */
static const char FIRST[] =
    "SELECT ifnull(min(o.started_at_us), ?4) FROM viewing AS v JOIN viewing AS o"
    " ON o.account_id = v.account_id"
    " AND (+o.meeting_id = v.meeting_id OR +o.lesson_id = v.lesson_id)"
    " WHERE v.id >= ?1 AND v.account_id NOT NULL AND v.is_kept = 0"
    " AND max(v.started_at_us, v.last_beat_at_us) >= ?2 AND v.started_at_us >= ?3"
    " AND o.started_at_us >= ?3";

/* The first id that was made at this moment. */
static void first_id(int64_t at_us, char ret_prefix[PREFIX_BYTES]) {
    uint64_t ms = (uint64_t)(at_us / CLOCK_US_PER_MS);
    g_snprintf(ret_prefix, PREFIX_BYTES, "%08x-%04x", (unsigned)(ms >> LOW_BITS),
               (unsigned)(ms & ((1u << LOW_BITS) - 1)));
}

bool credit_source_first(Database *database, int64_t now_us, int64_t *ret_from_us, GError **error) {
    char prefix[PREFIX_BYTES];
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(database, FIRST, error);
    if (!statement)
        return false;
    first_id(now_us - CREDIT_SOURCE_REACH_US, prefix);
    statement_bind_text(statement, 1, prefix);
    statement_bind_int64(statement, 2, now_us - CREDIT_LIVE_FORGET_US - SLACK_US);
    statement_bind_int64(statement, 3, now_us - CREDIT_SOURCE_REACH_US);
    statement_bind_int64(statement, 4, now_us);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    *ret_from_us = statement_int64(statement, 0);
    return true;
}

/* What had the account's person when ?2 was opened, at ?3: also what has ended since, of which the
 * log says when. ?1 account, ?4 not older than this, ?5 limit. */
static const char STAKES[] =
    "SELECT id, CASE WHEN taken_at_us BETWEEN 1 AND ?3 THEN taken_at_us ELSE started_at_us END"
    " AS at_us FROM viewing WHERE account_id = ?1 AND id != ?2 AND is_kept = 0"
    " AND started_at_us BETWEEN ?4 AND ?3 AND (is_over = 0 OR last_beat_at_us >= ?3)"
    " ORDER BY at_us / 1000 DESC, id DESC LIMIT ?5";

static bool find_stakes(Database *database, const BeatRecord *opened, ViewingStakes *ret_stakes,
                        GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, STAKES, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, opened->opened.who_id);
    statement_bind_text(statement, 2, opened->viewing_id);
    statement_bind_int64(statement, 3, opened->at_us);
    statement_bind_int64(statement, 4, opened->at_us - VIEWING_STAKE_US);
    statement_bind_int64(statement, 5, VIEWING_TURNS_DEPTH);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        ViewingStake *stake = &ret_stakes->list[ret_stakes->n++];
        statement_copy_text(statement, 0, stake->viewing_id, sizeof stake->viewing_id);
        stake->taken_at_us = statement_int64(statement, 1);
    }
    return step == STATEMENT_DONE;
}

/* A viewing that is not told takes nobody and has no figure; and of its event nothing is said. */
bool credit_source_opened(const BeatRecord *opened, CreditLiveTerms *ret_terms,
                          ViewingStakes *ret_stakes, void *database) {
    ViewingRow row;
    *ret_stakes = (ViewingStakes){.n = 0};
    if (!viewing_table_get(database, opened->viewing_id, &row, NULL) ||
        !credit_terms_find(database, &row, row.started_at_us, ret_terms, NULL) ||
        !find_stakes(database, opened, ret_stakes, NULL))
        *ret_terms = (CreditLiveTerms){.has_earlier = true};
    return true;
}

bool credit_source_whose(const char *viewing_id, char ret_account_id[ID_TEXT_BYTES],
                         void *database) {
    ViewingRow row;
    if (!viewing_table_get(database, viewing_id, &row, NULL) || row.who != VIEWING_ACCOUNT ||
        row.is_kept)
        return false;
    g_strlcpy(ret_account_id, row.who_id, ID_TEXT_BYTES);
    return true;
}
