/* The schema's versions: an append-only list of numbered steps, each in one transaction. A new
 * database is made from schema.sql, an old one is brought up step by step; both end equal. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

/* The version this program writes. */
unsigned migrations_latest_version(void);

/* Brings a writer's database to the latest version. ERROR_NEWER, and nothing changed, when a newer
 * program wrote it; any other failure leaves the version before the failing step. */
bool migrations_apply(Database *database, GError **error);

/* The database's version; ERROR_NEWER when it is beyond ours. 0: nothing in it yet. */
bool migrations_check(Database *database, unsigned *ret_version, GError **error);

/* The text of schema.sql, for tests and documents. */
const char *migrations_schema_text(void);
