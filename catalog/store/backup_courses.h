/* The files of courses in a backup: assets, and the sources of jobs that are not over. None of them
 * is ever changed, so they get second names (folder_link_file()), of the file in the data directory
 * or, when that is another disk, of the one in an earlier backup beside this one; what neither
 * allows is copied. Blocks: for a command. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

/* Below the data directory and below a backup, see catalog/upload/uploads.h. */
#define BACKUP_COURSES_NAME "courses"
#define BACKUP_ASSETS_NAME  "assets"
#define BACKUP_JOBS_NAME    "jobs"
#define BACKUP_UPLOADS_NAME "uploads"

typedef struct BackupCourses {
    unsigned n_assets, n_sources;
} BackupCourses;

/* What `database`, the one in the new backup FOLDER, knows of. An asset that was deleted behind the
 * database's moment is left out; who restores leaves it out of its lesson. EARLIER: a folder whose
 * folders are other backups. ERROR_IO. */
bool backup_courses_write(Database *database, const char *directory, const char *folder,
                          const char *earlier, BackupCourses *ret_courses, GError **error);

/* Into a folder of staged files, all that is in the backup. */
bool backup_courses_stage(const char *backup, const char *folder, GError **error);
