/* What a room was: everything that signalling needs to build it again after the server was away. On
 * a database thread. */
#pragma once

#include <glib.h>

#include "catalog/room/book_settings.h"
#include "catalog/store/database.h"

#define BOOK_PAST_CHAT_ROWS 200u /* the newest */

typedef struct BookPast {
    BookSettings settings;
    GPtrArray *people; /* BookPerson: hands first, in their order */
    GPtrArray *chat;   /* BookChatRow, oldest first, as people see it */
    GPtrArray *votes;  /* BookVote */
} BookPast;

BookPast *book_past_load(Database *database, const char *meeting_id, GError **error);
void book_past_free(BookPast *past); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(BookPast, book_past_free)
