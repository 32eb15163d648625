/* What the database knows of viewings whose lines are read back for the sums of players
 * (catalog/viewing/credit_replay.h, credit_rebuild.h). On a thread with a connection of its own. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "catalog/store/database.h"
#include "catalog/viewing/credit_replay.h"

/* Viewings that were opened longer ago are not read back. */
#define CREDIT_SOURCE_REACH_US (24 * 3600 * CLOCK_US_PER_S)

/* From when on the log says all of what goes on at `now_us`; `now_us`: nothing does. */
bool credit_source_first(Database *database, int64_t now_us, int64_t *ret_from_us, GError **error);

/* CreditReplayPort; `database` is its user. Trouble is nothing known. */
bool credit_source_opened(const BeatRecord *opened, CreditLiveTerms *ret_terms,
                          ViewingStakes *ret_stakes, void *database);
bool credit_source_whose(const char *viewing_id, char ret_account_id[ID_TEXT_BYTES],
                         void *database);
