/* A folder of its own for a test, and a migrated database in it. */
#pragma once

#include <glib.h>

#include "catalog/store/database.h"

char *temp_dir_new(void);
void temp_dir_remove(char *take_path);

/* path/name; caller frees. */
char *temp_dir_file(const char *path, const char *name);

/* A writer's connection with the latest schema and a node id. */
Database *temp_dir_database(const char *path);
