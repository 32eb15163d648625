/* The data directory: made with mode 0700, locked against a second server. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define DATA_DIR_LOCK_NAME    "lock"
#define DATA_DIR_RESTORE_NAME "restore-unfinished" /* stands while a restore swaps files */

typedef struct DataDir DataDir;

/* Makes the directory when it is missing and takes its lock (flock on DATA/lock, which holds the
 * process id). ERROR_CONFLICT when another process holds it, ERROR_IO when it cannot be made or
 * written, ERROR_CORRUPT when a restore was cut short. */
DataDir *data_dir_open(const char *path, GError **error);
/* The same for `restore`, which may finish what was cut short. */
DataDir *data_dir_open_for_restore(const char *path, GError **error);
void data_dir_close(DataDir *directory);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DataDir, data_dir_close)

const char *data_dir_path(const DataDir *directory);

/* Whether something besides the lock lies in it. */
bool data_dir_is_empty(const DataDir *directory);
