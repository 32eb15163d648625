/* Draws a sample from the records of a register, or of a year and units, and writes it down. On a
 * database thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/attendance/record_sample.h"
#include "catalog/store/database.h"

/* The newest of each chain that fits; NULL and 0 are no condition. */
typedef struct RecordDraw {
    const char *roots_json; /* JSON array of units: of them and of what is below */
    const char *register_id;
    int64_t year;
} RecordDraw;

/* Adds all that fit to the sample. Reads an id each: 3 million in some seconds. */
bool record_draw_read(Database *database, const RecordDraw *draw, RecordSample *sample,
                      GError **error);

typedef struct RecordDrawn {
    const RecordDraw *draw;
    const RecordSample *sample;
    const char *seed;
    int64_t at_us;
    const char *by_id, *by_name; /* the account, as called now */
} RecordDrawn;

/* The leaf "tongping-sample 1", inside a write job. ERROR_UNAVAILABLE while the ledger waits. */
bool record_draw_seal(Database *database, const RecordDrawn *drawn, int64_t *ret_leaf,
                      GError **error);
