/* What a member's code opens: found, checked, done. All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/roster/activation_table.h"
#include "catalog/roster/member_row.h"
#include "catalog/store/account_table.h"
#include "catalog/store/database.h"
#include "catalog/store/field_crypto.h"

typedef struct Redeem {
    ActivationRow *row;  /* owned */
    MemberRow *member;   /* owned */
    AccountRow *account; /* owned; NULL before redeem_run(): there is none yet */
    char *unit_name;     /* owned: of the home unit */
    char *name;          /* owned: sign-in name of the account to be made */
} Redeem;

void redeem_clear(Redeem *redeem);

/* ERROR_NOT_FOUND: unknown, cancelled, of somebody who left or is locked, or handed out by somebody
 * who may not open what the account has become; ERROR_CONFLICT: used; ERROR_STALE: expired. */
bool redeem_find(Database *database, const FieldCrypto *crypto, const char *code,
                 Redeem *ret_redeem, GError **error);

/* The account's own name, or a free one made of the name's pinyin. Caller frees. */
char *redeem_propose_name(Database *database, const Redeem *redeem, GError **error);

/* "王*芳": first and last character stay, of two only the first. Caller frees. */
char *redeem_mask_name(const char *name);

/* In a write job: uses the code up; makes the account, or sets its password and ends its sessions
 * and tokens. Then redeem->account is set. */
bool redeem_run(Database *database, Redeem *redeem, const char *password_hash, GError **error);
