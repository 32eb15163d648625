/* Votes as they are read: what was asked, how it stands, what came of it. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/book_words.h"
#include "catalog/store/database.h"

typedef struct BookVoteChoice {
    char *text;
    int64_t n_ballots; /* -1: not told */
    bool is_passed;
} BookVoteChoice;

typedef struct BookVote {
    char id[ID_TEXT_BYTES];
    char *question;
    bool is_secret, is_closed, has_quorum, is_hidden;
    char *tellers; /* JSON */
    unsigned max_choices;
    BookQuorum quorum;
    BookMajority majority;
    int64_t n_expected, n_ballots; /* so far, when it is open */
    int64_t opened_at_us, closed_at_us;
    int64_t n_present;  /* -1: not said, as many as voted */
    GPtrArray *choices; /* BookVoteChoice */
} BookVote;

/* BookVote elements in the order in which they were opened; nothing is counted before the end. */
GPtrArray *book_vote_list_all(Database *database, const char *meeting_id, GError **error);
typedef struct BookVoter {
    char account_id[ID_TEXT_BYTES];
    char *name;
    int64_t choices; /* -1: secret, or on paper */
    bool is_written, is_on_paper;
} BookVoter;
/* BookVoter elements, in the order of ids. */
GPtrArray *book_vote_list_voters(Database *database, const char *vote_id, GError **error);
