#include "catalog/store/store_file.h"

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "catalog/store/migrations.h"
#include "catalog/store/setting_table.h"
#include "temp_dir.h"

static char *node_id(Database *database) {
    g_autoptr(GError) error = NULL;
    char *value = NULL;
    g_assert_true(setting_table_find(database, SETTING_NODE_ID, &value, &error));
    g_assert_no_error(error);
    return value;
}

/* The first opening makes file, schema and node id; later ones find them. */
static void test_first_and_later(void) {
    char *folder = temp_dir_new();
    g_autoptr(Database) database = temp_dir_database(folder);
    g_autofree char *first = node_id(database);
    g_assert_true(id_is_uuid(first));
    unsigned version = 0;
    g_assert_true(migrations_check(database, &version, NULL));
    g_assert_cmpuint(version, ==, migrations_latest_version());
    g_clear_pointer(&database, database_close);
    database = temp_dir_database(folder);
    g_autofree char *second = node_id(database);
    g_assert_cmpstr(first, ==, second);
    g_clear_pointer(&database, database_close);
    temp_dir_remove(folder);
}

typedef void (*SpoilFn)(const char *path);

static void spoil_text(const char *path) {
    g_assert_true(g_file_set_contents(path, "this is not a database, but long enough", -1, NULL));
}

static void spoil_middle(const char *path) {
    FILE *file = fopen(path, "r+");
    fseek(file, 4096, SEEK_SET);
    for (int i = 0; i < 3 * 4096; i++)
        fputc(i % 251, file);
    fclose(file);
}

static void spoil_version(const char *path) {
    g_autoptr(Database) database = database_open(path, DATABASE_WRITER, NULL);
    g_assert_true(database_execute(database, "PRAGMA user_version = 1000", NULL));
}

static void spoil_owner(const char *path) {
    g_autoptr(Database) database = database_open(path, DATABASE_WRITER, NULL);
    g_assert_true(database_execute(database, "PRAGMA application_id = 5", NULL));
}

typedef struct SpoilRow {
    const char *name;
    SpoilFn spoil;
    ErrorCode code;
    const char *words;
} SpoilRow;

static const SpoilRow SPOILS[] = {
    {"text", spoil_text, ERROR_CORRUPT, "not a database"},
    {"middle", spoil_middle, ERROR_CORRUPT, "damaged"},
    {"version", spoil_version, ERROR_NEWER, "version 1000"},
    {"owner", spoil_owner, ERROR_CORRUPT, "another program"},
};

static char *read_all(const char *path, gsize *ret_length) {
    char *bytes = NULL;
    g_assert_true(g_file_get_contents(path, &bytes, ret_length, NULL));
    return bytes;
}

/* One sentence that names the file, and the file stays as it is. */
static void test_refused(gconstpointer data) {
    const SpoilRow *row = data;
    g_autoptr(GError) error = NULL;
    char *folder = temp_dir_new();
    g_autofree char *path = temp_dir_file(folder, STORE_FILE_NAME);
    database_close(temp_dir_database(folder));
    row->spoil(path);
    gsize length, length_after;
    g_autofree char *before = read_all(path, &length);
    g_assert_null(store_file_open(folder, &error));
    g_assert_error(error, BASE_ERROR, (int)row->code);
    g_test_message("%s", error->message);
    g_assert_nonnull(strstr(error->message, row->words));
    g_assert_nonnull(strstr(error->message, path));
    g_autofree char *after = read_all(path, &length_after);
    g_assert_cmpmem(before, length, after, length_after);
    temp_dir_remove(folder);
}

static void test_lookup_key_stays(void) {
    g_autoptr(GError) error = NULL;
    char *folder = temp_dir_new();
    g_autoptr(Database) database = temp_dir_database(folder);
    g_autoptr(TokenKeys) keys = token_keys_open(folder, &error);
    g_autoptr(FieldCrypto) first = store_file_crypto(database, keys, &error);
    g_assert_no_error(error);
    g_assert_true(token_keys_rotate(folder, &error));
    g_autoptr(TokenKeys) rotated = token_keys_open(folder, &error);
    g_autoptr(FieldCrypto) second = store_file_crypto(database, rotated, &error);
    g_assert_no_error(error);
    g_assert_cmpstr(field_crypto_lookup_key_id(first), ==, field_crypto_lookup_key_id(second));

    char *other_folder = temp_dir_new(); /* a database beside foreign keys */
    g_autoptr(TokenKeys) foreign = token_keys_open(other_folder, &error);
    g_assert_null(store_file_crypto(database, foreign, &error));
    g_assert_error(error, BASE_ERROR, ERROR_CORRUPT);
    temp_dir_remove(other_folder);
    g_clear_pointer(&database, database_close);
    temp_dir_remove(folder);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/store_file/first_and_later", test_first_and_later);
    for (unsigned i = 0; i < G_N_ELEMENTS(SPOILS); i++) {
        g_autofree char *name = g_strconcat("/store_file/refused/", SPOILS[i].name, NULL);
        g_test_add_data_func(name, &SPOILS[i], test_refused);
    }
    g_test_add_func("/store_file/lookup_key_stays", test_lookup_key_stays);
    return g_test_run();
}
