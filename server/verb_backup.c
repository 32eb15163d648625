#include "server/verbs.h"

#include <stdio.h>

#include "catalog/store/backup.h"
#include "server/verb_line.h"

static const VerbLine LINE = {
    .usage = "backup [--data DIR] FOLDER",
    .about =
        "Copies database, keys, certificates, the raw viewing log and what courses are made of to\n"
        "the new folder FOLDER, also while the server runs. Recordings are not in it. Files of\n"
        "courses never change: on the same disk, or beside an earlier backup, they take no room.\n"
        "The copy opens everything the server knows: keep it as safe as the server.\n",
    .options = {.only_data = true},
    .min_words = 1,
    .max_words = 1,
};

static int back_up(const char *directory, const char *target) {
    GError *error = NULL;
    BackupResult result;
    if (!backup_write(directory, target, &result, &error))
        return verb_line_fail(error);
    g_autofree char *size =
        g_format_size_full((guint64)result.database_bytes, G_FORMAT_SIZE_IEC_UNITS);
    printf("Copied '%s' to '%s': database %s, %u keys, %u files of certificates, %u of the viewing "
           "log, %u assets of courses, %u files to prepare.\n",
           directory, target, size, result.n_keys, result.n_certificates, result.n_viewings,
           result.courses.n_assets, result.courses.n_sources);
    return VERB_DONE;
}

int verb_backup_run(int argc, char *const argv[]) {
    Settings settings = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &settings, &words, &status))
        return status;
    status = back_up(settings.data_directory, words[0]);
    settings_clear(&LINE.options, &settings);
    return status;
}
