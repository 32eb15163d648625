/* A meeting's stream keys, as ingest wants them. */
#pragma once

#include <glib.h>

#include "media/engine/live_order.h"
#include "media/ingest/ingest.h"

/* Appends an IngestKey for each push input: open while there is a programme, else with a reason. */
void stream_keys_add(const LiveOrder *order, GArray *keys);
