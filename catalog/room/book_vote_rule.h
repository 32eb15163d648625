/* When a vote has passed, and what of it is told. Pure; any thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/room/book_words.h"

#define BOOK_VOTE_MAX_CHOICES  16u
#define BOOK_VOTE_SECRET_LEAST 5 /* of fewer secret ballots no counts are told nor kept */

typedef struct BookVoteSum {
    bool is_secret;
    BookQuorum quorum;
    BookMajority majority;
    int64_t n_expected; /* people with the right to vote */
    int64_t n_cast;     /* ballots from devices */
    int64_t n_tallied;  /* ballots on paper */
    bool has_present;   /* else the quorum is of the ballots */
    int64_t n_present;  /* of the expected */
} BookVoteSum;

bool book_vote_rule_has_quorum(const BookVoteSum *sum);
/* A choice with `n_for` ballots; false without quorum. */
bool book_vote_rule_is_passed(const BookVoteSum *sum, int64_t n_for);
/* Counts would say who voted what: secret, and fewer than five ballots in all or from devices. (Who
 * counted the paper knows that part of the sum.) */
bool book_vote_rule_is_hidden(const BookVoteSum *sum);
