/* Who looked at whose records: one row and one leaf of the ledger a day for each pair, in the
 * transaction of the look. The member sees them, and who was given a report that he was in
 * (report_note.h). On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/roster/day.h"
#include "catalog/store/database.h"

#define READ_LIST_MAX_ROWS 500
#define READ_SHOWN_DAYS    366

/* Inside a write job. Nothing is noted of one's own records. `reader_id`: account. */
bool read_table_note(Database *database, const char *reader_id, const char *member_id,
                     GError **error);

typedef struct ReadRow {
    char day[DAY_TEXT_BYTES];
    char *reader_name; /* as it was called then */
    int64_t times;
    int64_t leaf;
    char *kind;   /* "record", or of the report: "year", "event", "course" */
    char *form;   /* of a report: "screen", "csv", "xlsx"; else NULL */
    char *about;  /* unit, event, course by name; NULL: all that the reader has, or a record */
    int64_t year; /* of a report */
} ReadRow;

void read_table_free_row(ReadRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ReadRow, read_table_free_row)

/* ReadRow elements, newest first, from `from_day` on. */
GPtrArray *read_table_list(Database *database, const char *member_id, const char *from_day,
                           GError **error);
