/* Online backup of a data directory into a folder of its own, and restore. A backup holds the
 * database and the keys, without which encrypted fields cannot be read. Both block: for a command
 * or a worker that may wait. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#define BACKUP_STEP_PAGES 1024 /* 4 MiB at a time; between steps the disk is free for the server   \
                                */

typedef struct BackupResult {
    int64_t database_bytes;
    unsigned n_keys;
} BackupResult;

/* Copies DIRECTORY (a server may be writing) to the new folder TARGET (0700, files 0600). The copy
 * is one moment's state, checked and on the disk before TARGET appears under its name.
 * ERROR_CONFLICT when TARGET exists, ERROR_NOT_FOUND when there is no database, ERROR_IO,
 * ERROR_CORRUPT. */
bool backup_write(const char *directory, const char *target, BackupResult *ret_result,
                  GError **error);

/* Whether a backup can be restored by this program: ERROR_NOT_FOUND, ERROR_CORRUPT, ERROR_NEWER. */
bool backup_check(const char *backup, GError **error);

typedef enum BackupOverwrite { BACKUP_REFUSE_OVERWRITE, BACKUP_ALLOW_OVERWRITE } BackupOverwrite;

/* Checks the backup, then puts it into DIRECTORY, which no server may use (its lock is taken).
 * ERROR_CONFLICT when DIRECTORY is not empty and overwriting was not asked for. What was there is
 * kept in *ret_kept, a folder inside DIRECTORY (NULL when there was nothing). Caller frees. */
bool backup_restore(const char *backup, const char *directory, BackupOverwrite overwrite,
                    char **ret_kept, GError **error);
