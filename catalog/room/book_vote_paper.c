#include "catalog/room/book_vote_paper.h"

#include "base/error.h"

static bool refuse(GError **error, int code, const char *sentence) {
    g_set_error_literal(error, BASE_ERROR, code, sentence);
    return false;
}

static bool run_for_teller(Database *database, const char *sql, const BookTally *tally,
                           GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, tally->vote_id);
    statement_bind_text(statement, 2, tally->source);
    statement_bind_text(statement, 3, tally->teller);
    return statement_run(statement, error);
}

/* Reads one truth of a vote, a source and a teller. */
static bool ask(Database *database, const char *sql, const BookTally *tally, bool *ret_is,
                GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, sql, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, tally->vote_id);
    statement_bind_text(statement, 2, tally->source);
    statement_bind_text(statement, 3, tally->teller);
    if (tally->voters)
        statement_bind_text(statement, 4, tally->voters);
    StatementStep step = statement_step(statement, error);
    *ret_is = step == STATEMENT_ROW && statement_int64(statement, 0);
    return step != STATEMENT_FAILED;
}

static const char IS_TELLER[] =
    "SELECT tellers = '[]' OR ?3 IN (SELECT value FROM json_each(tellers)) FROM room_vote"
    " WHERE id = ?1 AND ?2 NOT NULL AND (?4 IS NULL OR ?4 NOT NULL)";
static const char ARE_TWO[] =
    "SELECT count(DISTINCT teller) >= 2 FROM room_tally WHERE vote_id = ?1 AND source = ?2"
    " AND ?3 NOT NULL AND (?4 IS NULL OR ?4 NOT NULL)";
static const char AGREE[] =
    "SELECT count(*) > 0 AND min(is_same) FROM (SELECT count(*) = 2 AND"
    " min(n_ballots) = max(n_ballots) AND count(DISTINCT ifnull(voters, '')) = 1 AS is_same"
    " FROM room_tally WHERE vote_id = ?1 AND source = ?2 AND ?3 NOT NULL"
    " AND (?4 IS NULL OR ?4 NOT NULL) GROUP BY position)";
static const char VOTED_ELSEWHERE[] =
    "SELECT EXISTS (SELECT 1 FROM room_vote_voter WHERE vote_id = ?1 AND source IS NOT ?2"
    " AND ?3 NOT NULL AND person_id IN (SELECT value FROM json_each(?4)))";

/* Whether he has said just this. */
static bool is_repeated(Database *database, const BookTally *tally, bool *ret_is, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT position, n_ballots, voters FROM room_tally"
                         " WHERE vote_id = ?1 AND source = ?2 AND teller = ?3",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, tally->vote_id);
    statement_bind_text(statement, 2, tally->source);
    statement_bind_text(statement, 3, tally->teller);
    unsigned n_rows = 0, n_same = 0;
    StatementStep step;
    for (; (step = statement_step(statement, error)) == STATEMENT_ROW; n_rows++) {
        int64_t position = statement_int64(statement, 0);
        int64_t n = position < 0 ? tally->n_ballots : tally->counts[position];
        const char *voters = statement_is_null(statement, 2) ? NULL : statement_text(statement, 2);
        n_same += statement_int64(statement, 1) == n &&
                  (position >= 0 || g_strcmp0(voters, tally->voters) == 0);
    }
    *ret_is = n_rows > 0 && n_same == n_rows;
    return step == STATEMENT_DONE;
}

/* `ret_is_done`: it counts already, and is what he has said. */
static bool make_room(Database *database, const BookTally *tally, bool *ret_is_done,
                      GError **error) {
    bool is_teller = false, are_two = false, is_agreed = false;
    *ret_is_done = false;
    if (!ask(database, IS_TELLER, tally, &is_teller, error) ||
        !ask(database, ARE_TWO, tally, &are_two, error) ||
        !ask(database, AGREE, tally, &is_agreed, error))
        return false;
    if (!is_teller)
        return refuse(error, ERROR_FORBIDDEN, "You do not count the ballots of this vote.");
    if (is_agreed)
        return is_repeated(database, tally, ret_is_done, error) &&
               (*ret_is_done ||
                refuse(error, ERROR_CONFLICT, "Two tellers have counted these ballots."));
    return run_for_teller(database,
                          are_two ? "DELETE FROM room_tally WHERE vote_id = ?1 AND source = ?2"
                                    " AND ?3 NOT NULL"
                                  : "DELETE FROM room_tally WHERE vote_id = ?1 AND source = ?2"
                                    " AND teller = ?3",
                          tally, error);
}

static bool insert_tally(Database *database, const BookTally *tally, int position, int64_t n,
                         GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO room_tally (vote_id, source, teller, position, n_ballots,"
                         " voters)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, tally->vote_id);
    statement_bind_text(statement, 2, tally->source);
    statement_bind_text(statement, 3, tally->teller);
    statement_bind_int64(statement, 4, position);
    statement_bind_int64(statement, 5, n);
    if (position < 0 && tally->voters)
        statement_bind_text(statement, 6, tally->voters);
    return statement_run(statement, error);
}

static bool insert_voters(Database *database, const BookTally *tally, GError **error) {
    bool has_voted = false;
    if (!ask(database, VOTED_ELSEWHERE, tally, &has_voted, error))
        return false;
    if (has_voted)
        return refuse(error, ERROR_CONFLICT, "Somebody whose ballot this is has voted already.");
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT OR IGNORE INTO room_vote_voter (vote_id, person_id, source)"
                         " SELECT ?1, value, ?2 FROM json_each(?3)",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, tally->vote_id);
    statement_bind_text(statement, 2, tally->source);
    statement_bind_text(statement, 3, tally->voters);
    return statement_run(statement, error);
}

bool book_vote_paper_take(Database *database, const BookTally *tally, unsigned n_choices,
                          GError **error) {
    bool is_agreed = false, is_done = false;
    database_assert_current(database);
    if (!make_room(database, tally, &is_done, error))
        return false;
    if (is_done)
        return true;
    if (!insert_tally(database, tally, -1, tally->n_ballots, error))
        return false;
    for (unsigned i = 0; i < n_choices; i++)
        if (!insert_tally(database, tally, (int)i, tally->counts[i], error))
            return false;
    return ask(database, AGREE, tally, &is_agreed, error) &&
           (!is_agreed || !tally->voters || insert_voters(database, tally, error));
}

/* ---- reading ---- */

static void free_paper(void *data) {
    BookPaper *paper = data;
    g_free(paper->voters);
    g_free(paper);
}

/* Rows of one source and teller follow each other, the ballots in all first. */
GPtrArray *book_vote_paper_list(Database *database, const char *vote_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT source, teller, position, n_ballots, voters FROM room_tally WHERE vote_id = ?1"
        " ORDER BY source, teller, position",
        error);
    if (!statement)
        return NULL;
    statement_bind_text(statement, 1, vote_id);
    g_autoptr(GPtrArray) papers = g_ptr_array_new_with_free_func(free_paper);
    BookPaper *paper = NULL;
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        int64_t position = statement_int64(statement, 2);
        if (position < 0) {
            paper = g_new0(BookPaper, 1);
            statement_copy_text(statement, 0, paper->source, sizeof paper->source);
            statement_copy_text(statement, 1, paper->teller, sizeof paper->teller);
            paper->voters =
                statement_is_null(statement, 4) ? NULL : statement_dup_text(statement, 4);
            g_ptr_array_add(papers, paper);
        } else if (paper && position < (int64_t)BOOK_VOTE_MAX_CHOICES) {
            paper->counts[position] = statement_int64(statement, 3);
        }
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&papers) : NULL;
}
