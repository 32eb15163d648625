/* What `tongping ledger` does. Each returns an exit status, or sets the error. */
#pragma once

#include <glib.h>

#include "server/settings.h"

typedef struct LedgerOptions {
    Settings settings;
    char *known; /* a file, or NULL */
} LedgerOptions;

typedef int (*LedgerCommandFn)(const LedgerOptions *options, char *const *words, GError **error);

int ledger_command_check(const LedgerOptions *options, char *const *words, GError **error);
int ledger_command_checkpoint(const LedgerOptions *options, char *const *words, GError **error);
int ledger_command_epoch(const LedgerOptions *options, char *const *words, GError **error);
int ledger_command_cosigner(const LedgerOptions *options, char *const *words, GError **error);
int ledger_command_erase(const LedgerOptions *options, char *const *words, GError **error);
int ledger_command_receipt(const LedgerOptions *options, char *const *words, GError **error);
int ledger_command_bundle(const LedgerOptions *options, char *const *words, GError **error);
int ledger_command_witness(const LedgerOptions *options, char *const *words, GError **error);
int ledger_command_forget(const LedgerOptions *options, char *const *words, GError **error);
