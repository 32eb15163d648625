/* The meetings of --demo: one that is always on, one of tomorrow, a weekly series. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

/* In a transaction, at each start. `by`: id of the demo administrator. The broadcast (see
 * MEETING_DEMO_ID) is always made live again; the others are made once, when there are units. */
bool demo_meetings_ensure(Database *database, const FieldCrypto *crypto, const char *by,
                          GError **error);
