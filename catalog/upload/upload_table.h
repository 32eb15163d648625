/* Rows of uploads. All verbs run on a database thread; writing ones inside a write job. The row
 * never says how much is here: that is the size of the file. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "catalog/store/database.h"

#define UPLOAD_MAX_OPEN    20 /* unfinished, of one account */
#define UPLOAD_LIFETIME_US (7 * 86400 * CLOCK_US_PER_S)
/* How long the row of an expired one still says that it is gone. */
#define UPLOAD_REMEMBERED_US (86400 * CLOCK_US_PER_S)

/* Indexed by nothing but themselves: the words of the schema; ended by NULL. */
extern const char *const UPLOAD_PURPOSES[];

typedef struct UploadRow {
    char id[ID_TEXT_BYTES];
    char account_id[ID_TEXT_BYTES];
    char lesson_id[ID_TEXT_BYTES]; /* "": the lesson is gone */
    char *purpose, *language, *file_name, *metadata;
    int64_t length;
    int64_t created_at_us, expires_at_us, finished_at_us;
} UploadRow;

void upload_row_clear(UploadRow *row);
void upload_row_free(UploadRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(UploadRow, upload_row_free)

/* Sets id and times. ERROR_INVALID when there is no such lesson, or it takes no such file;
 * ERROR_RATE_LIMITED when the account has too many open; ERROR_TOO_LARGE when a quota of
 * course_space.h leaves less, `quota_bytes` being its default. */
bool upload_table_insert(Database *database, UploadRow *row, int64_t quota_bytes, GError **error);
/* One that `account_id` may touch: its own, or any for an administrator. ERROR_NOT_FOUND,
 * ERROR_GONE when it has expired. */
UploadRow *upload_table_get(Database *database, const char *id, const char *account_id,
                            GError **error);
/* Unfinished ones of an account, newest first: UploadRow elements; NULL account: of all, also
 * expired. */
GPtrArray *upload_table_list_open(Database *database, const char *account_id, GError **error);
/* All bytes are here: the upload becomes the job of the same id. `mark` is that of
 * upload_file_mark(). Nothing happens when it was finished before. *ret_is_refused: the job has
 * failed at once, because the file is in the lesson already or the lesson is gone. */
bool upload_table_finish(Database *database, const char *id, const char *mark, bool *ret_is_refused,
                         GError **error);
bool upload_table_remove(Database *database, const char *id, GError **error);
/* UploadRow elements: unfinished ones whose time is over and whose bytes are still here. */
GPtrArray *upload_table_expired(Database *database, GError **error);
/* The bytes of an expired one are gone: the audit says so, once. */
bool upload_table_clear(Database *database, const UploadRow *row, GError **error);
/* Ids (char *) of all, and of jobs whose files were brought without an upload. */
GPtrArray *upload_table_ids(Database *database, GError **error);
/* For housekeeping: rows whose files are gone long since. */
bool upload_table_purge(Database *database, int64_t *ret_removed, GError **error);
