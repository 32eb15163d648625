/* The database for commands, whether or not a server runs on the data directory. */
#pragma once

#include <glib.h>

#include "catalog/store/data_dir.h"
#include "catalog/store/database.h"

typedef struct CommandDatabase {
    DataDir *lock;      /* NULL: a server runs */
    Database *database; /* writer's connection of this thread */
} CommandDatabase;

/* Without a server: takes the lock and brings the database up to date. With one: joins it, which
 * needs the same version of the program (ERROR_CONFLICT). ERROR_NOT_FOUND when there is no such
 * folder: a mistyped name must not become a new county. */
CommandDatabase *command_database_open(const char *directory, GError **error);
void command_database_close(CommandDatabase *database);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CommandDatabase, command_database_close)
