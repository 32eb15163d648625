/* Others who remember our heads: their keys, what they have cosigned. All verbs run on a database
 * thread, those that write inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/ledger/checkpoint.h"
#include "catalog/store/database.h"

#define LEDGER_MAX_COSIGNERS 64

/* Makes a key known, or replaces the one of that name; a leaf says so. ERROR_INVALID. */
bool ledger_cosigner_add(Database *database, const char *key_text, CheckpointKey *ret_key,
                         GError **error);

/* A head of ours with cosignatures: those of known keys are kept. ERROR_NOT_FOUND: it is none of
 * ours; ERROR_UNAUTHENTICATED: no known key has cosigned it; ERROR_CONFLICT: its cosigner has seen
 * a larger one before, of *ret_size entries (C2SP tlog-witness, "add-checkpoint"). */
bool ledger_cosigner_take(Database *database, const char *text, int64_t *ret_size, GError **error);
