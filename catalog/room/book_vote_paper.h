/* Ballots on paper, as tellers counted them: a source (a room, an urn) counts when two say the same
 * of it. On a database thread; writing inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/book_vote_rule.h"
#include "catalog/store/database.h"

#define BOOK_TALLY_WRITTEN "written" /* a source: letters that were sent beforehand */

typedef struct BookTally {
    const char *vote_id;
    const char *source; /* BOOK_TALLY_WRITTEN, or the id of the screen or place */
    const char *teller; /* account */
    int64_t n_ballots;
    int64_t counts[BOOK_VOTE_MAX_CHOICES];
    const char *voters; /* JSON, sorted: accounts whose ballots these are; NULL: none has one */
} BookTally;

/* Of one source, as signalling's vote_tally():
 *
 *   is there                | he says             | then
 *   nothing                 | anything            | his
 *   his                     | anything            | replaced
 *   another teller's        | the same            | counts, and `voters` have voted
 *   another teller's        | other               | both are there, neither counts
 *   two that differ         | anything            | both are forgotten: his alone
 *   two that are the same   | what he said before | nothing: the answer was lost
 *   two that are the same   | other               | ERROR_CONFLICT
 *
 * ERROR_CONFLICT, too, when it would count and one of `voters` has voted otherwise;
 * ERROR_FORBIDDEN: he is no teller. */
bool book_vote_paper_take(Database *database, const BookTally *tally, unsigned n_choices,
                          GError **error);

/* What one teller said, as it is read. */
typedef struct BookPaper {
    char source[ID_TEXT_BYTES], teller[ID_TEXT_BYTES];
    char *voters; /* JSON, or NULL */
    int64_t counts[BOOK_VOTE_MAX_CHOICES];
} BookPaper;

/* BookPaper elements, by source and teller. */
GPtrArray *book_vote_paper_list(Database *database, const char *vote_id, GError **error);
