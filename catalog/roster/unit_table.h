/* Units, the nodes of the organisation tree, as they are now: made, read, found. What changes them
 * is in unit_change.h, the tree as a whole in unit_tree.h. All verbs run on a database thread;
 * writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define UNIT_NAME_MAX_CHARS        128
#define UNIT_CODE_DIGITS           12 /* statistical code of administrative divisions, GB/T 10114 */
#define UNIT_EXTERNAL_ID_MAX_CHARS 128
#define UNIT_MAX_DEPTH             16
#define UNIT_MAX_OPEN              20000

typedef struct UnitRow {
    char id[ID_TEXT_BYTES];
    char parent_id[ID_TEXT_BYTES]; /* "": a root */
    char level_id[ID_TEXT_BYTES];  /* "": none */
    char *name;
    char *code;           /* or NULL; several units may have the same */
    char *external_id;    /* or NULL; what the platform calls it that stays the master */
    int64_t position;     /* orders siblings */
    int64_t from_us;      /* since when it is as it is */
    int64_t closed_at_us; /* 0: open */
    int64_t change;       /* its place in the change feed */
    int64_t created_at_us, updated_at_us;
} UnitRow;

void unit_row_free(UnitRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UnitRow, unit_row_free)

/* ---- rules for values; pure ---- */

/* What makes the names of two siblings the same: NFKC, case folded. ERROR_INVALID for a name that
 * is empty, too long, has space at an end or a character that is not allowed. Caller frees. */
char *unit_name_key(const char *name, GError **error);
/* NULL and "" are no code. ERROR_INVALID unless it has UNIT_CODE_DIGITS digits. */
bool unit_code_check(const char *code, GError **error);

/* ---- writing ---- */

/* How many units may still be opened. */
bool unit_table_room(Database *database, int64_t *ret_room, GError **error);

/* Stores a new unit, last among its siblings: `name` and, when wanted, parent_id, level_id, code
 * and external_id are given (borrowed); id, position, change and times are set. For many units in
 * one transaction `room` is what unit_table_room() said and is counted down; NULL: asked for each.
 * ERROR_INVALID for a bad value or an unknown level, ERROR_NOT_FOUND for an unknown parent,
 * ERROR_CONFLICT for a closed parent, a name or external id that is taken, too deep, too many. */
bool unit_table_insert(Database *database, UnitRow *row, int64_t *room, GError **error);

/* Writes what may change: parent, level, name, code, position, from_us, closed_at_us, change,
 * updated_at_us. Checks the name alone: for unit_change.c. */
bool unit_table_write(Database *database, const UnitRow *row, GError **error);
/* ERROR_INVALID for a bad code or external id or a level that is not there. */
bool unit_table_check_values(Database *database, const UnitRow *row, GError **error);
/* ERROR_CONFLICT when another open unit has its name below its parent: "cannot `attempt` unit '…'".
 */
bool unit_table_check_name(Database *database, const UnitRow *row, const char *attempt,
                           GError **error);

/* The position behind all children of `parent_id` ("": behind all roots). */
bool unit_table_next_position(Database *database, const char *parent_id, int64_t *ret_position,
                              GError **error);

/* ---- reading ---- */

/* ERROR_NOT_FOUND when there is none. */
UnitRow *unit_table_get(Database *database, const char *id, GError **error);
/* The same, and ERROR_CONFLICT when it is closed: "cannot `attempt` unit '…': it is closed". */
UnitRow *unit_table_get_open(Database *database, const char *id, const char *attempt,
                             GError **error);

/* These set *ret_row to NULL when there is none. */
bool unit_table_find_external(Database *database, const char *external_id, UnitRow **ret_row,
                              GError **error);
/* Open children only; parent "" or NULL: the roots. Also finds names written otherwise (NFKC). */
bool unit_table_find_child(Database *database, const char *parent_id, const char *name,
                           UnitRow **ret_row, GError **error);
/* The open unit at the end of a path of names, which starts below `parent_id` ("" or NULL: at a
 * root). */
bool unit_table_find_path(Database *database, const char *parent_id, const char *const *names,
                          UnitRow **ret_row, GError **error);

/* Open units. */
bool unit_table_count(Database *database, int64_t *ret_count, GError **error);
