/* Puts a backup into a data directory. Blocks: for a command. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum RestoreOverwrite {
    RESTORE_REFUSE_OVERWRITE,
    RESTORE_ALLOW_OVERWRITE
} RestoreOverwrite;

/* Checks the backup first (ERROR_NOT_FOUND, ERROR_CORRUPT, ERROR_NEWER: nothing was touched), then
 * replaces database and keys of DIRECTORY, which no server may use (its lock is taken).
 * ERROR_CONFLICT when DIRECTORY is not empty and overwriting was not asked for. What was there is
 * kept in *ret_kept, a folder inside DIRECTORY (NULL when DIRECTORY was empty); caller frees. Cut
 * short, it can be run again, and no server starts before. */
bool restore_run(const char *backup, const char *directory, RestoreOverwrite overwrite,
                 char **ret_kept, GError **error);
