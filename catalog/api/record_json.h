/* Records on the wire. */
#pragma once

#include <glib.h>

#include "catalog/attendance/policy_table.h"
#include "catalog/attendance/record_table.h"

void record_json_append(const RecordRow *row, GString *out);
/* An array of RecordRow elements; caller frees. */
char *record_json_list(const GPtrArray *rows);
/* What stands beside a record; NULL: not there. */
typedef struct RecordProof {
    const char *text, *receipt;
    const PolicyRow *policy; /* that it was made with */
} RecordProof;

/* One record with its policy, the chain it belongs to (RecordRow, the oldest first), its canonical
 * text and its receipt. Caller frees. */
char *record_json_whole(const RecordRow *row, const GPtrArray *chain, const RecordProof *beside);
