/* Epochs: after a database that is older than what was signed, the tree goes on under another
 * origin (NODE/EPOCH), and its first leaf says what is lost and who has approved. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"
#include "catalog/ledger/ledger_key.h"
#include "catalog/store/database.h"

#define LEDGER_EPOCH_NAME_BYTES 256 /* of a person, with NUL */

/* "NODE/EPOCH". Caller frees. */
char *ledger_epoch_origin(const char *node, int64_t number);
/* False: it is no origin of a ledger of this node. */
bool ledger_epoch_read_origin(const char *origin, const char *node, int64_t *ret_number);

/* On a database thread; 1 when none was ever opened. */
bool ledger_epoch_current(Database *database, int64_t *ret_number, GError **error);
/* The epoch that a leaf was written in. */
bool ledger_epoch_of(Database *database, int64_t index, int64_t *ret_number, GError **error);

typedef struct LedgerOpening {
    const char *node;
    const Checkpoint *anchor; /* the newest head that is known; NULL: none */
    const char *names[2];     /* who approves: two different persons */
    const LedgerKey *key;
} LedgerOpening;

/* In a write transaction: a row, the first leaf, the key's leaf when it is not there, and the
 * ledger does not wait any more. ERROR_INVALID for names, ERROR_CONFLICT when it does not wait. */
bool ledger_epoch_open(Database *database, const LedgerOpening *opening, int64_t *ret_number,
                       GError **error);
