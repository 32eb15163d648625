/* Who is expected at an event, written down when it begins (花名册快照): docs/attendance.md,
 * "Register". On a database thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/attendance/register_table.h"

/* One statement for everybody: 35,000 people in well under a second. */
bool register_snapshot_take(Database *database, const RegisterRow *row, GError **error);

/* Somebody who came besides: is_expected 0. Nothing happens when he stands there already.
 * ERROR_NOT_FOUND for who is not in the roster or has no home. */
bool register_snapshot_add(Database *database, const RegisterRow *row, const char *member_id,
                           GError **error);
