/* The media of a register's event and the viewings that its presences go with: a study session has
 * its lessons one behind the other, a room the viewings of its screens. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/attendance/record_facts.h"
#include "catalog/store/database.h"

typedef struct RecordParts RecordParts;

/* Both are borrowed until it is freed. */
RecordParts *record_parts_new(Database *database, RecordFacts *facts);
void record_parts_free(RecordParts *parts);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RecordParts, record_parts_free)

/* With what a presence goes. */
typedef struct RecordRoom {
    RecordKind kind;
    const char *event_id;
    const char *place_id;   /* "": beside … */
    const char *viewing_id; /* … this one */
    bool is_own;            /* of the register itself: what else was sent there counts too */
} RecordRoom;

/* NULL-terminated, of facts->lists. What goes wrong is said by record_parts_finish(). */
const char *const *record_parts_viewings(RecordParts *parts, const RecordRoom *room);

/* Fills in event duration, faults, parts, moves, and first_at_us. */
bool record_parts_finish(RecordParts *parts, GError **error);
