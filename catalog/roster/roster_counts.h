/* How much is there: what the first-run guide ticks off. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

typedef struct RosterCounts {
    int64_t levels;
    int64_t units;   /* open */
    int64_t members; /* who have not left */
    int64_t slips;   /* activation codes that were handed out and not cancelled */
    int64_t accounts;
    int64_t clerks;  /* accounts with that role, everywhere or in a unit */
    int64_t screens; /* paired */
} RosterCounts;

/* On a database thread. */
bool roster_counts_read(Database *database, RosterCounts *ret_counts, GError **error);
