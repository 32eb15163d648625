/* Who sees which part of a register, and who may call the roll in which place. All verbs run on a
 * database thread.
 *
 * Whoever has the right for the register's unit has it for all of it. Who has it for other units
 * sees their people and places in it. A screen sees and calls the place that it stands in. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/attendance/register_table.h"
#include "catalog/rights/rights.h"

typedef struct RegisterReach {
    RightsReach units;            /* of an account */
    bool is_whole;                /* everything of the register that was looked at */
    char place_id[ID_TEXT_BYTES]; /* of a screen; "" for accounts */
} RegisterReach;

void register_reach_clear(RegisterReach *reach);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RegisterReach, register_reach_clear)

typedef struct RegisterAsker {
    const char *id; /* account or screen */
    bool is_screen;
    RightId right;
} RegisterAsker;

/* ERROR_CONFLICT for a screen that stands nowhere. */
bool register_reach_load(Database *database, const RegisterAsker *asker, RegisterReach *ret_reach,
                         GError **error);
/* NULL when everything may be seen; else the JSON array for RegisterQuery and the like. */
const char *register_reach_roots(const RegisterReach *reach);

/* Whether any of it is seen; fills `is_whole`. ERROR_NOT_FOUND. */
bool register_reach_see(Database *database, RegisterReach *reach, const RegisterRow *row,
                        GError **error);

/* Whether the roll may be called in this place: it is there, may take part in the event, and is
 * within reach, or the register is. ERROR_NOT_FOUND. */
bool register_reach_place(Database *database, const RegisterAsker *asker, const RegisterRow *row,
                          const char *place_id, GError **error);
/* Of the register as a whole. ERROR_NOT_FOUND. */
bool register_reach_whole(Database *database, const RegisterAsker *asker, const RegisterRow *row,
                          GError **error);
