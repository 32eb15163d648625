/* DATA/ledger.checkpoint: the newest head that this server has signed, outside of the database and
 * its backup. A database that is behind it was put back. Blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/ledger/checkpoint.h"

#define LEDGER_ANCHOR_FILE_NAME "ledger.checkpoint"

/* False without an error: there is none. ERROR_IO; ERROR_CORRUPT when it cannot be read. */
bool ledger_anchor_read(const char *directory, Checkpoint *ret_checkpoint, GError **error);
bool ledger_anchor_write(const char *directory, const char *text, GError **error);
