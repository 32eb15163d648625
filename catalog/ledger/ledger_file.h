/* The ledger's small files beside the database: read whole, replaced whole. Blocks. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/* *ret_text is NULL when there is no such file; caller frees. ERROR_IO; ERROR_CORRUPT when it is
 * larger, has a NUL or may be used by others. */
bool ledger_file_read(const char *directory, const char *name, size_t max_bytes, char **ret_text,
                      GError **error);

/* On the disk under its name (0600) when it returns: the old or the new text, never a part. */
bool ledger_file_write(const char *directory, const char *name, const char *text, GError **error);
