/* Checks a bundle or a receipt: without a server, a database or a network. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"
#include "catalog/ledger/ledger_key.h"

#define LEDGER_VERIFY_MAX_BYTES (512 * 1024 * 1024) /* of a file that is looked at */

typedef enum LedgerKnown {
    LEDGER_KNOWN_NONE,         /* nobody asked */
    LEDGER_KNOWN_GOOD,         /* it is a beginning of what is proved */
    LEDGER_KNOWN_BAD,          /* it is another past */
    LEDGER_KNOWN_INCOMPARABLE, /* nothing here says how the two are related */
} LedgerKnown;

/* One entry; `problem` is NULL when it is as it was signed. */
typedef struct LedgerVerdict {
    int64_t index;                     /* -1: not even that can be read */
    const char *name, *text, *problem; /* borrowed; text NULL: not read */
} LedgerVerdict;

typedef void (*LedgerVerdictFn)(const LedgerVerdict *verdict, void *user);

typedef struct LedgerVerification {
    unsigned n_good, n_bad;
    int64_t first_bad; /* index; -1: none, or it cannot be read */
    Checkpoint checkpoint;
    char key_text[LEDGER_KEY_TEXT_BYTES];
    unsigned n_cosigners; /* whose keys lie in the bundle and who have cosigned */
    LedgerKnown known;
    char *problem; /* owned: what is wrong with all of it, or NULL */
} LedgerVerification;

void ledger_verify_clear(LedgerVerification *verification);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LedgerVerification, ledger_verify_clear)

/* `known` is a checkpoint that somebody has kept, or NULL. Calls `fn` for each entry, by index.
 * False with an error when nothing can be said: it is no bundle and no receipt. */
bool ledger_verify_bytes(const void *bytes, size_t length, const char *known, LedgerVerdictFn fn,
                         void *user, LedgerVerification *ret_verification, GError **error);
