#include "server/roster_import_line.h"

#include "server/roster_import.h"
#include "server/run_as_owner.h"
#include "server/verb_line.h"
#include "server/verbs.h"

static const ConfigSetting OPTIONS[] = {
    {"import", "below", CONFIG_STRING, offsetof(RosterImportOptions, below), NULL, 0, 0, NULL, NULL,
     "Unit where paths of names begin, such as 'Hedong/Hongqi'; default: the whole tree.", "below"},
    {"import", "report", CONFIG_STRING, offsetof(RosterImportOptions, report), NULL, 0, 0, NULL,
     NULL, "File for the row-by-row report, CSV or XLSX by its ending.", "report"},
    {"import", "dry_run", CONFIG_BOOL, offsetof(RosterImportOptions, dry_run), "false", 0, 0, NULL,
     NULL, "Says what would be done and writes nothing.", "dry-run"},
    {"import", "sheet", CONFIG_INTEGER, offsetof(RosterImportOptions, sheet), "1", 1, 1000, NULL,
     NULL, "Which sheet of a workbook, counted from 1.", "sheet"},
    {.kind = CONFIG_END},
};

static int import(RosterImportOptions *options, ImportKind kind, char *const *words) {
    GError *error = NULL;
    if (!g_str_equal(words[0], "import"))
        return verb_line_refuse("'%s' is not understood: the only action is 'import FILE'",
                                words[0]);
    g_autofree char *path = g_canonicalize_filename(words[1], NULL);
    bool is_done = run_as_owner(options->settings.data_directory, &error) &&
                   roster_import_run(options, kind, path, &error);
    return is_done ? VERB_DONE : verb_line_fail(error);
}

int roster_import_line_run(const char *usage, ImportKind kind, int argc, char *const argv[]) {
    const VerbLine line = {
        .usage = usage,
        .about = "Brings a spreadsheet (CSV, XLSX) into the roster, also while the server runs.\n"
                 "Wrong rows stay out and are told; the same file again changes nothing.\n",
        .options = {.options = OPTIONS, .only_data = true},
        .min_words = 2,
        .max_words = 2,
    };
    RosterImportOptions options = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&line, argc, argv, &options, &words, &status))
        return status;
    status = import(&options, kind, words);
    settings_clear(&line.options, &options);
    return status;
}
