/* Exports of the roster and of reports: who asked for which, who allowed it, that it was taken
 * once. The file itself is never kept. All verbs run on a database thread; changing ones inside a
 * write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define EXPORT_MAX_OPEN  20  /* of one account: neither decided, taken nor expired */
#define EXPORT_LIST_MAX  200 /* newest first */
#define EXPORT_DAY_US    (INT64_C(24) * 3600 * 1000000)
#define EXPORT_WAIT_US   (7 * EXPORT_DAY_US) /* to be decided */
#define EXPORT_READY_US  EXPORT_DAY_US       /* to be taken */
#define EXPORT_FORGET_US (400 * EXPORT_DAY_US)

typedef enum ExportState {
    EXPORT_WAITING,
    EXPORT_READY,
    EXPORT_REFUSED,
    EXPORT_TAKEN,
    EXPORT_EXPIRED, /* was waiting or ready for too long; never stored */
} ExportState;

extern const char *const EXPORT_STATE_WORDS[]; /* indexed by ExportState, NULL at the end */

typedef struct ExportRow {
    char id[ID_TEXT_BYTES];
    char unit_id[ID_TEXT_BYTES]; /* "": the whole tree */
    bool is_units, is_xlsx;      /* otherwise members or a report, CSV */
    char *report; /* "year?year=2026": its kind and what it was asked with; NULL: of the roster */
    bool with_numbers;
    int64_t n_rows; /* when it was asked for */
    char *reason;   /* or NULL */
    ExportState state;
    char asked_by[ID_TEXT_BYTES];
    char decided_by[ID_TEXT_BYTES]; /* "": nobody had to, or nobody has */
    int64_t asked_at_us, expires_at_us;
    char *unit_name, *asked_by_name, *decided_by_name; /* as they are called now, or NULL */
} ExportRow;

void export_row_free(ExportRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ExportRow, export_row_free)

/* Sets id and times. ERROR_CONFLICT when the account has EXPORT_MAX_OPEN open ones. Forgets what is
 * older than EXPORT_FORGET_US. */
bool export_table_insert(Database *database, ExportRow *row, GError **error);

/* ERROR_NOT_FOUND when there is none. */
ExportRow *export_table_get(Database *database, const char *id, GError **error);

/* ExportRow elements: those of `account_id` and those for the units in and below `roots_json` (JSON
 * array of ids; NULL: all). */
GPtrArray *export_table_list(Database *database, const char *account_id, const char *roots_json,
                             GError **error);

/* WAITING becomes READY or REFUSED; ERROR_CONFLICT for any other state. */
bool export_table_decide(Database *database, const char *id, const char *account_id,
                         bool is_allowed, GError **error);

/* ERROR_CONFLICT, with what to do now, unless it is READY. */
bool export_table_check_ready(const ExportRow *row, GError **error);
/* READY becomes TAKEN; the same error. Of two that come at once one gets it. */
bool export_table_take(Database *database, const char *id, GError **error);

/* Ids of the accounts other than `account_id` that have one of `roles` for this unit ("": for the
 * whole tree); at most EXPORT_LIST_MAX, NULL at the end. */
GStrv export_table_deciders(Database *database, const char *account_id, uint32_t roles,
                            const char *unit_id, GError **error);
