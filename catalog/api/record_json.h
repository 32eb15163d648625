/* Records on the wire. */
#pragma once

#include <glib.h>

#include "catalog/attendance/record_table.h"

void record_json_append(const RecordRow *row, GString *out);
/* An array of RecordRow elements; caller frees. */
char *record_json_list(const GPtrArray *rows);
/* One record with its canonical text, the chain it belongs to (RecordRow, the oldest first) and its
 * receipt; `text` and `receipt` may be NULL. Caller frees. */
char *record_json_whole(const RecordRow *row, const GPtrArray *chain, const char *text,
                        const char *receipt);
