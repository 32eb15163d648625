/* Places: rooms that people come to. One unit looks after each, others may use it too. All verbs
 * run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define PLACE_NAME_MAX_CHARS    128
#define PLACE_ADDRESS_MAX_CHARS 256
#define PLACE_MAX_SERVES        500 /* units besides its own */
#define PLACE_MAX_OF_UNIT       100

typedef struct PlaceRow {
    char id[ID_TEXT_BYTES];
    char unit_id[ID_TEXT_BYTES];
    char *name;
    char *address;     /* or NULL */
    GPtrArray *serves; /* UnitStep: open units besides its own, by name; NULL before it is stored */
    int64_t n_screens; /* paired ones */
} PlaceRow;

void place_row_free(PlaceRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PlaceRow, place_row_free)

/* Sets the id. ERROR_INVALID for a bad name or address; ERROR_NOT_FOUND, ERROR_CONFLICT for an
 * unknown or closed unit, a name that another place of the unit has, too many places. */
bool place_table_insert(Database *database, PlaceRow *row, GError **error);
/* Writes name and address. The same errors. */
bool place_table_update(Database *database, const PlaceRow *row, GError **error);

/* Makes `unit_ids` the units that it serves besides its own (which is passed over), as far as they
 * are within `roots_json` (NULL: everywhere); what is beyond stays. ERROR_INVALID for too many,
 * ERROR_NOT_FOUND, ERROR_CONFLICT for an unknown or closed unit. */
bool place_table_set_serves(Database *database, const PlaceRow *place, const char *const *unit_ids,
                            const char *roots_json, GError **error);

/* ERROR_CONFLICT while paired screens stand in it. */
bool place_table_end(Database *database, const char *id, GError **error);

/* The unit that looks after a place that has not ended: ERROR_NOT_FOUND when there is none. */
bool place_table_unit(Database *database, const char *id, char ret_unit_id[ID_TEXT_BYTES],
                      GError **error);

typedef struct PlaceQuery {
    const char *id;         /* only this one, or NULL */
    const char *unit_id;    /* only places that it looks after or uses, or NULL */
    const char *roots_json; /* JSON array of ids: only what belongs to them and below, and of the
                               units served only those; NULL: everything */
} PlaceQuery;

/* PlaceRow elements by name, without ended ones. */
GPtrArray *place_table_list(Database *database, const PlaceQuery *query, GError **error);
/* The first of the list: ERROR_NOT_FOUND when there is none. */
PlaceRow *place_table_get(Database *database, const PlaceQuery *query, GError **error);
