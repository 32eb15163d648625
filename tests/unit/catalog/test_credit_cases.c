/* Every case of tests/reference/cases: what this implementation answers is what was worked out by
 * hand, to the byte. TONGPING_CREDIT_CASES names another folder, for cases of the simulator. */
#include "credit_case.h"

#include <string.h>

static char *read_file(const char *folder, const char *name) {
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GError) error = NULL;
    char *text = NULL;
    g_file_get_contents(path, &text, NULL, &error);
    g_assert_no_error(error);
    return text;
}

static char *folder_of_cases(void) {
    const char *named = g_getenv("TONGPING_CREDIT_CASES");
    return named ? g_strdup(named)
                 : g_test_build_filename(G_TEST_DIST, "..", "reference", "cases", NULL);
}

static void test_case(const void *data) {
    const char *name = data;
    g_autofree char *folder = folder_of_cases();
    g_autofree char *text = read_file(folder, name);
    g_autofree char *base = g_strndup(name, strlen(name) - strlen(".txt"));
    g_autofree char *wanted_name = g_strconcat(base, ".want", NULL);
    g_autofree char *wanted = read_file(folder, wanted_name);
    g_autofree char *answer = credit_case_answer(text);
    g_assert_cmpstr(answer, ==, wanted);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_autofree char *folder = folder_of_cases();
    g_autoptr(GError) error = NULL;
    g_autoptr(GDir) directory = g_dir_open(folder, 0, &error);
    g_assert_no_error(error);
    unsigned n_cases = 0;
    for (const char *name; (name = g_dir_read_name(directory));)
        if (g_str_has_suffix(name, ".txt")) {
            g_autofree char *path = g_strconcat("/credit/", name, NULL);
            g_test_add_data_func_full(path, g_strdup(name), test_case, g_free);
            n_cases++;
        }
    g_assert_cmpuint(n_cases, >=, 7);
    return g_test_run();
}
