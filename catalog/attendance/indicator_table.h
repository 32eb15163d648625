/* Figures from elsewhere that units are ranked by as well (docs/attendance.md, "Reports"). A draft
 * is written and replaced as a whole; a second person publishes it, then nothing of it changes: it
 * can be withdrawn. All verbs run on a database thread; writing ones inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define INDICATOR_MAX_VALUES       500
#define INDICATOR_MAX_OF_YEAR      200 /* that are not withdrawn */
#define INDICATOR_NAME_MAX_CHARS   40
#define INDICATOR_SOURCE_MAX_CHARS 200
#define INDICATOR_NOTE_MAX_CHARS   40
#define INDICATOR_REASON_MAX_CHARS 200
#define INDICATOR_VALUE_MAX        INT64_C(1000000000000) /* thousandths, on both sides of 0 */
#define INDICATOR_WEIGHT_MAX       100

typedef enum IndicatorState {
    INDICATOR_DRAFT,
    INDICATOR_PUBLISHED,
    INDICATOR_WITHDRAWN
} IndicatorState;

/* Indexed by IndicatorState, NULL-terminated. */
extern const char *const INDICATOR_STATE_WORDS[];

typedef struct IndicatorValue {
    char unit_id[ID_TEXT_BYTES];
    int64_t value_milli;
    char *note;      /* NULL: none */
    char *unit_name; /* filled by reading verbs */
} IndicatorValue;

void indicator_value_free(IndicatorValue *value);

/* Who did something, and when. */
typedef struct IndicatorAct {
    char by[ID_TEXT_BYTES]; /* account; "": nobody has */
    char *name;             /* as the account was called then; NULL: nobody has */
    int64_t at_us;
} IndicatorAct;

typedef struct IndicatorRow {
    char id[ID_TEXT_BYTES];
    char unit_id[ID_TEXT_BYTES]; /* units below it have values; "": of the whole tree */
    int year;
    char *name, *measure, *source;
    unsigned weight;
    bool is_higher_better;
    int64_t revision;
    IndicatorState state;
    IndicatorAct made, published, withdrawn;
    char *withdrawn_reason;
    int64_t leaf;      /* -1: none */
    GPtrArray *values; /* IndicatorValue in the order of their units' ids */
} IndicatorRow;

void indicator_row_free(IndicatorRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(IndicatorRow, indicator_row_free)

/* With its values. ERROR_NOT_FOUND. */
IndicatorRow *indicator_table_get(Database *database, const char *id, GError **error);

typedef struct IndicatorQuery {
    int year;
    const char *roots_json; /* of these units and those below, values of these alone; NULL: all */
} IndicatorQuery;

/* IndicatorRow elements with their values, by name. */
GPtrArray *indicator_table_list(Database *database, const IndicatorQuery *query, GError **error);

/* Unit, year, texts, weight, direction, values and made (but for its moment) are given and were
 * judged by indicator_check; the rest is set. ERROR_CONFLICT when the unit has one of that name in
 * the year, or there are too many. */
bool indicator_table_insert(Database *database, IndicatorRow *row, GError **error);
/* The same for the draft `row->id`, as a whole; its unit and year stay. ERROR_CONFLICT when it is
 * no draft any more. */
bool indicator_table_replace(Database *database, IndicatorRow *row, GError **error);
/* A draft. */
bool indicator_table_remove(Database *database, const char *id, GError **error);

/* What indicator_seal does beside its leaf: `row` has state, act and leaf. */
bool indicator_table_settle(Database *database, const IndicatorRow *row, GError **error);
