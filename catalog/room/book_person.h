/* Whoever was let in, put out, given a role, or has a hand up: what of a room must outlive a crash.
 * On a database thread; writing inside a write job. Talks keep none of it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/book_words.h"
#include "catalog/store/database.h"

typedef struct BookPerson {
    char id[ID_TEXT_BYTES]; /* account or screen; of a guest the id of his seat */
    BookPersonKind kind;
    char *name;
    BookRole role;
    bool is_admitted, is_banned;
    int64_t hand_at_us; /* 0: down */
} BookPerson;

void book_person_free(BookPerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookPerson, book_person_free)

/* *ret_person is NULL when the room has never noted him. */
bool book_person_find(Database *database, const char *meeting_id, const char *person_id,
                      BookPerson **ret_person, GError **error);
/* BookPerson elements: hands first, in their order. */
GPtrArray *book_person_list(Database *database, const char *meeting_id, GError **error);
/* As it is from now on. */
bool book_person_put(Database *database, const char *meeting_id, const BookPerson *person,
                     GError **error);
