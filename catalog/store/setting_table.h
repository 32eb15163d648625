/* What the server remembers about itself: few names, one text each. All verbs run on a database
 * thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

#define SETTING_NODE_ID       "node_id"       /* UUIDv7 of this server, made at the first opening */
#define SETTING_LOOKUP_KEY_ID "lookup_key_id" /* root key of the keyed lookups */

/* *ret_value is NULL when it was never set. */
bool setting_table_find(Database *database, const char *name, char **ret_value, GError **error);
bool setting_table_set(Database *database, const char *name, const char *value, GError **error);
