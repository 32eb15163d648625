/* What courses are about; the office's own list. All verbs run on a database thread; writing ones
 * inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/course/course_viewer.h"
#include "catalog/store/database.h"

#define TOPIC_TITLE_MAX_CHARS 32
#define TOPIC_MAX_ROWS        100

typedef struct TopicRow {
    char id[ID_TEXT_BYTES];
    char *title;
    int64_t n_courses; /* that the viewer sees; filled by reading verbs */
    int64_t revision;  /* likewise */
} TopicRow;

void topic_row_free(TopicRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TopicRow, topic_row_free)

/* TopicRow elements in their order. */
GPtrArray *topic_table_list(Database *database, const CourseViewer *viewer, GError **error);

/* ERROR_NOT_FOUND in the words of rights_not_found(). */
TopicRow *topic_table_get(Database *database, const CourseViewer *viewer, const char *id,
                          GError **error);

/* Sets the id; the last one. ERROR_INVALID, ERROR_CONFLICT for too many. */
bool topic_table_insert(Database *database, TopicRow *row, GError **error);
/* Raises the revision. ERROR_INVALID. */
bool topic_table_update(Database *database, const TopicRow *row, GError **error);
/* Its courses have none then. */
bool topic_table_remove(Database *database, const char *id, GError **error);
