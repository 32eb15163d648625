/* What stands over every report: which ledger it was made from, and when. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

#define REPORT_ROOT_BYTES 48 /* SHA-256 in base64, with NUL */

typedef struct ReportFacts {
    int64_t made_at_us;
    int64_t epoch, size;          /* of the newest signed head; size 0: there is none yet */
    char root[REPORT_ROOT_BYTES]; /* as in the checkpoint */
} ReportFacts;

bool report_facts_load(Database *database, ReportFacts *ret_facts, GError **error);
