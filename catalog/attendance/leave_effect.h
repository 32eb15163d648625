/* Who is excused from an event: an exemption of that day, a granted leave of the event or of that
 * day. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

typedef struct LeaveEvent {
    const char *member_id;
    const char *event_kind, *event_id; /* of the register; no leave is of a lesson itself */
    int64_t began_at_us;
} LeaveEvent;

bool leave_effect_is_excused(Database *database, const LeaveEvent *event, bool *ret_is_excused,
                             GError **error);

/* Writes register_person.is_excused of the member anew, in registers that are not closed: after a
 * leave was granted or taken back. Inside a write job. */
bool leave_effect_refresh(Database *database, const char *member_id, GError **error);
