/* Who is expected in a group meeting, and who is here: its register beside what its room has seen.
 * On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/room/book_words.h"
#include "catalog/store/database.h"

#define BOOK_PEOPLE_MAX 1000u

typedef struct BookPresent {
    char member_id[ID_TEXT_BYTES];  /* "": a screen, a guest, or somebody who is not in the register
                                     */
    char account_id[ID_TEXT_BYTES]; /* of the register; "": has none */
    BookPersonKind kind;
    char *name, *unit_name; /* unit_name "" when there is none */
    bool is_expected, is_excused;
    bool is_here;   /* in the room now, by an own screen */
    bool has_come;  /* was in it at some time */
    bool is_ticked; /* by a roll call */
} BookPresent;

/* BookPresent elements: the register by name, then whoever else came; at most BOOK_PEOPLE_MAX. */
GPtrArray *book_people_list(Database *database, const char *meeting_id, GError **error);
