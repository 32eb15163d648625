#include "server/command.h"

#include <string.h>

#include "base/clock.h"

static void test_outcomes(void) {
    static const struct {
        const char *script, *output;
        CommandOutcome wanted;
    } ROWS[] = {
        {"echo hello", "hello\n", COMMAND_SUCCEEDED},
        {"echo no; exit 3", "no\n", COMMAND_FAILED},
        {"kill -9 $$", "", COMMAND_FAILED},
        {"echo lost >&2", "", COMMAND_SUCCEEDED},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        const char *const argv[] = {"sh", "-c", ROWS[i].script, NULL};
        g_autofree char *output = NULL;
        g_assert_cmpint(command_run(argv, 20 * CLOCK_US_PER_S, &output), ==, ROWS[i].wanted);
        g_assert_cmpstr(output, ==, ROWS[i].output);
    }
}

static void test_missing(void) {
    const char *const argv[] = {"no-such-program-here", NULL};
    char *output = NULL;
    g_assert_cmpint(command_run(argv, CLOCK_US_PER_S, &output), ==, COMMAND_MISSING);
    g_assert_null(output);
}

static void test_late(void) {
    const char *const argv[] = {"sleep", "600", NULL};
    g_assert_cmpint(command_run(argv, 50 * CLOCK_US_PER_MS, NULL), ==, COMMAND_LATE);
}

static void test_output_is_cut(void) {
    const char *const argv[] = {"head", "-c", "300000", "/dev/zero", NULL};
    const char *const text[] = {"sh", "-c", "head -c 300000 /dev/zero | tr '\\0' a", NULL};
    g_autofree char *output = NULL;
    g_assert_cmpint(command_run(argv, 20 * CLOCK_US_PER_S, NULL), ==, COMMAND_SUCCEEDED);
    g_assert_cmpint(command_run(text, 20 * CLOCK_US_PER_S, &output), ==, COMMAND_SUCCEEDED);
    g_assert_cmpuint(strlen(output), ==, COMMAND_OUTPUT_MAX_BYTES);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/command/outcomes", test_outcomes);
    g_test_add_func("/command/missing", test_missing);
    g_test_add_func("/command/late", test_late);
    g_test_add_func("/command/output-is-cut", test_output_is_cut);
    return g_test_run();
}
