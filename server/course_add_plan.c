#include "server/course_add_plan.h"

#include <sys/stat.h>

#include "base/error.h"
#include "catalog/course/course_text.h"
#include "catalog/course/job_table.h"
#include "catalog/upload/upload_file.h"

#define DEFAULT_LANGUAGE "zh"
#define ENDING           ".mp4" /* may be left out in the sheet */

static void free_item(void *data) {
    CourseAddItem *item = data;
    g_free(item->path);
    g_free(item->mark);
    g_free(item->known_as);
    g_free(item);
}

void course_add_plan_free(CourseAddPlan *plan) {
    if (!plan)
        return;
    g_clear_pointer(&plan->items, g_ptr_array_unref);
    g_clear_pointer(&plan->rows, g_ptr_array_unref);
    course_language_free(plan->languages);
    g_free(plan);
}

static const char *value(const CourseSheetRow *row, CourseSheetField field) {
    return row->values[field] ? row->values[field] : "";
}

/* ---- the file ---- */

static bool lies_below(const char *name) {
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    return !g_path_is_absolute(name) && !g_strv_contains((const char *const *)parts, "..");
}

static void look_at_file(CourseAddItem *item, const char *folder) {
    const char *name = item->row->values[COURSE_SHEET_FILE];
    struct stat status;
    if (!lies_below(name)) {
        course_sheet_row_wrong(item->row,
                               g_strdup_printf("the file '%s' does not lie in the folder", name));
        return;
    }
    item->path = g_build_filename(folder, name, NULL);
    if (stat(item->path, &status) != 0) {
        char *longer = g_strconcat(item->path, ENDING, NULL);
        g_free(item->path);
        item->path = longer;
    }
    if (stat(item->path, &status) != 0 || !S_ISREG(status.st_mode))
        course_sheet_row_wrong(item->row,
                               g_strdup_printf("there is no file '%s' in the folder", name));
    else if (status.st_size == 0)
        course_sheet_row_wrong(item->row, g_strdup_printf("the file '%s' is empty", name));
    else
        item->bytes = status.st_size;
    if (item->row->problem)
        return;
    g_autoptr(GError) problem = NULL;
    item->mark = upload_file_mark_path(item->path, &problem);
    if (!item->mark)
        course_sheet_row_wrong(
            item->row, g_strdup_printf("the file '%s' cannot be read: %s", name, problem->message));
}

/* ---- words ---- */

static bool is_called(const Language *language, const char *name) {
    return g_str_equal(language->name_zh, name) || g_str_equal(language->autonym, name) ||
           g_ascii_strcasecmp(language->name_en, name) == 0;
}

static const Language *find_language(const CourseLanguages *languages, const char *name) {
    static const struct {
        const char *name, *tag;
    } SHORT[] = {{"汉语", "zh"}, {"国语", "zh"}, {"中文", "zh"}};
    for (unsigned i = 0; i < G_N_ELEMENTS(SHORT); i++)
        if (g_str_equal(SHORT[i].name, name))
            name = SHORT[i].tag;
    const Language *found = course_language_find(languages, name);
    g_autoptr(GPtrArray) list = course_language_list(languages);
    for (unsigned i = 0; !found && i < list->len; i++)
        if (is_called(list->pdata[i], name))
            found = list->pdata[i];
    return found;
}

static void check_language(CourseAddItem *item, const CourseLanguages *languages) {
    const char *name = item->row->values[COURSE_SHEET_LANGUAGE];
    const Language *language = name ? find_language(languages, name) : NULL;
    item->tag = language ? language->tag : DEFAULT_LANGUAGE;
    if (name && !language)
        course_sheet_row_wrong(item->row, g_strdup_printf("there is no language '%s'", name));
}

static void check_titles(CourseSheetRow *row) {
    static const CourseSheetField TITLES[] = {COURSE_SHEET_COURSE, COURSE_SHEET_LESSON,
                                              COURSE_SHEET_SERIES};
    for (unsigned i = 0; i < G_N_ELEMENTS(TITLES); i++) {
        g_autoptr(GError) problem = NULL;
        if (row->values[TITLES[i]] && !course_text_check_title(row->values[TITLES[i]], &problem))
            course_sheet_row_wrong(row, g_strdup_printf("the column '%s': %s",
                                                        course_sheet_field_name(TITLES[i]),
                                                        problem->message));
    }
}

static bool find_topic(Database *database, CourseAddItem *item, GError **error) {
    const char *title = item->row->values[COURSE_SHEET_TOPIC];
    if (!title)
        return true;
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT id FROM topic WHERE title = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, title);
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW)
        statement_copy_text(statement, 0, item->topic_id, sizeof item->topic_id);
    else if (step == STATEMENT_DONE)
        course_sheet_row_wrong(
            item->row,
            g_strdup_printf("there is no topic '%s': add it on the editors' page first", title));
    return step != STATEMENT_FAILED;
}

/* What is said of a course, its rows must say alike. */
static void check_course(CourseSheetRow *row, GHashTable *courses) {
    static const CourseSheetField SAID[] = {COURSE_SHEET_TOPIC, COURSE_SHEET_REQUIRED,
                                            COURSE_SHEET_AUDIENCE};
    g_autofree char *key =
        g_strjoin("\n", value(row, COURSE_SHEET_SERIES), value(row, COURSE_SHEET_COURSE), NULL);
    const CourseSheetRow *first = g_hash_table_lookup(courses, key);
    for (unsigned i = 0; first && i < G_N_ELEMENTS(SAID); i++)
        if (row->values[SAID[i]] && g_strcmp0(row->values[SAID[i]], first->values[SAID[i]]) != 0)
            course_sheet_row_wrong(
                row, g_strdup_printf("the column '%s' says something else than row %u of the same "
                                     "course",
                                     course_sheet_field_name(SAID[i]), first->number));
    if (!first)
        g_hash_table_insert(courses, g_steal_pointer(&key), row);
}

