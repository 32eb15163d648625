/* Brings the sample county (sample_county.h) into an empty roster. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

/* In a write job. `by`: id of the account that does it. ERROR_CONFLICT unless the roster is empty.
 * Levels that have names already are used as they are. */
bool sample_bring(Database *database, const FieldCrypto *crypto, const char *by, GError **error);
