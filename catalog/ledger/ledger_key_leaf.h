/* The leaf that names the key of the ledger's heads. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/ledger/ledger_key.h"
#include "catalog/store/database.h"

typedef enum LedgerKeyNews {
    LEDGER_KEY_KNOWN,   /* a leaf named it before */
    LEDGER_KEY_FIRST,   /* the ledger's first key */
    LEDGER_KEY_REPLACED /* the ledger had another one, which is lost */
} LedgerKeyNews;

/* In a write transaction: a leaf names the key, unless one does. */
bool ledger_key_leaf_ensure(Database *database, const LedgerKey *key, LedgerKeyNews *ret_news,
                            GError **error);

/* The algorithm's byte and the public key in base64, as leaves name it, or NULL when the text is
 * none of a key. Caller frees. */
char *ledger_key_leaf_read(const char *text);
