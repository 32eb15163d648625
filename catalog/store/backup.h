/* Online backup of a data directory into a folder of its own: the database, the keys, without which
 * encrypted fields cannot be read, the county's certificates, whose authority all devices trust,
 * the raw viewing log, the ground of every attendance record, and what courses are made of. Blocks:
 * for a command or a worker that may wait. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/backup_courses.h"

/* Folders of the data directory. */
#define BACKUP_KEYS_NAME     "keys"     /* see base/token.h */
#define BACKUP_TLS_NAME      "tls"      /* made by `tongping cert`; may be missing */
#define BACKUP_VIEWINGS_NAME "viewings" /* see catalog/viewing/beat_log_file.h; may be missing */
#define BACKUP_PUBLIC_NAME   "public"   /* what the office puts there; may be missing */
#define BACKUP_CLIPS_NAME    "public/languages" /* see server/language_clips.h */
#define BACKUP_STEP_PAGES    1024               /* 4 MiB at a time */

typedef struct BackupResult {
    int64_t database_bytes;
    unsigned n_keys, n_certificates, n_viewings, n_clips; /* files */
    BackupCourses courses;
} BackupResult;

/* Copies DIRECTORY (a server may be writing) to the new folder TARGET (0700, files 0600). The copy
 * is one moment's state, checked and on the disk before TARGET appears under its name; of the
 * viewing log, which is only appended to, it holds all that the database knows of and perhaps some
 * later lines.
 * ERROR_CONFLICT when TARGET exists, ERROR_NOT_FOUND when there is no database, ERROR_IO,
 * ERROR_CORRUPT. */
bool backup_write(const char *directory, const char *target, BackupResult *ret_result,
                  GError **error);

/* Whether a backup can be restored by this program: ERROR_NOT_FOUND, ERROR_CORRUPT, ERROR_NEWER. */
bool backup_check(const char *backup, GError **error);

/* What the office has put into the public folder, from a data directory or a backup into the other.
 */
bool backup_copy_clips(const char *directory, const char *folder, unsigned *ret_n_files,
                       GError **error);
