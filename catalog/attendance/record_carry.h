/* Hours from before this server, carried over (docs/attendance.md, "Corrections"): a record of no
 * register and no media. Pure. */
#pragma once

#include <stdint.h>

#include "catalog/attendance/record_draft.h"

typedef struct RecordCarried {
    const char *member_id, *name, *unit_id, *unit_name, *group_id, *group_name;
    const char *type_id; /* meeting_type */
    const char *title;
    int64_t began_at_us; /* decides the year */
    int64_t hours_milli, hour_ms;
    const char *reason, *approved; /* where the hours come from; the second person */
} RecordCarried;

/* For record_table_insert() with RECORD_CARRY; without hours the state is absent. */
RecordDraft *record_carry_new(const RecordCarried *carried);
