/* How long recordings are kept, and the removal of those whose time is over: first here, with an
 * entry in the audit, then from the disk, as often as it takes. All verbs run inside a write job.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

/* Kept for ever, or by the rule again: then it is told anew when. Not for one that was removed. */
bool keeping_table_set_kept(Database *database, const char *meeting_id, bool is_kept,
                            GError **error);

/* Tells when each published recording is to be removed, by a rule of `keep_days` (0: for ever), and
 * marks those as removed whose time is over. */
bool keeping_table_tick(Database *database, int64_t keep_days, int64_t now_us, GError **error);

/* Ids (char *) of meetings whose recordings were removed but are not known to be off the disk. */
GPtrArray *keeping_table_left(Database *database, GError **error);
/* One of those is off the disk now; of others nothing is noted. */
bool keeping_table_files_gone(Database *database, const char *meeting_id, GError **error);
