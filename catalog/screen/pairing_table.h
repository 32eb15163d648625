/* Screens that show a code until somebody decides (RFC 8628). All verbs run on a database thread.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "catalog/screen/screen_kind.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"
#include "catalog/store/secret_hash.h"

#define PAIRING_LIFETIME_US     (INT64_C(15) * 60 * CLOCK_US_PER_S)
#define PAIRING_MAX_PER_ADDRESS 20 /* waiting at once; of IPv6 the first 64 bits count */
#define PAIRING_MAX_WAITING     2000
#define PAIRING_CODE_COLUMN     "pairing.code" /* of the keyed lookup */

typedef enum PairingState {
    PAIRING_WAITING,
    PAIRING_APPROVED,
    PAIRING_REFUSED,
    PAIRING_TAKEN, /* the screen uses its secret */
} PairingState;

typedef struct PairingRow {
    char id[ID_TEXT_BYTES];
    uint8_t device_hash[SECRET_HASH_BYTES];
    uint8_t code_lookup[FIELD_LOOKUP_BYTES];
    ScreenKind kind;
    char *capabilities; /* JSON object, or NULL */
    char *peer;
    PairingState state;
    char screen_id[ID_TEXT_BYTES]; /* once approved */
    char former_id[ID_TEXT_BYTES]; /* the screen this set was before; "": unknown */
    char decided_by[ID_TEXT_BYTES];
    int64_t created_at_us, expires_at_us;
} PairingRow;

void pairing_row_free(PairingRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PairingRow, pairing_row_free)

/* Stores a waiting one; sets id and times. ERROR_RATE_LIMITED beyond the address's number,
 * ERROR_OVERLOADED beyond that of all, ERROR_CONFLICT when the code is in use. */
bool pairing_table_insert(Database *database, PairingRow *row, GError **error);

/* The newest with this code that has not expired, whatever its state. NULL with ERROR_NOT_FOUND. */
PairingRow *pairing_table_find_code(Database *database, const uint8_t lookup[FIELD_LOOKUP_BYTES],
                                    GError **error);
/* *ret_row is NULL for an unknown device; also an expired one is found. */
bool pairing_table_find_device(Database *database, const uint8_t device_hash[SECRET_HASH_BYTES],
                               PairingRow **ret_row, GError **error);

/* Waiting → approved (with `screen_id`) or refused (NULL). ERROR_STALE when it waits no more. */
bool pairing_table_decide(Database *database, const char *id, const char *screen_id,
                          const char *decided_by, GError **error);

/* Removes what nobody can use any more. */
bool pairing_table_purge(Database *database, int64_t *ret_removed, GError **error);
