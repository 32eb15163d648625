/* Which units owe what in a year, and how they stand. On a database thread. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "catalog/attendance/duty_table.h"

typedef struct DutyCell {
    DutySpan span;
    int64_t held;
    DutyStanding standing;
} DutyCell;

typedef struct DutyStatusRow {
    char duty_id[ID_TEXT_BYTES], unit_id[ID_TEXT_BYTES], type_id[ID_TEXT_BYTES];
    char *unit_name, *type_name;
    DutyPeriod period;
    int64_t times;
    unsigned n_cells;
    DutyCell cells[DUTY_MAX_SPANS];
} DutyStatusRow;

void duty_status_row_free(DutyStatusRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DutyStatusRow, duty_status_row_free)

typedef struct DutyStatusQuery {
    const char *roots_json; /* JSON array: these units and those below; NULL: all */
    bool is_exact;          /* of these the units themselves only */
    int year;
    const char *today;
    const char *standing; /* only rows that have such a period; NULL: all */
    unsigned skip, limit; /* limit 0: DUTY_STATUS_MAX_ROWS */
} DutyStatusQuery;

/* DutyStatusRow elements, unit by unit in the tree's names, open units only. */
GPtrArray *duty_status_list(Database *database, const DutyStatusQuery *query, GError **error);
