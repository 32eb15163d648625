/* The account of a member, and whether a code to come to it is open. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

typedef struct MemberAccount {
    char id[ID_TEXT_BYTES]; /* "": none */
    char *name;             /* or NULL */
    int64_t last_sign_in_at_us;
    bool has_code;
} MemberAccount;

void member_account_clear(MemberAccount *account);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(MemberAccount, member_account_clear)

bool member_account_read(Database *database, const char *member_id, MemberAccount *ret_account,
                         GError **error);
