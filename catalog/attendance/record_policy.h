/* Which policy a register's records are computed by: policy_table_find() by kind, unit and year of
 * its beginning. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_facts.h"
#include "catalog/store/database.h"

/* Fills in policy, policy_id and policy_version by kind, unit and year. */
bool record_policy_find(Database *database, RecordFacts *facts, GError **error);
