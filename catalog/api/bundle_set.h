/* Whose records a bundle has, and whether who asks may have them. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/attendance/record_pick.h"
#include "catalog/roster/export_table.h"

#define BUNDLE_SET_ALONE_MAX_PEOPLE 500 /* more are a bulk export: a second person allows it */

/* On a database thread, by the rights of this moment. ERROR_NOT_FOUND when there is nothing, or
 * something is out of reach; ERROR_INVALID for too many records. */
bool bundle_set_collect(Database *database, const Call *call, const ExportRow *row,
                        RecordPick *ret_set, GError **error);
