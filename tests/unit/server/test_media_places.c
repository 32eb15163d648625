#include "server/media_places.h"

#include <glib.h>

#include "tests/unit/server/temp_dir.h"

static void test_files(void) {
    static const struct {
        const char *name, *path; /* NULL: not below the folder */
    } CASES[] = {
        {"opening.mp4", "/films/opening.mp4"},
        {"2026/opening.mp4", "/films/2026/opening.mp4"},
        {"file:///x", "/films/file:/x"},
        {"..", NULL},
        {"../keys", NULL},
        {"../films2/x", NULL},
        {"2026/../../keys", NULL},
        {"/etc/passwd", NULL},
        {"", NULL},
        {".", NULL},
    };
    for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
        g_autofree char *path = media_places_file("/films", CASES[i].name);
        g_assert_cmpstr(path, ==, CASES[i].path);
    }
}

static void test_folder_of_files(void) {
    char *data = temp_dir_new();
    g_autofree char *wanted = g_build_filename(data, "files", NULL);
    const Settings unset = {.data_directory = data};
    const Settings set = {.data_directory = data, .live_files_directory = (char *)"/srv/films/"};
    g_autofree char *made = media_places_files(&unset);
    g_assert_cmpstr(made, ==, wanted);
    g_assert_true(g_file_test(made, G_FILE_TEST_IS_DIR));
    g_autofree char *named = media_places_files(&set);
    g_assert_cmpstr(named, ==, "/srv/films");
    temp_dir_remove(data);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/media_places/files", test_files);
    g_test_add_func("/media_places/folder_of_files", test_folder_of_files);
    return g_test_run();
}
