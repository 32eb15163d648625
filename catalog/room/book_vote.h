/* Votes of a group meeting. Who may vote: those in its register whose home it is and whose kind has
 * the right. Of a secret vote is kept who has voted and, for each choice, how many: neither order
 * nor time nor person with a choice. While it is open the counts are sealed, in one length, by a
 * key that is not in the database, so that neither its pages nor its write-ahead log nor a backup
 * show which count rose with which voter; who holds database and keys could compare while it is
 * open. On a database thread; writing inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/book_vote_paper.h"
#include "catalog/room/book_vote_rule.h"
#include "catalog/room/book_words.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define BOOK_VOTE_QUESTION_MAX_CHARS 200u
#define BOOK_VOTE_CHOICE_MAX_CHARS   60u
#define BOOK_VOTE_MAX_VOTES          50u /* of a meeting */

typedef struct BookVoteWish {
    const char *id; /* made by who opens it: said twice, it counts once */
    const char *question;
    const char *const *choices; /* ended by NULL; 1 to BOOK_VOTE_MAX_CHOICES */
    bool is_secret;
    const char *tellers;  /* JSON: accounts; NULL: anybody may count paper */
    unsigned max_choices; /* on a ballot; 1… */
    BookQuorum quorum;
    BookMajority majority;
    const char *opened_by; /* account */
    int64_t at_us;
} BookVoteWish;

/* ERROR_INVALID for texts and numbers, ERROR_CONFLICT in a talk, in a meeting that is not open or
 * has had BOOK_VOTE_MAX_VOTES. */
bool book_vote_open(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                    const BookVoteWish *wish, GError **error);

typedef struct BookBallot {
    const char *vote_id, *account_id;
    uint32_t choices; /* bit n: position n; 0: abstains */
    bool is_written;  /* beforehand: he does not count as present */
} BookBallot;

/* ERROR_FORBIDDEN without the right to vote, ERROR_CONFLICT: the vote is closed, or he has voted
 * (of an open vote: otherwise). ERROR_INVALID, ERROR_NOT_FOUND. */
bool book_vote_cast(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                    const BookBallot *ballot, GError **error);

/* See book_vote_paper_take(). ERROR_INVALID, ERROR_NOT_FOUND, ERROR_CONFLICT: it is closed. */
bool book_vote_tally(Database *database, const char *meeting_id, const BookTally *tally,
                     GError **error);

typedef struct BookVoteEnd {
    const char *vote_id, *closed_by;
    int64_t at_us;
    bool has_present;
    int64_t n_present; /* of the voters */
} BookVoteEnd;

/* Counts, keeps the result, forgets the rest. Again: nothing happens. ERROR_CONFLICT when the
 * tellers of a source do not agree or are not two, or there are more ballots than voters. */
bool book_vote_close(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                     const BookVoteEnd *end, GError **error);

/* Whether an account may vote, and in `ret_voted` whether it has: of one vote. */
bool book_vote_standing(Database *database, const char *vote_id, const char *account_id,
                        bool *ret_may, bool *ret_voted, GError **error);
/* Whether an account has the right to vote in a meeting. */
bool book_vote_has_right(Database *database, const char *meeting_id, const char *account_id,
                         bool *ret_has_right, GError **error);
/* Everybody with the right to vote in a meeting: how many, and the accounts of those who have one.
 * Caller frees. */
GStrv book_vote_electorate(Database *database, const char *meeting_id, int64_t *ret_n_expected,
                           GError **error);
