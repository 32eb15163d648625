/* Erasing what attendance keeps for some days only: names of guests and reasons of leaves. A guest
 * without a name keeps a number within the register, the same of all his entries, and another one
 * in the room of the meeting, so that counts stay; no row goes. On the writer's thread, inside a
 * write job. */
#pragma once

#include "catalog/attendance/retention_class.h"

#define RETENTION_ERASE_REGISTERS 50   /* of one step, with all of their guests; as many rooms */
#define RETENTION_ERASE_REASONS   1000 /* of one step */

/* One step of days that are over by now; *ret_is_done: nothing is left. What was erased is counted
 * in the database until then, and is one entry `retention.erase` of the audit. */
bool retention_erase_step(Database *database, const RetentionRule *rule, int64_t now_us,
                          bool *ret_is_done, GError **error);
