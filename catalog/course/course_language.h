/* Languages with their names: the built-in table, and the rows that the office adds to it or names
 * differently. All verbs with a database run on a database thread; writing ones inside a write
 * job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/language_table.h"
#include "catalog/store/database.h"

#define COURSE_LANGUAGE_MAX_ROWS       200 /* of the office */
#define COURSE_LANGUAGE_NAME_MAX_CHARS 64

typedef struct CourseLanguages CourseLanguages;

CourseLanguages *course_language_load(Database *database, GError **error);
void course_language_free(CourseLanguages *languages);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CourseLanguages, course_language_free)

/* By RFC 4647 lookup; NULL when it is unknown. Borrowed. */
const Language *course_language_find(const CourseLanguages *languages, const char *tag);
/* Built-in ones in their order, as the office names them; then those that it added, by tag.
 * Borrowed; caller unrefs the list. */
GPtrArray *course_language_list(const CourseLanguages *languages);
/* Whether the office has a row of its own for this very tag. */
bool course_language_is_own(const CourseLanguages *languages, const char *tag);

/* Adds a row or changes it. ERROR_INVALID, ERROR_CONFLICT for too many. */
bool course_language_put(Database *database, const Language *row, GError **error);
/* ERROR_NOT_FOUND, in the words of rights_not_found(), when the office has no such row;
 * ERROR_CONFLICT when an asset has this language and no other row names it. */
bool course_language_remove(Database *database, const char *tag, GError **error);
