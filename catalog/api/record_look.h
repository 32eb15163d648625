/* Looking at records: who may, and that it is written down in the transaction of the answer. Who is
 * not written down has not looked. On a database thread, inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/api/call.h"
#include "catalog/attendance/record_table.h"

/* One's own, or of somebody within reach (record.see), which is noted. ERROR_NOT_FOUND. */
bool record_look_check(Database *database, const Call *call, const RecordRow *row, GError **error);

/* Notes all but one's own: RecordRow elements within reach. */
bool record_look_note_all(Database *database, const Call *call, const GPtrArray *rows,
                          GError **error);
