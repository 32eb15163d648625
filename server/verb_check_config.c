#include "server/verbs.h"

#include <stdio.h>

#include "base/config.h"
#include "server/settings_check.h"
#include "server/verb_line.h"

typedef struct CheckConfigOptions {
    Settings settings;
    bool example;
} CheckConfigOptions;

static const ConfigSetting OPTIONS[] = {
    {"check", "example", CONFIG_BOOL, offsetof(CheckConfigOptions, example), "false", 0, 0, NULL,
     NULL, "Print a configuration file with all defaults and explanations instead.", "example"},
    {.kind = CONFIG_END},
};

static const VerbLine LINE = {
    .usage = "check-config [OPTION…]",
    .about = "Reads the settings as 'serve' would, checks that they fit together and to this\n"
             "machine's files, and prints what is in force. Changes nothing.\n",
    .options = {.options = OPTIONS},
};

static int check(const CheckConfigOptions *options) {
    if (options->example) {
        g_autofree char *example = config_example_text(SETTINGS_TABLE);
        fputs(example, stdout);
        return VERB_DONE;
    }
    GError *error = NULL;
    if (!settings_check(&options->settings, &error))
        return verb_line_fail(error);
    g_autofree char *text = settings_describe(&options->settings);
    fputs(text, stdout);
    return VERB_DONE;
}

int verb_check_config_run(int argc, char *const argv[]) {
    CheckConfigOptions options = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &options, &words, &status))
        return status;
    status = check(&options);
    settings_clear(&LINE.options, &options);
    return status;
}
