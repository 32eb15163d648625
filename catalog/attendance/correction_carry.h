/* Hours from before this system, as records of their own ("carried over"): no register, no
 * intervals, the source named. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/attendance/correction_table.h"

/* Whether approving it is enough: nothing is computed from the log. */
bool correction_carry_concerns(const CorrectionRow *row);

/* ERROR_CONFLICT when the member has the same (title and day) already, asked for or approved. */
bool correction_carry_check(Database *database, const CorrectionRow *row, GError **error);

/* Writes the record of an approved correction: the hours, or, of erase_credit, none instead of
 * those that its record has. Inside a write job. */
bool correction_carry_write(Database *database, const char *id, GError **error);
