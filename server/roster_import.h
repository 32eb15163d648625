/* `tongping unit import` and `tongping member import`: a spreadsheet into the roster from the
 * command line, by the rules of the page. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/intake/import_field.h"
#include "server/settings.h"

typedef struct RosterImportOptions {
    Settings settings;
    char *below;  /* path of the unit where names begin, or NULL: the whole tree */
    char *report; /* file for the row-by-row report, or NULL */
    bool dry_run;
    int64_t sheet; /* from 1 */
} RosterImportOptions;

/* Prints what was done and the first wrong rows. False with an error when nothing was. */
bool roster_import_run(const RosterImportOptions *options, ImportKind kind, const char *path,
                       GError **error);
