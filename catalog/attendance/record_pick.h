/* Which entries of the ledger, and which people, a bundle is about. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

typedef struct RecordPick {
    GArray *leaves;     /* int64_t, ascending */
    GPtrArray *members; /* ids, once each */
    GPtrArray *units;   /* ids of the units where they were earned, once each */
    char *title;        /* of the first one, or NULL */
} RecordPick;

void record_pick_clear(RecordPick *set);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RecordPick, record_pick_clear)

/* All records of a register, replaced ones too; with `unit_id` (not "") those that were earned
 * there or below. Empty when there are none. */
bool record_pick_of_register(Database *database, const char *register_id, const char *unit_id,
                             RecordPick *ret_set, GError **error);
/* Those of a JSON array of ids that are there. */
bool record_pick_of_ids(Database *database, const char *ids_json, RecordPick *ret_set,
                        GError **error);
