/* The text of a policy's version, and its way into the ledger. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/attendance/policy_table.h"

/* Canonical text (docs/attendance.md, "Policy"). Pure; caller frees. */
char *policy_seal_text(const PolicyRow *row);

/* Appends a leaf for each version that has none: those that came with the server, and new ones.
 * With a new version, and in each commit that writes records, before the first one names it.
 * Inside a write job, on a database thread. ERROR_UNAVAILABLE while the ledger waits. */
bool policy_seal_all(Database *database, GError **error);
