/* Brings the roster in step with a platform that stays its master: units and members by external
 * id, one at a time. Each is written or refused alone; sending the same again changes nothing.
 * Write jobs only. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

/* Texts are borrowed; NULL: not given, stays as it is. */
typedef struct SyncUnit {
    const char *external_id, *parent_external_id; /* parent NULL: a root */
    const char *name, *code;
    bool is_closed;
} SyncUnit;

typedef struct SyncMember {
    const char *external_id, *name, *unit_external_id;
    const char *kind_id, *gender, *phone, *identity_number;
    const char *from_day; /* of a new home; NULL: today */
    bool has_left;
} SyncMember;

typedef enum SyncOutcome { SYNC_CREATED, SYNC_CHANGED, SYNC_SAME, SYNC_WRONG } SyncOutcome;

typedef struct SyncResult {
    SyncOutcome outcome;
    char id[ID_TEXT_BYTES];               /* "" when wrong */
    char *detail;                         /* owned: why it is wrong, or NULL */
    char ended_account_id[ID_TEXT_BYTES]; /* whose sessions have ended with this, or "" */
} SyncResult;

/* False only when the database failed; what is refused is SYNC_WRONG. */
bool roster_sync_unit(Database *database, const SyncUnit *unit, SyncResult *ret_result,
                      GError **error);
/* `actor_id`: the account that asks. */
bool roster_sync_member(Database *database, const SyncMember *member, const FieldCrypto *crypto,
                        const char *actor_id, SyncResult *ret_result, GError **error);