/* ---- what is there ---- */

bool course_add_plan_find_lesson(Database *database, const CourseSheetRow *row,
                                 char ret_id[ID_TEXT_BYTES], bool *ret_is_taken, GError **error) {
    g_autoptr(Statement) statement = database_prepare(
        database,
        "SELECT lesson.id, EXISTS (SELECT 1 FROM course_job WHERE lesson_id = lesson.id"
        " AND kind = 'video' AND state IN ('waiting', 'running')) OR EXISTS (SELECT 1 FROM asset"
        " WHERE lesson_id = lesson.id AND kind = 'picture' AND state IN ('preparing', 'ready'))"
        " FROM lesson JOIN course ON course.id = lesson.course_id"
        " LEFT JOIN series ON series.id = course.series_id"
        " WHERE course.title = ?1 AND lesson.title = ?2 AND ifnull(series.title, '') = ?3"
        " AND lesson.kind = 'video' LIMIT 1",
        error);
    *ret_id = '\0';
    *ret_is_taken = false;
    if (!statement)
        return false;
    statement_bind_text(statement, 1, value(row, COURSE_SHEET_COURSE));
    statement_bind_text(statement, 2, value(row, COURSE_SHEET_LESSON));
    statement_bind_text(statement, 3, value(row, COURSE_SHEET_SERIES));
    StatementStep step = statement_step(statement, error);
    if (step == STATEMENT_ROW) {
        statement_copy_text(statement, 0, ret_id, ID_TEXT_BYTES);
        *ret_is_taken = statement_int64(statement, 1) != 0;
    }
    return step != STATEMENT_FAILED;
}

/* `marks`: of rows before this one, with their lessons. */
static bool check_known(Database *database, CourseAddItem *item, GHashTable *marks,
                        GError **error) {
    char id[ID_TEXT_BYTES];
    bool is_taken;
    if (!job_table_find_mark(database, item->mark, &item->known_as, error) ||
        !course_add_plan_find_lesson(database, item->row, id, &is_taken, error))
        return false;
    const char *before = g_hash_table_lookup(marks, item->mark);
    if (!item->known_as && before)
        item->known_as = g_strdup(before);
    else if (!item->known_as && is_taken)
        course_sheet_row_wrong(item->row,
                               g_strdup_printf("the lesson '%s' has another film already",
                                               item->row->values[COURSE_SHEET_LESSON]));
    g_hash_table_insert(marks, item->mark, item->row->values[COURSE_SHEET_LESSON]);
    return true;
}

static unsigned count_unlisted(const CourseAddPlan *plan, const char *path) {
    unsigned n_unlisted = 0;
    g_autoptr(GHashTable) listed = g_hash_table_new(g_str_hash, g_str_equal);
    for (unsigned i = 0; i < plan->items->len; i++) {
        const CourseAddItem *item = plan->items->pdata[i];
        if (item->path)
            g_hash_table_add(listed, item->path);
    }
    g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *full = g_build_filename(path, name, NULL);
        g_autofree char *folded = g_ascii_strdown(name, -1);
        n_unlisted += g_str_has_suffix(folded, ENDING) && !g_hash_table_contains(listed, full);
    }
    return n_unlisted;
}

/* ---- the whole ---- */

static void tally(CourseAddPlan *plan) {
    for (unsigned i = 0; i < plan->items->len; i++) {
        const CourseAddItem *item = plan->items->pdata[i];
        bool is_wrong = item->row->problem != NULL, is_known = !is_wrong && item->known_as;
        plan->n_wrong += is_wrong;
        plan->n_known += is_known;
        plan->n_new += !is_wrong && !is_known;
        plan->new_bytes += is_wrong || is_known ? 0 : item->bytes;
    }
}

CourseAddPlan *course_add_plan_make(Database *database, GPtrArray *take_rows, const char *folder,
                                    GError **error) {
    g_autoptr(CourseAddPlan) plan = g_new0(CourseAddPlan, 1);
    g_autoptr(GHashTable) courses = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) marks = g_hash_table_new(g_str_hash, g_str_equal);
    plan->rows = take_rows;
    plan->items = g_ptr_array_new_with_free_func(free_item);
    plan->languages = course_language_load(database, error);
    if (!plan->languages)
        return NULL;
    for (unsigned i = 0; i < plan->rows->len; i++) {
        CourseAddItem *item = g_new0(CourseAddItem, 1);
        item->row = plan->rows->pdata[i];
        g_ptr_array_add(plan->items, item);
        if (item->row->problem)
            continue;
        look_at_file(item, folder);
        check_language(item, plan->languages);
        check_titles(item->row);
        if (!find_topic(database, item, error))
            return NULL;
        check_course(item->row, courses);
        if (!item->row->problem && !check_known(database, item, marks, error))
            return NULL;
    }
    tally(plan);
    plan->n_unlisted = count_unlisted(plan, folder);
    return g_steal_pointer(&plan);
}
