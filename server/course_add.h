/* `tongping course add`: a folder of old films becomes lessons by the titles of a spreadsheet,
 * beside a server that runs or not. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/settings.h"

typedef struct CourseAddOptions {
    Settings settings;
    bool dry_run;
    int64_t sheet;          /* from 1 */
    int64_t min_free_bytes; /* what stays free on the disk */
} CourseAddOptions;

/* Prints wrong rows and what was done. While any row is wrong nothing is done: ERROR_CONFIG. What
 * was brought before an error stays, and is known at the next run. */
bool course_add_run(const CourseAddOptions *options, const char *sheet, const char *folder,
                    GError **error);
