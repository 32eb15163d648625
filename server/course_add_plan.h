/* What `tongping course add` would do: each row of the sheet held against the folder of films and
 * the courses that are there. Writes nothing. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/course/course_language.h"
#include "catalog/intake/course_sheet.h"
#include "catalog/store/database.h"

typedef struct CourseAddItem {
    CourseSheetRow *row; /* borrowed */
    char *path, *mark;   /* of the file; owned, or NULL where the row is wrong */
    int64_t bytes;
    const char *tag;              /* its language; borrowed */
    char topic_id[ID_TEXT_BYTES]; /* "": none */
    char *known_as;               /* the lesson that this very file is already, or NULL */
} CourseAddItem;

typedef struct CourseAddPlan {
    GPtrArray *rows;            /* owned: CourseSheetRow; wrong ones have a problem */
    GPtrArray *items;           /* owned: CourseAddItem, one for each row */
    CourseLanguages *languages; /* owned */
    unsigned n_new, n_known, n_wrong;
    unsigned n_unlisted; /* files of the folder that no row names */
    int64_t new_bytes;
} CourseAddPlan;

/* Reads the first, middle and last MiB of each film. ERROR_IO and those of the database; what is
 * wrong with a row is none. */
CourseAddPlan *course_add_plan_make(Database *database, GPtrArray *take_rows, const char *folder,
                                    GError **error);
void course_add_plan_free(CourseAddPlan *plan); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CourseAddPlan, course_add_plan_free)

/* The lesson of this row where there is one: *ret_id "" when there is none, *ret_is_taken when it
 * has a picture or waits for one. */
bool course_add_plan_find_lesson(Database *database, const CourseSheetRow *row,
                                 char ret_id[ID_TEXT_BYTES], bool *ret_is_taken, GError **error);
