/* Who belongs to which unit from which day until which: one home, any number of others. What was is
 * never rewritten: a membership is opened, and ended once. It holds on a day when from <= day <
 * until. All verbs run on a database thread; changing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/roster/day.h"
#include "catalog/store/database.h"

#define MEMBERSHIP_MAX_OPEN 16 /* of one member */

typedef struct MembershipRow {
    char id[ID_TEXT_BYTES], member_id[ID_TEXT_BYTES], unit_id[ID_TEXT_BYTES];
    bool is_home;
    char from_day[DAY_TEXT_BYTES];
    char until_day[DAY_TEXT_BYTES]; /* "": open */
    char *unit_name;                /* filled by reading verbs only */
} MembershipRow;

void membership_row_free(MembershipRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(MembershipRow, membership_row_free)

/* Opens one: member_id, unit_id, is_home and from_day ("": today) are given, id is set. Takes no
 * change number: follow it with member_table_insert/update/touch.
 * ERROR_NOT_FOUND for an unknown unit, ERROR_CONFLICT for a closed one, a second home, days that
 * overlap with those of the same unit, too many; ERROR_INVALID for a bad day. */
bool membership_table_open(Database *database, MembershipRow *row, GError **error);

/* The first membership of a member who was inserted just now in this transaction, in a unit that
 * the caller knows to be open: nothing is asked first. */
bool membership_table_open_first(Database *database, MembershipRow *row, GError **error);

/* Ends an open one on `until_day`, the first day on which it no longer holds; not before it began.
 * ERROR_NOT_FOUND, ERROR_CONFLICT when it is ended. */
bool membership_table_end(Database *database, const char *id, const char *until_day,
                          GError **error);
/* All open ones; those that would begin later end on the day they begin. */
bool membership_table_end_all(Database *database, const char *member_id, const char *until_day,
                              GError **error);

MembershipRow *membership_table_get(Database *database, const char *id, GError **error);
/* *ret_row is NULL when there is no open home. */
bool membership_table_home(Database *database, const char *member_id, MembershipRow **ret_row,
                           GError **error);
/* MembershipRow elements, newest first. */
GPtrArray *membership_table_list(Database *database, const char *member_id, GError **error);
/* Ids of the units of the member's open memberships; of a member who left, of the last ones. */
GStrv membership_table_units(Database *database, const char *member_id, GError **error);
