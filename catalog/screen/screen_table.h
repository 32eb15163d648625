/* Paired screens: their place in the county and what is known of them. Their secrets are the matter
 * of screen_credential.h. All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/screen/screen_kind.h"
#include "catalog/store/database.h"

#define SCREEN_NAME_MAX_CHARS    64
#define SCREEN_VERSION_MAX_CHARS 64
#define SCREEN_MAX_PER_UNIT      64
#define SCREEN_LIST_MAX_ROWS     20000 /* a province's sites */

typedef struct ScreenRow {
    char id[ID_TEXT_BYTES];
    char unit_id[ID_TEXT_BYTES];
    char place_id[ID_TEXT_BYTES]; /* "": none */
    char *name;
    ScreenKind kind;
    char *locale;       /* or NULL */
    char *version;      /* of its page; NULL until it has said so */
    char *capabilities; /* JSON object, or NULL */
    char *peer;         /* numeric address, or NULL */
    char paired_by[ID_TEXT_BYTES];
    int64_t paired_at_us;
    int64_t rotated_at_us;     /* its secret */
    int64_t rolled_back_at_us; /* 0: not since then */
    int64_t last_seen_at_us;   /* 0: never; to the minute */
    int64_t copied_at_us;      /* 0: not */
    char *unit_name;           /* as read; ignored when written */
    char *place_name;          /* likewise, or NULL */
} ScreenRow;

void screen_row_free(ScreenRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ScreenRow, screen_row_free)

/* Stores a new screen; sets id, paired_at_us and rotated_at_us. ERROR_INVALID for a bad name or a
 * place that does not serve the unit, ERROR_CONFLICT for a closed unit or a full one. */
bool screen_table_insert(Database *database, ScreenRow *row, GError **error);

/* ERROR_NOT_FOUND for one that is unpaired or was never there. */
ScreenRow *screen_table_get(Database *database, const char *id, GError **error);

/* Stores name, unit and place, under the rules of screen_table_insert(). */
bool screen_table_update(Database *database, const ScreenRow *row, GError **error);

/* Another device takes the screen's place: id, name, unit, place and language stay. */
bool screen_table_replace(Database *database, const char *id, ScreenKind kind,
                          const char *paired_by, GError **error);
bool screen_table_set_capabilities(Database *database, const char *id, const char *json,
                                   GError **error);
/* ERROR_NOT_FOUND. */
bool screen_table_unpair(Database *database, const char *id, GError **error);

/* Which ones to list; NULL: no bound. */
typedef struct ScreenQuery {
    const char *roots_json; /* RightsReach.json: units, with all below them */
    const char *unit_id;    /* and below */
    unsigned limit;
} ScreenQuery;

/* ScreenRow elements by unit and name. */
GPtrArray *screen_table_list(Database *database, const ScreenQuery *query, GError **error);
