/* Coming into the roster, for the first time or again, with a home. On a database thread, inside a
 * write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/roster/member_row.h"
#include "catalog/store/database.h"

typedef struct MemberJoin {
    const char *unit_id;
    const char *from_day; /* NULL or "": today */
    bool is_back;         /* the row has the id of one who left: written over it */
} MemberJoin;

/* Stores the row and opens the home membership. ERROR_CONFLICT when a person of this name belongs
 * to the unit and nothing (identity number, another telephone) says that it is a namesake, when the
 * roster is full or the unit is closed; the errors of member_table_insert() and
 * membership_table_open(). */
bool member_join(Database *database, MemberRow *row, const MemberJoin *join, GError **error);

/* The name of the unit that is the member's home; NULL for one who left. Caller frees. */
bool member_join_home_name(Database *database, const char *member_id, char **ret_name,
                           GError **error);
