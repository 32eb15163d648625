#include "catalog/course/course_language.h"

#include "base/error.h"
#include "catalog/rights/rights.h"
#include "catalog/store/field_text.h"

struct CourseLanguages {
    GArray *own; /* Language; texts owned */
};

static void clear_language(void *data) {
    Language *language = data;
    g_free((char *)language->tag);
    g_free((char *)language->autonym);
    g_free((char *)language->name_zh);
    g_free((char *)language->name_en);
    g_free((char *)language->script);
    g_free((char *)language->code3);
}

void course_language_free(CourseLanguages *languages) {
    if (!languages)
        return;
    g_array_unref(languages->own);
    g_free(languages);
}

CourseLanguages *course_language_load(Database *database, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "SELECT tag, autonym, name_zh, name_en, script, code3, is_rtl,"
                         " is_vertical FROM language ORDER BY tag",
                         error);
    if (!statement)
        return NULL;
    g_autoptr(CourseLanguages) languages = g_new0(CourseLanguages, 1);
    languages->own = g_array_new(FALSE, FALSE, sizeof(Language));
    g_array_set_clear_func(languages->own, clear_language);
    StatementStep step;
    while ((step = statement_step(statement, error)) == STATEMENT_ROW) {
        Language language = {.tag = statement_dup_text(statement, 0),
                             .autonym = statement_dup_text(statement, 1),
                             .name_zh = statement_dup_text(statement, 2),
                             .name_en = statement_dup_text(statement, 3),
                             .script = statement_dup_text(statement, 4),
                             .code3 = statement_dup_text(statement, 5),
                             .is_rtl = statement_int64(statement, 6) != 0,
                             .is_vertical = statement_int64(statement, 7) != 0};
        g_array_append_val(languages->own, language);
    }
    return step == STATEMENT_DONE ? g_steal_pointer(&languages) : NULL;
}

static const Language *own_at(const CourseLanguages *languages, unsigned i) {
    return &g_array_index(languages->own, Language, i);
}

const Language *course_language_find(const CourseLanguages *languages, const char *tag) {
    return language_table_lookup(tag, (const Language *)(const void *)languages->own->data,
                                 languages->own->len);
}

static const Language *find_own(const CourseLanguages *languages, const char *tag) {
    for (unsigned i = 0; i < languages->own->len; i++)
        if (g_ascii_strcasecmp(own_at(languages, i)->tag, tag) == 0)
            return own_at(languages, i);
    return NULL;
}

bool course_language_is_own(const CourseLanguages *languages, const char *tag) {
    return find_own(languages, tag) != NULL;
}

static bool is_builtin(const char *tag) {
    unsigned n;
    const Language *rows = language_table_rows(&n);
    for (unsigned i = 0; i < n; i++)
        if (g_ascii_strcasecmp(rows[i].tag, tag) == 0)
            return true;
    return false;
}

GPtrArray *course_language_list(const CourseLanguages *languages) {
    GPtrArray *list = g_ptr_array_new();
    unsigned n;
    const Language *rows = language_table_rows(&n);
    for (unsigned i = 0; i < n; i++) {
        const Language *own = find_own(languages, rows[i].tag);
        g_ptr_array_add(list, (void *)(own ? own : &rows[i]));
    }
    for (unsigned i = 0; i < languages->own->len; i++)
        if (!is_builtin(own_at(languages, i)->tag))
            g_ptr_array_add(list, (void *)own_at(languages, i));
    return list;
}

/* ---- writing ---- */

static bool check(Database *database, const Language *row, GError **error) {
    int64_t n_rows;
    if (!field_text_check("cannot use this name of a language", row->autonym,
                          COURSE_LANGUAGE_NAME_MAX_CHARS, error) ||
        !field_text_check("cannot use this name of a language", row->name_zh,
                          COURSE_LANGUAGE_NAME_MAX_CHARS, error) ||
        !field_text_check("cannot use this name of a language", row->name_en,
                          COURSE_LANGUAGE_NAME_MAX_CHARS, error) ||
        !database_query_int64(database, "SELECT count(*) FROM language", &n_rows, error))
        return false;
    if (!language_table_is_sound(row))
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "A language has a tag of BCP 47, a script of four letters (ISO 15924) "
                            "and a code of three (ISO 639).");
    else if (n_rows >= COURSE_LANGUAGE_MAX_ROWS)
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT, "There are too many languages.");
    else
        return true;
    return false;
}

bool course_language_put(Database *database, const Language *row, GError **error) {
    database_assert_current(database);
    if (!check(database, row, error))
        return false;
    g_autoptr(Statement) statement = database_prepare(
        database,
        "INSERT OR REPLACE INTO language (tag, autonym, name_zh, name_en, script, code3, is_rtl,"
        " is_vertical) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        error);
    if (!statement)
        return false;
    const char *const texts[] = {row->tag,     row->autonym, row->name_zh,
                                 row->name_en, row->script,  row->code3};
    for (unsigned i = 0; i < G_N_ELEMENTS(texts); i++)
        statement_bind_text(statement, 1 + (int)i, texts[i]);
    statement_bind_int64(statement, 7, row->is_rtl);
    statement_bind_int64(statement, 8, row->is_vertical);
    return statement_run(statement, error);
}

static bool is_used(Database *database, const char *tag, bool *ret_is_used, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database, "SELECT 1 FROM asset WHERE language = ?1 LIMIT 1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, tag);
    StatementStep step = statement_step(statement, error);
    *ret_is_used = step == STATEMENT_ROW;
    return step != STATEMENT_FAILED;
}

bool course_language_remove(Database *database, const char *tag, GError **error) {
    bool is_in_use;
    database_assert_current(database);
    if (!is_used(database, tag, &is_in_use, error))
        return false;
    if (is_in_use && !language_table_lookup(tag, NULL, 0)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFLICT,
                            "There are sounds or subtitles in this language.");
        return false;
    }
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM language WHERE tag = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, tag);
    return statement_run(statement, error) &&
           (database_changes(database) > 0 || rights_not_found(error));
}
