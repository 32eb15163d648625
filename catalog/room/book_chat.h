/* What was written in a room. On a database thread; writing inside a write job. Talks keep none. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define BOOK_CHAT_MAX_CHARS 500u
#define BOOK_CHAT_MAX_ROWS  5000u                            /* of a room; more are refused */
#define BOOK_CHAT_KEEP_US   (INT64_C(180) * 86400 * 1000000) /* then the text goes */

typedef struct BookChatRow {
    char id[ID_TEXT_BYTES];
    int64_t sequence;
    char person_id[ID_TEXT_BYTES];
    char *name, *text; /* text NULL: taken back and not for this reader, or its time is over */
    int64_t said_at_us, removed_at_us; /* 0: stands */
} BookChatRow;

/* What is to be said. The id is the writer's: said twice, it counts once, with its first sequence.
 */
typedef struct BookChatLine {
    const char *id, *person_id, *name, *text;
    int64_t said_at_us;
} BookChatLine;

/* ERROR_INVALID for a text that is empty, too long or has controls; ERROR_CONFLICT when the room is
 * full. */
bool book_chat_say(Database *database, const char *meeting_id, const BookChatLine *line,
                   int64_t *ret_sequence, GError **error);
/* Taken back by `by`, by its id or the digits of its sequence: others see that something stood
 * there. ERROR_NOT_FOUND. */
bool book_chat_remove(Database *database, const char *meeting_id, const char *id, const char *by,
                      int64_t at_us, GError **error);

typedef enum BookChatReader { BOOK_CHAT_PERSON, BOOK_CHAT_HOST } BookChatReader;

/* BookChatRow elements behind `after`, oldest first. Only hosts see what was taken back. */
GPtrArray *book_chat_list(Database *database, const char *meeting_id, BookChatReader reader,
                          int64_t after, unsigned limit, GError **error);
/* Removes texts whose time is over. */
bool book_chat_forget(Database *database, int64_t now_us, GError **error);
