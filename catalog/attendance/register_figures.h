/* How many are expected and there, by unit. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/attendance/register_table.h"

#define REGISTER_FIGURES_MAX_UNITS 2000

typedef struct RegisterUnit {
    char id[ID_TEXT_BYTES];
    char *name;
    char group_id[ID_TEXT_BYTES]; /* by which reports group: docs/attendance.md, "Register" */
    char *group_name;
    int64_t expected; /* with the excused */
    int64_t excused;
    int64_t present; /* there now; after the event: until its end */
    int64_t came;    /* ever; the present are among them */
    int64_t besides; /* of those who came: not expected */
} RegisterUnit;

typedef struct RegisterFigures {
    RegisterUnit sum; /* of all units; without names */
    int64_t guests;   /* who came without a roster entry */
    GPtrArray *units; /* RegisterUnit by names of group and unit */
} RegisterFigures;

void register_figures_clear(RegisterFigures *figures);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RegisterFigures, register_figures_clear)

/* `place_id`: only people of its units and who is entered there, or NULL. `roots_json`: only people
 * of these units and below, or NULL. */
bool register_figures_read(Database *database, const RegisterRow *row, const char *place_id,
                           const char *roots_json, RegisterFigures *ret_figures, GError **error);
