/* The one-time secret of the set-up link, as a hash. All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"
#include "catalog/store/secret_hash.h"

/* Replaces the secret; one stands at a time. */
bool setup_table_offer(Database *database, const uint8_t secret_hash[SECRET_HASH_BYTES],
                       int64_t expires_at_us, GError **error);

/* Uses the secret up: true at most once for each one offered. ERROR_UNAUTHENTICATED for a wrong,
 * used or expired one. */
bool setup_table_take(Database *database, const uint8_t secret_hash[SECRET_HASH_BYTES],
                      GError **error);

/* Whether a secret stands that can still be used. */
bool setup_table_is_offered(Database *database, bool *ret_offered, GError **error);
