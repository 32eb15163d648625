/* The command line of `tongping unit import` and `tongping member import`. */
#pragma once

#include "catalog/intake/import_field.h"

/* Reads the words, imports, says what was done; the exit status (verbs.h). `usage` begins with the
 * verb. */
int roster_import_line_run(const char *usage, ImportKind kind, int argc, char *const argv[]);
