/* Whether somebody who is with a meeting may stay with it: in its room, or sending or receiving by
 * WHIP and WHEP. What let him in may be gone by now. On a database thread. */
#pragma once

#include <stdbool.h>

#include "base/id.h"
#include "catalog/room/book_words.h"
#include "catalog/store/database.h"

typedef enum BookStayAs { BOOK_STAY_IN_ROOM, BOOK_STAY_SENDS, BOOK_STAY_RECEIVES } BookStayAs;

typedef enum BookVerdict {
    BOOK_STAYS,
    BOOK_MUST_GO, /* not he, or not any more */
    BOOK_IS_OVER, /* nobody: it is not on air, or not there */
} BookVerdict;

typedef struct BookStay {
    char meeting_id[ID_TEXT_BYTES];
    char person_id[ID_TEXT_BYTES]; /* account, screen, or a guest's */
    BookPersonKind kind;
    BookStayAs as;
    char token_id[ID_TEXT_BYTES]; /* by which he came, and which must be good still; "": none */
    bool has_link;                /* was let in by a link: only the end of the meeting ends that */
    BookVerdict verdict;
} BookStay;

/* Sets the verdict. */
bool book_stay_decide(Database *database, BookStay *stay, GError **error);
