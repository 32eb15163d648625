/* Titles and summaries: what may be written, and those in further languages. The latter travel as
 * JSON text: [{"language": …, "title": …, "summary": …}]. Verbs with a database run on a database
 * thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

#define COURSE_TITLE_MAX_CHARS   128
#define COURSE_SUMMARY_MAX_CHARS 4000
#define COURSE_LABEL_MAX_CHARS   64 /* labels, names of translators */
#define COURSE_ALIAS_MAX_CHARS   64
#define COURSE_TAG_MAX_CHARS     35 /* BCP 47 */
#define COURSE_MAX_TEXTS         40

typedef struct CourseText {
    char *language, *title, *summary; /* summary may be NULL */
} CourseText;

/* ERROR_INVALID with one sentence each. NULL counts as not given. */
bool course_text_check_title(const char *title, GError **error);
bool course_text_check_summary(const char *summary, GError **error);
bool course_text_check_label(const char *label, GError **error); /* "" is one */
bool course_text_check_tag(const char *tag, GError **error);
/* "" is one; else lower-case letters, digits and '-', and no UUID. */
bool course_text_check_alias(const char *alias, GError **error);

/* Replaces all texts of a series, course or lesson. CourseText elements; NULL: nothing to do.
 * ERROR_INVALID. */
bool course_text_set(Database *database, const char *of_id, const GPtrArray *texts, GError **error);
bool course_text_clear(Database *database, const char *of_id, GError **error);

/* A column with the texts of the row whose id it is. */
#define COURSE_TEXT_COLUMN(of_id)                                                                  \
    "(SELECT json_group_array(json_object('language', course_text.language,"                       \
    " 'title', course_text.title, 'summary', course_text.summary))"                                \
    " FROM course_text WHERE of_id = " of_id ")"
