#include "server/web_directory.h"

#include "base/error.h"

static bool has_pages(const char *directory) {
    g_autofree char *index = g_build_filename(directory, "index.html", NULL);
    return g_file_test(index, G_FILE_TEST_IS_REGULAR);
}

static char *find_beside_program(void) {
    static const char *const PLACES[] = {
        "../share/tongping/web",    /* PREFIX/bin/tongping */
        "../player-web/dist",       /* BUILD/server/tongping, pages built by meson */
        "../../player-web/dist",    /* pages in the source folder, BUILD directly below it */
        "../../../player-web/dist", /* the same with build/NAME */
    };
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);
    if (!program)
        return NULL;
    g_autofree char *folder = g_path_get_dirname(program);
    for (unsigned i = 0; i < G_N_ELEMENTS(PLACES); i++) {
        g_autofree char *place = g_build_filename(folder, PLACES[i], NULL);
        if (has_pages(place))
            return g_canonicalize_filename(place, "/");
    }
    return NULL;
}

bool web_directory_find(const char *directory, char **ret_directory, GError **error) {
    if (directory && !has_pages(directory)) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "web.directory: '%s' holds no pages (no index.html)", directory);
        return false;
    }
    *ret_directory = directory ? g_strdup(directory) : find_beside_program();
    return true;
}

char *web_directory_offline(const char *directory, const char *name) {
    g_autofree char *folder = NULL;
    (void)web_directory_find(directory, &folder, NULL);
    return folder ? g_build_filename(folder, "offline", name, NULL) : NULL;
}
