/* After a start: the sums that players are told (catalog/viewing/credit_book.h) are read back from
 * the raw viewing log, on a thread of its own, while the server serves; until they are here nothing
 * is said. Of the last CREDIT_SOURCE_REACH_US (credit_source.h) are read the days from the first
 * viewing on whose account and event still go on: what was silent for CREDIT_LIVE_FORGET_US is not
 * known before a restart either. Memory: that of the sums, and a chunk of the log. */
#pragma once

#include <glib.h>

#include "base/worker.h"
#include "catalog/viewing/credit_book.h"

typedef struct CreditRebuild CreditRebuild;

/* ERROR_INTERNAL. */
CreditRebuild *credit_rebuild_start(const char *directory, GError **error);
/* NULL and repeated calls are allowed. */
void credit_rebuild_stop(CreditRebuild *rebuild);
void credit_rebuild_free(CreditRebuild *rebuild);

/* Once, before `api` hears of beats; both are borrowed, the book is of that thread. */
void credit_rebuild_begin(CreditRebuild *rebuild, Worker *api, CreditBook *book);
