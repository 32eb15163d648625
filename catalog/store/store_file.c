#include "catalog/store/store_file.h"

#include <sys/stat.h>

#include "base/error.h"
#include "base/id.h"
#include "catalog/store/migrations.h"
#include "catalog/store/setting_table.h"

static char *path_in(const char *directory) {
    return g_build_filename(directory, STORE_FILE_NAME, NULL);
}

static bool is_small_enough(const char *path) {
    struct stat info;
    return stat(path, &info) == 0 && info.st_size <= STORE_FILE_CHECK_MAX_BYTES;
}

/* The origin of this server's facts, made once. */
static bool ensure_node_id(Database *database, GError **error) {
    g_autofree char *stored = NULL;
    if (!setting_table_find(database, SETTING_NODE_ID, &stored, error))
        return false;
    if (stored)
        return true;
    char node_id[ID_TEXT_BYTES];
    id_new_uuid7(node_id);
    return setting_table_set(database, SETTING_NODE_ID, node_id, error);
}

Database *store_file_open(const char *directory, GError **error) {
    g_autofree char *path = path_in(directory);
    g_autoptr(Database) database = database_open(path, DATABASE_WRITER, error);
    if (!database || (is_small_enough(path) && !database_check(database, error)) ||
        !migrations_apply(database, error) || !ensure_node_id(database, error))
        return NULL;
    return g_steal_pointer(&database);
}

Database *store_file_open_reader(const char *directory, GError **error) {
    g_autofree char *path = path_in(directory);
    return database_open(path, DATABASE_READER, error);
}

FieldCrypto *store_file_crypto(Database *database, const TokenKeys *keys, GError **error) {
    g_autofree char *key_id = NULL;
    if (!setting_table_find(database, SETTING_LOOKUP_KEY_ID, &key_id, error))
        return NULL;
    g_autoptr(FieldCrypto) crypto = field_crypto_new(keys, key_id ? key_id : "", error);
    if (!crypto)
        return NULL;
    if (!key_id && !setting_table_set(database, SETTING_LOOKUP_KEY_ID,
                                      field_crypto_lookup_key_id(crypto), error))
        return NULL;
    return g_steal_pointer(&crypto);
}
