/* Commands that root runs on a data directory of another account must leave no file that this
 * account cannot read. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* When root runs this and `directory` belongs to somebody else: becomes that account for the rest
 * of the process. ERROR_IO when that fails. */
bool run_as_owner(const char *directory, GError **error);
