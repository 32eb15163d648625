/* How often units owe a meeting of a type (三会一课 and others), and how they stand. What was held
 * is counted from the registers of the unit: those that have begun, by type. All verbs run on a
 * database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/attendance/duty_period.h"
#include "catalog/store/database.h"

#define DUTY_MAX_ROWS        1000 /* of the installation, ended ones included */
#define DUTY_MAX_TIMES       366
#define DUTY_STATUS_MAX_ROWS 200 /* of a page */
#define DUTY_TYPE_STUDY      "study"

typedef struct DutyRow {
    char id[ID_TEXT_BYTES];
    char unit_id[ID_TEXT_BYTES];  /* "": the whole tree */
    char level_id[ID_TEXT_BYTES]; /* units of this level below; "": the unit itself */
    char type_id[ID_TEXT_BYTES];  /* of meetings */
    DutyPeriod period;
    int64_t times;
    char from_day[DAY_TEXT_BYTES], until_day[DAY_TEXT_BYTES]; /* until "": open */
    char made_by[ID_TEXT_BYTES];
    int64_t made_at_us;
    char *unit_name, *level_name, *type_name; /* filled by reading verbs; NULL: none */
} DutyRow;

void duty_row_free(DutyRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DutyRow, duty_row_free)

/* Unit, level, type, period, times, from_day, until_day and made_by are given. ERROR_INVALID for
 * bad values, and for a whole tree without a level; ERROR_NOT_FOUND for an unknown type or level;
 * ERROR_CONFLICT when the same is open, or there are too many. */
bool duty_table_insert(Database *database, DutyRow *row, GError **error);

/* Ends it: what began before that day was owed. ERROR_NOT_FOUND; ERROR_CONFLICT when it has. */
bool duty_table_end(Database *database, const char *id, const char *until_day, GError **error);

DutyRow *duty_table_get(Database *database, const char *id, GError **error);
/* DutyRow elements: those of these units, of units below and above; NULL: all. Ended ones last. */
GPtrArray *duty_table_list(Database *database, const char *roots_json, GError **error);

/* ---- presets: data for whoever makes duties ---- */

typedef struct DutyPreset {
    const char *word;
    const char *type_id;   /* of a type that is there; "" when the county must make it: */
    const char *type_name; /* 支部党员大会 … */
    DutyPeriod period;
    int64_t times;
} DutyPreset;

#define DUTY_N_PRESETS 6
extern const DutyPreset DUTY_PRESETS[DUTY_N_PRESETS];
