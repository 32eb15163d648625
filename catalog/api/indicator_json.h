/* Indicators on the wire. */
#pragma once

#include "base/json_table.h"
#include "catalog/attendance/indicator_table.h"

typedef struct IndicatorInput {
    char *unit_id, *name, *measure, *source;
    int64_t year, weight;
    bool is_higher_better, is_preview;
    GPtrArray *values;
} IndicatorInput;

extern const JsonTable INDICATOR_JSON_INPUT;
/* Of PUT: unit and year stay. */
extern const JsonTable INDICATOR_JSON_CHANGE;

/* Unit, year, texts, weight, direction and values. */
IndicatorRow *indicator_json_row(const IndicatorInput *input);

/* `asker`: account for whom it is written. */
void indicator_json_append(const IndicatorRow *row, const char *asker, GString *out);

/* {"is_stored":…,"faults":[…],"indicator":…}: the last only when it is stored. `faults`: NULL or
 * an English sentence for each value. Caller frees. */
typedef struct IndicatorAnswer {
    const IndicatorRow *row;
    const GPtrArray *faults;
    bool is_stored;
    const char *accept_language, *asker;
} IndicatorAnswer;
char *indicator_json_answer(const IndicatorAnswer *answer);
