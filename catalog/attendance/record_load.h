/* Reads what the catalogue knows of a register. On a database thread. */
#pragma once

#include <glib.h>

#include "catalog/attendance/record_facts.h"
#include "catalog/store/database.h"

/* With `member_id`, of this person alone; NULL: of everybody. ERROR_NOT_FOUND. */
RecordFacts *record_load(Database *database, const char *register_id, const char *member_id,
                         GError **error);
