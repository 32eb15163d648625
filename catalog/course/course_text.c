#include "catalog/course/course_text.h"

#include <string.h>

#include "base/error.h"
#include "base/id.h"
#include "catalog/meeting/meeting_parts.h"
#include "catalog/store/field_text.h"

bool course_text_check_title(const char *title, GError **error) {
    return !title ||
           field_text_check("cannot use this title", title, COURSE_TITLE_MAX_CHARS, error);
}

/* Paragraphs: line ends are fine. */
bool course_text_check_summary(const char *summary, GError **error) {
    if (!summary || !*summary)
        return true;
    g_autofree char *line = g_strdup(summary);
    g_strdelimit(line, "\r\n\t", ' ');
    return field_text_check("cannot use this summary", line, COURSE_SUMMARY_MAX_CHARS, error);
}

bool course_text_check_label(const char *label, GError **error) {
    return !label || !*label ||
           field_text_check("cannot use this label", label, COURSE_LABEL_MAX_CHARS, error);
}

bool course_text_check_tag(const char *tag, GError **error) {
    if (!tag || (strlen(tag) <= COURSE_TAG_MAX_CHARS && meeting_parts_is_tag(tag)))
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                        "A language is written as a tag of BCP 47, such as zh, bo or mn-Mong.");
    return false;
}

bool course_text_check_alias(const char *alias, GError **error) {
    if (!alias || !*alias)
        return true;
    bool is_good =
        strlen(alias) <= COURSE_ALIAS_MAX_CHARS && g_ascii_isalpha(alias[0]) && !id_is_uuid(alias);
    for (const char *p = alias; *p; p++)
        is_good = is_good && (g_ascii_islower(*p) || g_ascii_isdigit(*p) || *p == '-');
    if (!is_good)
        g_set_error_literal(error, BASE_ERROR, ERROR_INVALID,
                            "A second name for addresses begins with a letter and has lower-case "
                            "letters, digits and '-' only.");
    return is_good;
}

bool course_text_clear(Database *database, const char *of_id, GError **error) {
    database_assert_current(database);
    g_autoptr(Statement) statement =
        database_prepare(database, "DELETE FROM course_text WHERE of_id = ?1", error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, of_id);
    return statement_run(statement, error);
}

static bool insert(Database *database, const char *of_id, const CourseText *text, GError **error) {
    if (!course_text_check_tag(text->language, error) ||
        !course_text_check_title(text->title, error) ||
        !course_text_check_summary(text->summary, error))
        return false;
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "INSERT INTO course_text (of_id, language, title, summary)"
                         " VALUES (?1, ?2, ?3, ?4) ON CONFLICT (of_id, language)"
                         " DO UPDATE SET title = excluded.title, summary = excluded.summary",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, of_id);
    statement_bind_text(statement, 2, text->language);
    statement_bind_text(statement, 3, text->title);
    statement_bind_text(statement, 4, text->summary ? text->summary : "");
    return statement_run(statement, error);
}

bool course_text_set(Database *database, const char *of_id, const GPtrArray *texts,
                     GError **error) {
    if (!texts)
        return true;
    if (!course_text_clear(database, of_id, error))
        return false;
    for (unsigned i = 0; i < texts->len; i++)
        if (!insert(database, of_id, texts->pdata[i], error))
            return false;
    return true;
}
