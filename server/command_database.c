#include "server/command_database.h"

#include "base/error.h"
#include "catalog/store/migrations.h"
#include "catalog/store/store_file.h"

/* The server owns the file: nothing is migrated or checked beside it. */
static Database *join_server(const char *directory, GError **error) {
    g_autofree char *path = g_build_filename(directory, STORE_FILE_NAME, NULL);
    g_autoptr(Database) database = database_open(path, DATABASE_WRITER, error);
    unsigned version = 0;
    if (!database || !migrations_check(database, &version, error))
        return NULL;
    if (version == migrations_latest_version())
        return g_steal_pointer(&database);
    g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                "cannot use '%s': a server of another version runs on it; restart it first",
                directory);
    return NULL;
}

CommandDatabase *command_database_open(const char *directory, GError **error) {
    if (!g_file_test(directory, G_FILE_TEST_IS_DIR)) {
        g_set_error(error, BASE_ERROR, ERROR_NOT_FOUND, "'%s' is no data directory", directory);
        return NULL;
    }
    g_autoptr(CommandDatabase) opened = g_new0(CommandDatabase, 1);
    g_autoptr(GError) problem = NULL;
    opened->lock = data_dir_open(directory, &problem);
    if (opened->lock) {
        opened->database = store_file_open(directory, error);
    } else if (g_error_matches(problem, BASE_ERROR, ERROR_CONFLICT)) {
        opened->database = join_server(directory, error);
    } else {
        g_propagate_error(error, g_steal_pointer(&problem));
    }
    return opened->database ? g_steal_pointer(&opened) : NULL;
}

void command_database_close(CommandDatabase *database) {
    if (!database)
        return;
    database_close(database->database);
    data_dir_close(database->lock);
    g_free(database);
}
