/* Hours of a member in a calendar year: what the newest record of each chain brought, against what
 * the policy asks of him. The one sum that pages and reports show. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/roster/day.h"
#include "catalog/store/database.h"

/* Thousandths of class-hours. */
typedef struct RecordHours {
    int64_t earned_milli, carried_milli; /* by records of events; from before */
    int64_t asked_milli;                 /* 0: nothing is asked of him */
    int64_t missing_milli;               /* never less than 0 */
    int64_t n_records;                   /* the newest of each chain, carried ones too */
    bool is_lead;                        /* he leads a unit, so `yearly_hours_lead` is asked */
    char last_day[DAY_TEXT_BYTES];       /* of the year: until then */
} RecordHours;

/* Asked of him is what the policy of the kind `study` asks in his home of the year's last day, or
 * of `today` when the year goes on; nothing of whom no unit was home then, and of kinds of people
 * who need not come. He leads a unit who was appointed administrator of one on that day. */
bool record_hours_sum(Database *database, const char *member_id, int year, const char *today,
                      RecordHours *ret_hours, GError **error);

/* The years of which the member has records, newest first: int elements. Caller unrefs. */
GArray *record_hours_years(Database *database, const char *member_id, GError **error);
