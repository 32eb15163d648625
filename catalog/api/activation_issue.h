/* Making activation codes: who gets one, may this be done by who asks, what stands on the slip. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/slip/slip.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

#define ACTIVATION_MAX_SLIPS 2000 /* a call */

typedef struct IssueOrder {
    char **member_ids;   /* these; or NULL: all of `unit_id` who have no account */
    const char *unit_id; /* with `below`: of the units below it too */
    bool below, again;   /* `again`: also those whose code is open */
    const char *page;    /* where codes are taken: "https://…/activate" */
} IssueOrder;

typedef struct IssuedSlip {
    char member_id[ID_TEXT_BYTES];
    char *unit_name; /* owned */
    int64_t expires_at_us;
    Slip *slip; /* owned */
} IssuedSlip;

/* In a write job: IssuedSlip elements by unit. Nothing is made unless all can be.
 * ERROR_NOT_FOUND for a member or unit out of reach; ERROR_CONFLICT for one who left, whose account
 * is locked, for too many; ERROR_FORBIDDEN for an account with more than the member's role, unless
 * who asks may change accounts: a slip opens the account. */
GPtrArray *activation_issue(Database *database, const FieldCrypto *crypto, const char *issuer_id,
                            const IssueOrder *order, GError **error);

/* Whether `issuer_id` may hand out what opens the account of this member (who may have none). */
bool activation_issue_check(Database *database, const char *issuer_id, const char *member_id,
                            GError **error);

/* Whether `issuer_id` may hand out codes in one of the member's units; the home unit if it may
 * there. ERROR_NOT_FOUND. */
bool activation_issue_find_unit(Database *database, const char *issuer_id, const char *member_id,
                                char ret_unit_id[ID_TEXT_BYTES], GError **error);
