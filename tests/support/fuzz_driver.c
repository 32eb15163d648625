/* Runs a fuzz target over the kept seeds, for builds without libFuzzer: program FOLDER… */
#include <glib.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy without a NUL behind it, so that the address sanitizer sees each byte read too far. */
static void run_file(const char *path) {
    g_autoptr(GError) error = NULL;
    g_autofree char *text = NULL;
    gsize size;
    if (!g_file_get_contents(path, &text, &size, &error)) {
        g_printerr("cannot replay: %s\n", error->message);
        exit(1);
    }
    uint8_t *data = malloc(size > 0 ? size : 1);
    memcpy(data, text, size);
    (void)LLVMFuzzerTestOneInput(data, size); /* always 0: it fails by aborting */
    free(data);
}

static unsigned run_folder(const char *folder) {
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) dir = g_dir_open(folder, 0, &error);
    unsigned n_files = 0;
    for (const char *name; dir && (name = g_dir_read_name(dir)); n_files++) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_print("%s\n", path); /* the last one shown is the culprit */
        run_file(path);
    }
    return n_files;
}

int main(int argc, char *argv[]) {
    unsigned n_files = 0;
    for (int i = 1; i < argc; i++)
        n_files += run_folder(argv[i]);
    g_print("%u inputs replayed\n", n_files);
    return n_files > 0 ? 0 : 1;
}
