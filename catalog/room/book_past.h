/* What a room was: everything that signalling needs to build it again after the server was away. On
 * a database thread. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "catalog/room/book_settings.h"
#include "catalog/room/book_vote_list.h"
#include "catalog/room/book_vote_rule.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define BOOK_PAST_CHAT_ROWS 200u /* the newest */

/* A vote with all that was given so far; of a closed one with the ballots of an open vote. */
typedef struct BookPastVote {
    const BookVote *vote; /* of BookPast.votes */
    GPtrArray *voters;    /* BookVoter */
    GPtrArray *papers;    /* BookPaper; none of a secret vote that is closed */
    /* Of a secret vote: ballots for each choice, while it is open without those on paper. */
    int64_t counts[BOOK_VOTE_MAX_CHOICES];
} BookPastVote;

typedef struct BookPast {
    BookSettings settings;
    GPtrArray *people;  /* BookPerson: hands first, in their order */
    GPtrArray *chat;    /* BookChatRow, oldest first, as people see it */
    GPtrArray *votes;   /* BookVote */
    GPtrArray *ballots; /* BookPastVote of each of them */
    GStrv electorate;   /* accounts with the right to vote */
} BookPast;

BookPast *book_past_load(Database *database, const FieldCrypto *crypto, const char *meeting_id,
                         GError **error);
void book_past_free(BookPast *past); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookPast, book_past_free)
