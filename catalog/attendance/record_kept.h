/* Whether the days of the raw log that a record was computed from are still there, so that it can
 * be explained again. On a database thread. */
#pragma once

#include <stdbool.h>

#include "catalog/attendance/record_days.h"
#include "catalog/store/database.h"

/* Compares the newest record of the person with the days that are there; without a record all is
 * well. ERROR_GONE, with the first day that is missing. */
bool record_kept_check(Database *database, const char *register_id, const char *member_id,
                       const RecordDays *days, GError **error);
