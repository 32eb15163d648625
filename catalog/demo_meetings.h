/* The meetings of --demo: a broadcast and a group meeting that are always on, one of tomorrow, a
 * weekly series. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

/* In a transaction, at each start. `by`: id of the demo administrator. Those that are
 * always on (MEETING_DEMO_ALIAS, MEETING_DEMO_GROUP_ALIAS) are made when they are missing; the
 * others once, when there are units. */
bool demo_meetings_ensure(Database *database, const FieldCrypto *crypto, const char *by,
                          GError **error);
