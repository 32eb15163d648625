/* The counts of a vote: sealed while it is secret and open, counted from ballots and tallies at its
 * end. On a database thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/room/book_vote_rule.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

typedef struct BookVoteCounts {
    int64_t n_cast;    /* ballots from devices */
    int64_t n_tallied; /* on paper */
    int64_t counts[BOOK_VOTE_MAX_CHOICES];
} BookVoteCounts;

/* An empty box. */
bool book_vote_box_begin(Database *database, const FieldCrypto *crypto, const char *vote_id,
                         GError **error);
/* Each choice of the bits once more. */
bool book_vote_box_add(Database *database, const FieldCrypto *crypto, const char *vote_id,
                       uint32_t choices, GError **error);
/* What is in the box of an open secret vote. */
bool book_vote_box_look(Database *database, const FieldCrypto *crypto, const char *vote_id,
                        int64_t ret_counts[BOOK_VOTE_MAX_CHOICES], GError **error);
/* ERROR_CONFLICT for tellers who do not agree or are not two. */
bool book_vote_box_count(Database *database, const FieldCrypto *crypto, const char *vote_id,
                         bool is_secret, BookVoteCounts *ret_counts, GError **error);
