/* The texts of a bundle that are not its entries. */
#pragma once

#include <glib.h>

#include "catalog/store/database.h"

#define LEDGER_BUNDLE_MAX_OLD_HEADS 1000 /* that a bundle can be compared with, the newest ones */

/* Names inside. */
#define LEDGER_BUNDLE_CHECKPOINT  "checkpoint"
#define LEDGER_BUNDLE_KEYS        "keys"
#define LEDGER_BUNDLE_CONSISTENCY "consistency"
#define LEDGER_BUNDLE_EXPLANATION "核验说明.txt"
#define LEDGER_BUNDLE_PAGE        "verify.html"
#define LEDGER_BUNDLE_RECORDS     "records/"

/* Lines "NAME+HASH+BASE64": that of the key that has signed the head, then those of cosigners. On a
 * database thread. Caller frees; ERROR_NOT_FOUND. */
char *ledger_bundle_text_keys(Database *database, const char *checkpoint_text, GError **error);

/* Lines "SIZE BASE64": the proof of RFC 9162 §2.1.4 that a head over SIZE entries, which went out
 * before, is a beginning of that over `size`. On a database thread. Caller frees. */
char *ledger_bundle_text_consistency(Database *database, int64_t size, GError **error);

/* Plain Chinese, with a byte order mark and the line ends of Windows. Caller frees. */
char *ledger_bundle_text_explain(const char *title, unsigned n_entries);
