/* What other servers learn of an account: a fact in the outbox, without secrets. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/account_table.h"

typedef enum AccountFactKind {
    ACCOUNT_CREATED,
    ACCOUNT_CHANGED,
    ACCOUNT_PASSWORD_CHANGED,
    ACCOUNT_REMOVED,
} AccountFactKind;

bool account_fact_append(Database *database, AccountFactKind kind, const AccountRow *row,
                         GError **error);
