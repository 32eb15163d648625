/* Whether an indicator can be kept: the head by one error, each value by a sentence of its own. On
 * a database thread. */
#pragma once

#include "catalog/attendance/indicator_table.h"

/* Its year, texts, weight and number of values. Blanks around texts are taken away. ERROR_INVALID.
 */
bool indicator_check_head(IndicatorRow *row, GError **error);

/* One element for each value, NULL or a sentence (static); and the unit's name is filled in. A
 * value is of a unit below the indicator's, of each one alone. Closed units are among them. */
GPtrArray *indicator_check_values(Database *database, const IndicatorRow *row, GError **error);
