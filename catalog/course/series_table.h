/* Series of courses. All verbs run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/course/course_viewer.h"
#include "catalog/store/database.h"

#define SERIES_MAX_ROWS 1000

typedef struct SeriesRow {
    char id[ID_TEXT_BYTES];
    char *title, *summary;
    char *texts;       /* JSON of course_text.h; filled by reading verbs */
    int64_t n_courses; /* that the viewer sees; likewise */
    int64_t revision;  /* likewise */
} SeriesRow;

void series_row_free(SeriesRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SeriesRow, series_row_free)

/* SeriesRow elements in their order: those with a course that the viewer sees; for editors all. */
GPtrArray *series_table_list(Database *database, const CourseViewer *viewer, GError **error);

/* ERROR_NOT_FOUND in the words of rights_not_found(). */
SeriesRow *series_table_get(Database *database, const CourseViewer *viewer, const char *id,
                            GError **error);

/* Sets the id; the last one. ERROR_INVALID, ERROR_CONFLICT for too many. */
bool series_table_insert(Database *database, SeriesRow *row, GError **error);
/* Title and summary; raises the revision. ERROR_INVALID. */
bool series_table_update(Database *database, const SeriesRow *row, GError **error);
/* Its courses stay, in no series. */
bool series_table_remove(Database *database, const char *id, GError **error);
