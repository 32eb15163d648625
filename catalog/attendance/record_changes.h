/* Corrections that two persons agreed on, as what they change before a record is computed anew
 * (docs/attendance.md, "Corrections"). On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/attendance/record_facts.h"
#include "catalog/store/database.h"
#include "catalog/attendance/record_parts.h"

/* Adds stays, leaves and faults to the persons that are there. ERROR_CORRUPT for content that no
 * server wrote. */
bool record_changes_load(Database *database, RecordParts *parts, RecordFacts *facts,
                         GError **error);
