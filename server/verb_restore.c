#include "server/verbs.h"

#include <stdio.h>

#include "catalog/store/restore.h"
#include "server/verb_line.h"

typedef struct RestoreOptions {
    Settings settings;
    bool overwrite;
} RestoreOptions;

static const ConfigSetting OPTIONS[] = {
    {"restore", "overwrite", CONFIG_BOOL, offsetof(RestoreOptions, overwrite), "false", 0, 0, NULL,
     NULL, "Replace what the data directory holds; it is kept in a folder inside.", "overwrite"},
    {.kind = CONFIG_END},
};

static const VerbLine LINE = {
    .usage = "restore [--data DIR] [--overwrite] FOLDER",
    .about = "Puts the backup in FOLDER into the data directory, which no server may use\n"
             "meanwhile. A backup that is damaged or of a newer version changes nothing.\n",
    .options = {.options = OPTIONS, .only_data = true},
    .min_words = 1,
    .max_words = 1,
};

static int restore(const RestoreOptions *options, const char *backup) {
    GError *error = NULL;
    g_autofree char *kept = NULL;
    const char *directory = options->settings.data_directory;
    if (!restore_run(backup, directory,
                     options->overwrite ? RESTORE_ALLOW_OVERWRITE : RESTORE_REFUSE_OVERWRITE, &kept,
                     &error))
        return verb_line_fail(error);
    printf("Restored '%s' to '%s'.\n", backup, directory);
    if (kept)
        printf("What was there before is kept in '%s'.\n", kept);
    return VERB_DONE;
}

int verb_restore_run(int argc, char *const argv[]) {
    RestoreOptions options = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &options, &words, &status))
        return status;
    status = restore(&options, words[0]);
    settings_clear(&LINE.options, &options);
    return status;
}
