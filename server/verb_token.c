#include "server/verbs.h"

#include <stdio.h>

#include "base/token.h"
#include "server/run_as_owner.h"
#include "server/verb_line.h"

static const VerbLine LINE = {
    .usage = "token [--data DIR] rotate",
    .about = "'rotate' makes a new key that signs tokens from the next start on. Tokens signed\n"
             "with older keys stay good until they expire.\n",
    .options = {.only_data = true},
    .min_words = 1,
    .max_words = 1,
};

static int rotate(const char *directory) {
    GError *error = NULL;
    if (!g_file_test(directory, G_FILE_TEST_IS_DIR))
        return verb_line_refuse("cannot make a key: '%s' is no data directory", directory);
    if (!run_as_owner(directory, &error) || !token_keys_rotate(directory, &error))
        return verb_line_fail(error);
    printf("A new signing key is in '%s'. A running server uses it after a restart.\n", directory);
    return VERB_DONE;
}

int verb_token_run(int argc, char *const argv[]) {
    Settings settings = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &settings, &words, &status))
        return status;
    status = g_str_equal(words[0], "rotate")
                 ? rotate(settings.data_directory)
                 : verb_line_refuse("'%s' is unknown; usage: tongping %s", words[0], LINE.usage);
    settings_clear(&LINE.options, &settings);
    return status;
}
