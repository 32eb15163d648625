/* What a file is, told by its first bytes. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "catalog/sheet/sheet_types.h"

/* UNSUPPORTED: a kind of file that is not read; the sentence says what to save it as. ZIP files
 * count as XLSX here, what is in them is looked at later. */
bool file_kind_find(const char *bytes, size_t size, SheetFormat *ret_format, GError **error);
