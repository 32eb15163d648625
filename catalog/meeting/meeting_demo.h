/* The end of the demonstration. Inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/meeting/meeting_table.h"
#include "catalog/store/database.h"

/* What is kept of it while it runs: nobody may remember that it does. */
#define MEETING_DEMO_KEEP_US (INT64_C(4) * 3600 * 1000000)

/* `row` becomes an ordinary meeting with a ready recording of at most the newest four hours, named
 * after the day; the next demonstration is live with the alias and the inputs. `media_ms` is how
 * far its media has come, -1: as far as was told last. When nothing was ever sent or watched it is
 * a meeting that was not recorded. ERROR_CONFLICT when it is over already. */
bool meeting_demo_end(Database *database, MeetingRow *row, int64_t media_ms,
                      char ret_next_id[ID_TEXT_BYTES], GError **error);
