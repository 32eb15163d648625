/* The words of courses in the table of the full-text search: title (in all languages), what it is
 * about (topic, series, lessons), summaries. On a database thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

/* Anew from the tables; nothing when there is no such course. */
bool course_search_write(Database *database, const char *course_id, GError **error);
/* Of all courses of a topic or series that was renamed. */
bool course_search_write_all(Database *database, const char *topic_or_series_id, GError **error);
/* When it is removed: whose words are to be written behind that. Caller frees. */
GStrv course_search_ids(Database *database, const char *topic_or_series_id, GError **error);
bool course_search_write_these(Database *database, GStrv course_ids, GError **error);
bool course_search_remove(Database *database, const char *course_id, GError **error);
