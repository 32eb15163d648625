/* Field tables as text: for `tongping print-tables` and for the test that holds server, documents
 * and clients against each other. Pure. */
#pragma once

#include <glib.h>

#include "base/json_table.h"

/* Appends a JSON list of {"name","kind","required","min","max","words","item_max","fields"}; only
 * what the field has. Limits are those that json_table applies. */
void describe_append_fields(GString *out, const JsonTable *table);

/* Appends a JSON list of strings. */
void describe_append_words(GString *out, const char *const *words);
