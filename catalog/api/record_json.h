/* Records on the wire. */
#pragma once

#include <glib.h>

#include "catalog/attendance/policy_table.h"
#include "catalog/attendance/read_table.h"
#include "catalog/attendance/record_table.h"

void record_json_append(const RecordRow *row, GString *out);
/* An array of RecordRow elements; caller frees. */
char *record_json_list(const GPtrArray *rows);
/* An array of ReadRow elements. */
void record_json_append_readers(const GPtrArray *rows, GString *out);

/* What there is around one record. */
typedef struct RecordAround {
    const GPtrArray *chain;     /* RecordRow, the oldest first */
    const GPtrArray *readers;   /* ReadRow of the member */
    const char *text, *receipt; /* or NULL */
    const PolicyRow *policy;    /* that it was made with, or NULL */
} RecordAround;
/* Caller frees. */
char *record_json_whole(const RecordRow *row, const RecordAround *around);
