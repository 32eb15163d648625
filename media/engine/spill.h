/* Parts for which the disk had no room: kept in memory for the newest minutes, so that a full disk
 * stops the recording but not the meeting. One owner thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/gate/gate_buffer.h"
#include "media/types/grid_row.h"

#define SPILL_MAX_ROWS GRID_SPILL_ROWS

typedef struct Spill Spill;

Spill *spill_new(unsigned n_tracks);
void spill_free(Spill *spill);

/* Keeps a row's bytes; `ret_spans` has n_tracks. ERROR_IO when memory has run out too. */
bool spill_add(Spill *spill, const GridRow *row, GridSpan *ret_spans, GError **error);

/* Caller unrefs; NULL before the first row. */
GateFile *spill_file(Spill *spill, unsigned track);
