/* Somebody shows a head that this server has signed: a screen, a township's server, an auditor.
 * Either all that was signed is here, or the ledger must wait for a new epoch. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

typedef struct LedgerContest {
    bool is_contained; /* it is a beginning of what is here, or its loss was named by an epoch */
    bool is_news;      /* the ledger waits from now on */
} LedgerContest;

/* In a write job. What is not contained is kept in DATA/ledger.checkpoint, with which the database
 * is compared from then on, and the ledger waits: nothing is signed over it. ERROR_INVALID;
 * ERROR_NOT_FOUND: not of this server's ledger, or of a key that it does not know;
 * ERROR_IO. */
bool ledger_contest_take(Database *database, const char *directory, const char *text,
                         LedgerContest *ret_contest, GError **error);
