/* Whoever was let in, put out, given a role, or has a hand up: what of a room must outlive a crash.
 * On a database thread; writing inside a write job. Talks keep none of it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/book_words.h"
#include "catalog/store/database.h"

#define BOOK_CLIENT_BYTES 16u

typedef struct BookPerson {
    char id[ID_TEXT_BYTES]; /* account or screen; of a guest the id of his seat */
    BookPersonKind kind;
    char *name;
    BookRole role;
    bool is_given; /* the role, by a host: it holds until the meeting is over */
    bool is_admitted, is_banned;
    int64_t hand_at_us;             /* 0: down */
    char seat[ID_TEXT_BYTES];       /* in the room, by this one; "": not in it */
    char client[BOOK_CLIENT_BYTES]; /* of what kind the seat is, a word */
    unsigned held;                  /* what hosts hold off: 1 microphone, 2 camera, 4 screen */
    char link_id[ID_TEXT_BYTES];    /* of a guest: what let him in; else "" */
} BookPerson;

/* Bits: what of a person a room says anew. */
typedef enum BookPersonPart {
    BOOK_PERSON_ROLE = 1,
    BOOK_PERSON_LET = 2, /* is_admitted, is_banned */
    BOOK_PERSON_HAND = 4,
    BOOK_PERSON_HELD = 8,
    BOOK_PERSON_SEAT = 16, /* with the kind of it and his name */
    BOOK_PERSON_GIVEN = 32,
    BOOK_PERSON_LINK = 64,
} BookPersonPart;

void book_person_free(BookPerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookPerson, book_person_free)

/* *ret_person is NULL when the room has never noted him. */
bool book_person_find(Database *database, const char *meeting_id, const char *person_id,
                      BookPerson **ret_person, GError **error);
/* BookPerson elements: hands first, in their order. */
GPtrArray *book_person_list(Database *database, const char *meeting_id, GError **error);
/* Only these parts of him; the others as they were noted. Whether he is a screen is looked up. A
 * guest who is put out for good is counted with his link. */
bool book_person_change(Database *database, const char *meeting_id, const BookPerson *person,
                        unsigned parts, GError **error);
/* An account, a screen, or who is neither: a guest. */
bool book_person_kind(Database *database, const char *person_id, BookPersonKind *ret_kind,
                      GError **error);
/* As it is from now on. */
bool book_person_put(Database *database, const char *meeting_id, const BookPerson *person,
                     GError **error);
