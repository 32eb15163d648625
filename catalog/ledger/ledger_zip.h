/* Reads members of a foreign ZIP: bounded, whatever it says of itself. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define LEDGER_ZIP_MAX_MEMBERS 250000

typedef struct LedgerZip LedgerZip;

/* From memory (borrowed until the end), for fuzzing too. ERROR_INVALID. */
LedgerZip *ledger_zip_open(const void *bytes, size_t length, GError **error);
void ledger_zip_close(LedgerZip *zip);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LedgerZip, ledger_zip_close)

unsigned ledger_zip_count(const LedgerZip *zip);
/* Borrowed; NULL for a name that cannot be read. */
const char *ledger_zip_name(LedgerZip *zip, unsigned number);

/* The bytes of the member with this name, with a NUL behind; never more than `max_bytes` are
 * unpacked. ERROR_NOT_FOUND, ERROR_TOO_LARGE, ERROR_INVALID for what is damaged or encrypted. */
char *ledger_zip_read(LedgerZip *zip, const char *name, size_t max_bytes, size_t *ret_length,
                      GError **error);
