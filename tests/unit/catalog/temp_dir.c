#include "temp_dir.h"

#include <ftw.h>
#include <stdio.h>

#include <glib/gstdio.h>

#include "catalog/store/store_file.h"

char *temp_dir_new(void) {
    GError *error = NULL;
    char *path = g_dir_make_tmp("tongping-test-XXXXXX", &error);
    g_assert_no_error(error);
    return path;
}

static int remove_entry(const char *path, const struct stat *info, int kind, struct FTW *place) {
    return remove(path);
}

void temp_dir_remove(char *take_path) {
    nftw(take_path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
    g_free(take_path);
}

char *temp_dir_file(const char *path, const char *name) {
    return g_build_filename(path, name, NULL);
}

Database *temp_dir_database(const char *path) {
    GError *error = NULL;
    Database *database = store_file_open(path, &error);
    g_assert_no_error(error);
    return database;
}
