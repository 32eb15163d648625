#include "tests/unit/server/temp_dir.h"

#include <glib.h>
#include <glib/gstdio.h>

char *temp_dir_new(void) {
    GError *error = NULL;
    char *path = g_dir_make_tmp("tongping-test-XXXXXX", &error);
    g_assert_no_error(error);
    return path;
}

static void remove_tree(const char *path) {
    GDir *folder = g_file_test(path, G_FILE_TEST_IS_SYMLINK) ? NULL : g_dir_open(path, 0, NULL);
    for (const char *name; folder && (name = g_dir_read_name(folder));) {
        g_autofree char *inner = g_build_filename(path, name, NULL);
        remove_tree(inner);
    }
    if (folder)
        g_dir_close(folder);
    g_remove(path);
}

void temp_dir_remove(char *take_path) {
    remove_tree(take_path);
    g_free(take_path);
}
