/* What happens in a room and must be on the disk before it is acknowledged, as values; one fact,
 * one write job. A fact that was said already says nothing new, so that a room whose answer was
 * lost may say it again. On a database thread, inside a write job.
 *
 * Of talks nothing is kept but their end: facts of people, chat, settings and visits pass by. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/book_chat.h"
#include "catalog/room/book_person.h"
#include "catalog/room/book_settings.h"
#include "catalog/room/book_talk.h"
#include "catalog/room/book_visit.h"
#include "catalog/room/book_vote.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

typedef enum BookFactKind {
    BOOK_FACT_PERSON,      /* person, parts: admitted, put out, a role, a hand */
    BOOK_FACT_SETTINGS,    /* settings, parts: lobby, locked, everyone mute … */
    BOOK_FACT_SAID,        /* line */
    BOOK_FACT_UNSAID,      /* id: of a line, or the digits of its sequence */
    BOOK_FACT_CAME,        /* visit */
    BOOK_FACT_WENT,        /* id: of a visit; NULL: the one of visit.person_id */
    BOOK_FACT_HEARD,       /* the room runs; each BOOK_VISIT_HEARD_US */
    BOOK_FACT_VOTE_OPENED, /* wish */
    BOOK_FACT_BALLOT,      /* ballot */
    BOOK_FACT_TALLY,       /* tally */
    BOOK_FACT_VOTE_CLOSED, /* id: of a vote; end: who is present */
    BOOK_FACT_THIRD,       /* by: he accepts the third of a talk */
    BOOK_FACT_ENDED,       /* the meeting is over */
    BOOK_N_FACTS
} BookFactKind;

/* Texts in what a kind uses are borrowed; who crosses a thread takes book_fact_copy(). */
typedef struct BookFact {
    BookFactKind kind;
    const char *meeting_id;
    const char *by; /* account or seat whose doing it is; "" for the server's */
    int64_t at_us;  /* wall clock */
    const char *id;
    unsigned
        parts; /* of person or settings; 0: all of it. A visit: whether its kind is looked up */
    BookPerson person;
    BookSettings settings;
    BookChatLine line;
    BookVisit visit;
    BookVoteWish wish;
    BookBallot ballot;
    BookTally tally;
    BookVoteEnd end;
} BookFact;

BookFact *book_fact_copy(const BookFact *fact);
void book_fact_free(BookFact *fact); /* of a copy; NULL is allowed */

/* `ret_sequence` gets the sequence of a line, else 0. The errors of the tables. */
bool book_fact_commit(Database *database, const FieldCrypto *crypto, const BookFact *fact,
                      int64_t *ret_sequence, GError **error);
