/* People of the roster: stored, changed, found. Where they belong is in membership_table.h, how
 * they are searched in member_search.h. All verbs run on a database thread; changing ones inside a
 * write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/roster/member_row.h"
#include "catalog/store/database.h"

#define MEMBER_MAX_MEMBERS 200000 /* those who left included */

/* ---- writing ---- */

/* ERROR_CONFLICT when the roster cannot take `n_new` more. Asked once, before they are inserted. */
bool member_table_check_room(Database *database, int64_t n_new, GError **error);

/* Stores a new row under its id; sets times and change. ERROR_CONFLICT when the identity number or
 * the external id is in the roster already, ERROR_INVALID for an unknown kind or a bad value. */
bool member_table_insert(Database *database, MemberRow *row, GError **error);
/* Writes all values of the row but its id and times; sets updated_at_us and change. Errors as
 * above, ERROR_NOT_FOUND. */
bool member_table_update(Database *database, MemberRow *row, GError **error);
/* The row and its memberships are as they were, but who follows the change feed reads it again. */
bool member_table_touch(Database *database, const char *id, GError **error);

/* ---- reading ---- */

/* ERROR_NOT_FOUND when there is none. */
MemberRow *member_table_get(Database *database, const char *id, GError **error);

/* "" in ret_id when there is none. Those who left are found too. */
bool member_table_find_identity(Database *database, const uint8_t lookup[FIELD_LOOKUP_BYTES],
                                char ret_id[ID_TEXT_BYTES], GError **error);
bool member_table_find_external(Database *database, const char *external_id,
                                char ret_id[ID_TEXT_BYTES], GError **error);
/* Ids of those in the roster with this name key (pinyin_name_key()) and an open membership of the
 * unit; at most `limit`. A namesake is not the same person: 2 ids are a question. */
GPtrArray *member_table_find_name(Database *database, const char *name_key, const char *unit_id,
                                  unsigned limit, GError **error);

bool member_table_count(Database *database, int64_t *ret_count, GError **error); /* not left */
