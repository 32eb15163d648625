/* The units of a report in the order of the tree, each with the group that it is put into and the
 * hours that its members owe in the year. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/roster/day.h"
#include "catalog/store/database.h"

typedef struct ReportUnit {
    const char *id, *name; /* borrowed from the scope */
    unsigned group;        /* index of the unit just below the asked one; itself for its own */
    /* Of a member of a kind that is required; of one who leads a unit. */
    int64_t asked_milli, asked_lead_milli;
} ReportUnit;

typedef struct ReportScope {
    char day[DAY_TEXT_BYTES]; /* who belonged where: the year's last day, today while it goes on */
    GHashTable *leads;        /* ids of members who led a unit then (record_hours.h) */
    ReportUnit *units;        /* a subtree is one run */
    unsigned n_units;
    GPtrArray *tree; /* what `units` borrow from */
} ReportScope;

/* `roots_json` as in ReportQuery. */
bool report_scope_load(Database *database, const char *roots_json, int year, ReportScope *ret_scope,
                       GError **error);
void report_scope_clear(ReportScope *scope);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ReportScope, report_scope_clear)
