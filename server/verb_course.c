#include "server/course_add.h"
#include "server/run_as_owner.h"
#include "server/verb_line.h"
#include "server/verbs.h"

static const ConfigSetting OPTIONS[] = {
    {"add", "dry_run", CONFIG_BOOL, offsetof(CourseAddOptions, dry_run), "false", 0, 0, NULL, NULL,
     "Says what would be done and writes nothing.", "dry-run"},
    {"add", "sheet", CONFIG_INTEGER, offsetof(CourseAddOptions, sheet), "1", 1, 1000, NULL, NULL,
     "Which sheet of a workbook, counted from 1.", "sheet"},
    {"add", "min_free", CONFIG_BYTES, offsetof(CourseAddOptions, min_free_bytes), "4GiB", 0,
     INT64_C(1) << 50, NULL, NULL, "Room that stays free on the disk.", "min-free"},
    {.kind = CONFIG_END},
};

static const VerbLine LINE = {
    .usage = "course [--data DIR] [OPTION…] add SHEET FOLDER",
    .about =
        "Brings a folder of old films in, with a spreadsheet (CSV, XLSX) of their titles, also\n"
        "while the server runs. Columns: 文件 (file), 课程 (course), 课件 (lesson); if wanted "
        "专题\n"
        "(series), 语言 (language), 主题 (topic), 必修 (required), 谁可以看 (audience: 公开 or "
        "登录).\n"
        "All rows are looked at first; while one is wrong nothing is done. Each film is copied "
        "and\n"
        "waits to be prepared; new courses are drafts. The same film again is said and skipped.\n",
    .options = {.options = OPTIONS, .only_data = true},
    .min_words = 3,
    .max_words = 3,
};

/* Paths are made whole and the films read as who owns the data. */
static int add(const CourseAddOptions *options, char *const *words) {
    GError *error = NULL;
    if (!g_str_equal(words[0], "add"))
        return verb_line_refuse("'%s' is not understood: the only action is 'add SHEET FOLDER'",
                                words[0]);
    g_autofree char *sheet = g_canonicalize_filename(words[1], NULL);
    g_autofree char *folder = g_canonicalize_filename(words[2], NULL);
    bool is_done = run_as_owner(options->settings.data_directory, &error) &&
                   course_add_run(options, sheet, folder, &error);
    return is_done ? VERB_DONE : verb_line_fail(error);
}

int verb_course_run(int argc, char *const argv[]) {
    CourseAddOptions options = {0};
    g_auto(GStrv) words = NULL;
    int status = VERB_DONE;
    if (!verb_line_read(&LINE, argc, argv, &options, &words, &status))
        return status;
    status = add(&options, words);
    settings_clear(&LINE.options, &options);
    return status;
}
