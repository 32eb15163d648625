/* What the levels of the tree are called, highest first: county, township, village … are data. All
 * verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define LEVEL_NAME_MAX_CHARS 32
#define LEVEL_MAX_ROWS       32

typedef struct LevelRow {
    char id[ID_TEXT_BYTES];
    char *name;
} LevelRow;

void level_row_free(LevelRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LevelRow, level_row_free)

/* LevelRow elements, highest first. */
GPtrArray *level_table_list(Database *database, GError **error);

/* Makes `rows` (LevelRow, highest first; id "": a new one, which is set) the levels. ERROR_INVALID
 * for a bad name, one that is there twice, an unknown or repeated id, too many; ERROR_CONFLICT when
 * open units have a level that is not among them. Write jobs only. */
bool level_table_replace(Database *database, GPtrArray *rows, GError **error);
