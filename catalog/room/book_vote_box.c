#include "catalog/room/book_vote_box.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"

#define COLUMN       "room_vote.box"
#define COUNT_DIGITS 8 /* every box has the same length */

static bool write_box(Database *database, const FieldCrypto *crypto, const char *vote_id,
                      const int64_t counts[BOOK_VOTE_MAX_CHOICES], GError **error) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (unsigned i = 0; i < BOOK_VOTE_MAX_CHOICES; i++)
        g_string_append_printf(text, "%0*" G_GINT64_FORMAT, COUNT_DIGITS, counts[i]);
    g_autoptr(GBytes) sealed =
        field_crypto_seal(crypto, &(FieldPlace){COLUMN, vote_id}, text->str, error);
    g_autoptr(Statement) statement =
        sealed ? database_prepare(database, "UPDATE room_vote SET box_sealed = ?2 WHERE id = ?1",
                                  error)
               : NULL;
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote_id);
    statement_bind_blob(statement, 2, g_bytes_get_data(sealed, NULL), g_bytes_get_size(sealed));
    return statement_run(statement, error);
}

static bool read_box(Database *database, const FieldCrypto *crypto, const char *vote_id,
                     int64_t counts[BOOK_VOTE_MAX_CHOICES], GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT box_sealed FROM room_vote WHERE id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote_id);
    if (statement_step(statement, error) != STATEMENT_ROW)
        return false;
    size_t length = 0;
    const void *sealed = statement_blob(statement, 0, &length);
    g_autofree char *text =
        field_crypto_open(crypto, &(FieldPlace){COLUMN, vote_id}, sealed, length, error);
    if (!text)
        return false;
    if (strlen(text) != (size_t)COUNT_DIGITS * BOOK_VOTE_MAX_CHOICES) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CORRUPT, "a ballot box is damaged");
        return false;
    }
    for (unsigned i = 0; i < BOOK_VOTE_MAX_CHOICES; i++) {
        char digits[COUNT_DIGITS + 1] = {0};
        memcpy(digits, text + i * COUNT_DIGITS, COUNT_DIGITS);
        counts[i] = g_ascii_strtoll(digits, NULL, 10);
    }
    return true;
}

bool book_vote_box_begin(Database *database, const FieldCrypto *crypto, const char *vote_id,
                         GError **error) {
    const int64_t counts[BOOK_VOTE_MAX_CHOICES] = {0};
    return write_box(database, crypto, vote_id, counts, error);
}

bool book_vote_box_add(Database *database, const FieldCrypto *crypto, const char *vote_id,
                       uint32_t choices, GError **error) {
    int64_t counts[BOOK_VOTE_MAX_CHOICES];
    if (!read_box(database, crypto, vote_id, counts, error))
        return false;
    for (unsigned i = 0; i < BOOK_VOTE_MAX_CHOICES; i++)
        counts[i] += (choices >> i) & 1;
    return write_box(database, crypto, vote_id, counts, error);
}

bool book_vote_box_look(Database *database, const FieldCrypto *crypto, const char *vote_id,
                        int64_t ret_counts[BOOK_VOTE_MAX_CHOICES], GError **error) {
    return read_box(database, crypto, vote_id, ret_counts, error);
}

/* ---- the end ---- */

static bool count_ballots(Database *database, const char *vote_id, BookVoteCounts *sum,
                          GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT ifnull(choices, 0) FROM room_vote_voter WHERE vote_id = ?1 AND source IS NULL",
        error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote_id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        uint32_t choices = (uint32_t)statement_int64(statement, 0);
        sum->n_cast++;
        for (unsigned i = 0; i < BOOK_VOTE_MAX_CHOICES; i++)
            sum->counts[i] += (choices >> i) & 1;
    }
    return step == STATEMENT_DONE;
}

/* Of sources of which two tellers say the same of everything; no other counts. */
static const char TALLIES[] =
    "SELECT position, sum(n) FROM (SELECT position, max(n_ballots) AS n FROM room_tally AS said"
    " WHERE vote_id = ?1 AND NOT EXISTS (SELECT 1 FROM room_tally AS one WHERE one.vote_id = ?1"
    " AND one.source = said.source GROUP BY one.position HAVING count(*) <> 2"
    " OR min(one.n_ballots) <> max(one.n_ballots)"
    " OR count(DISTINCT ifnull(one.voters, '')) <> 1)"
    " GROUP BY source, position) GROUP BY position";

static bool count_tallies(Database *database, const char *vote_id, BookVoteCounts *sum,
                          GError **error) {
    g_autoptr(Statement) statement = database_prepare(database, TALLIES, error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, vote_id);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        int64_t position = statement_int64(statement, 0);
        if (position < 0)
            sum->n_tallied = statement_int64(statement, 1);
        else if (position < (int64_t)BOOK_VOTE_MAX_CHOICES)
            sum->counts[position] += statement_int64(statement, 1);
    }
    return step == STATEMENT_DONE;
}

bool book_vote_box_count(Database *database, const FieldCrypto *crypto, const char *vote_id,
                         bool is_secret, BookVoteCounts *ret_counts, GError **error) {
    BookVoteCounts sum = {0};
    if (!count_ballots(database, vote_id, &sum, error) ||
        (is_secret && !read_box(database, crypto, vote_id, sum.counts, error)) ||
        !count_tallies(database, vote_id, &sum, error))
        return false;
    *ret_counts = sum;
    return true;
}
