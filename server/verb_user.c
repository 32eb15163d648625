#include "server/verbs.h"

#include <stdio.h>

#include "base/error.h"
#include "server/run_as_owner.h"
#include "server/user_change.h"
#include "server/verb_line.h"

static const ConfigSetting OPTIONS[] = {
    {"user", "display_name", CONFIG_STRING, offsetof(UserOptions, display_name), NULL, 0, 0, NULL,
     NULL, "add: what people see; default: the name.", "display-name"},
    {"user", "roles", CONFIG_LIST, offsetof(UserOptions, roles), "member", 0, 0, NULL, NULL,
     "add: administrator, auditor, studio, editor, clerk, interpreter, member.", "roles"},
    {.kind = CONFIG_END},
};

static const VerbLine LINE = {
    .usage = "user [--data DIR] list | add NAME | password NAME | roles NAME ROLE… | lock NAME | "
             "unlock NAME | remove NAME",
    .about = "Accounts, also while the server runs; it then knows within a minute. Passwords are\n"
             "asked for, or read from the first line of standard input. A changed password, a\n"
             "lock and a removal end all sign-ins of the account.\n",
    .options = {.options = OPTIONS, .only_data = true},
    .min_words = 1,
    .max_words = 9,
};

typedef struct Action {
    const char *word;
    unsigned min_words, max_words; /* with the action's own */
    UserChangeFn run;
} Action;

static const Action ACTIONS[] = {
    {"list", 1, 1, user_change_list},         {"add", 2, 2, user_change_add},
    {"password", 2, 2, user_change_password}, {"roles", 3, 9, user_change_roles},
    {"lock", 2, 2, user_change_lock},         {"unlock", 2, 2, user_change_unlock},
    {"remove", 2, 2, user_change_remove},
};

static const Action *find_action(char *const *words) {
    unsigned n = g_strv_length((char **)words);
    for (unsigned i = 0; i < G_N_ELEMENTS(ACTIONS); i++)
        if (g_str_equal(words[0], ACTIONS[i].word))
            return n >= ACTIONS[i].min_words && n <= ACTIONS[i].max_words ? &ACTIONS[i] : NULL;
    return NULL;
}

static int act(const UserOptions *options, char *const *words) {
    GError *error = NULL;
    const Action *action = find_action(words);
    if (!action)
        return verb_line_refuse("'user %s' is not understood; usage: tongping %s", words[0],
                                LINE.usage);
    const char *directory = options->settings.data_directory;
    if (!run_as_owner(directory, &error))
        return verb_line_fail(error);
    return action->run(options, words + 1, &error) ? VERB_DONE : verb_line_fail(error);
}

int verb_user_run(int argc, char *const argv[]) {
    UserOptions options = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &options, &words, &status))
        return status;
    status = act(&options, words);
    settings_clear(&LINE.options, &options);
    return status;
}
