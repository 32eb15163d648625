/* The organisation tree as a whole: all units in order, the way up from one. All verbs run on a
 * database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

/* The units in and below those of a JSON array that is bound as ?1, as common table expression
 * `reach (id)`. */
#define UNIT_TREE_REACH_SQL                                                                        \
    "WITH RECURSIVE reach (id) AS (SELECT value FROM json_each(?1)"                                \
    " UNION SELECT unit.id FROM unit JOIN reach ON unit.parent_id = reach.id) "

typedef struct UnitTreeRow {
    char id[ID_TEXT_BYTES];
    char parent_id[ID_TEXT_BYTES]; /* "": a root, or its parent is not in the list */
    char level_id[ID_TEXT_BYTES];  /* "": none */
    char *name, *code, *external_id;
    int64_t n_members; /* open memberships of its own */
    int64_t closed_at_us;
    unsigned depth; /* 0: a root of the list */
} UnitTreeRow;

/* {0}: the whole tree of now, open units. */
typedef struct UnitTreeQuery {
    const char
        *roots_json;  /* JSON array of ids: they and what is below them now; NULL: everything */
    int64_t as_of_us; /* names, codes, parents and members of that moment; 0: now */
    bool with_closed; /* without a moment: closed units too */
} UnitTreeQuery;

/* UnitTreeRow elements: parents before children (a subtree is one run), siblings in order. */
GPtrArray *unit_tree_load(Database *database, const UnitTreeQuery *query, GError **error);

typedef struct UnitStep {
    char id[ID_TEXT_BYTES];
    char *name;
} UnitStep;

void unit_tree_step_free(UnitStep *step);

/* UnitStep elements from the root to the unit itself; with `roots` (ids, or NULL) from the highest
 * of them that is on the way. Empty when there is no such unit. */
GPtrArray *unit_tree_path(Database *database, const char *unit_id, const char *const *roots,
                          GError **error);

/* Whether `unit_id` is `ancestor_id` or below it. */
bool unit_tree_is_below(Database *database, const char *unit_id, const char *ancestor_id,
                        bool *ret_is_below, GError **error);

/* How many units are from the root to this one: 1 for a root, 0 for an unknown unit. */
bool unit_tree_depth(Database *database, const char *unit_id, unsigned *ret_depth, GError **error);
/* How many levels the unit's open subtree has: 1 when nothing is below. */
bool unit_tree_height(Database *database, const char *unit_id, unsigned *ret_height,
                      GError **error);

/* People with an open membership in the unit. */
bool unit_tree_members(Database *database, const char *unit_id, int64_t *ret_count, GError **error);
/* People with an open membership in the unit or below it; everybody counts once. */
bool unit_tree_members_below(Database *database, const char *unit_id, int64_t *ret_count,
                             GError **error);
