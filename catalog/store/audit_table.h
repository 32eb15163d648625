/* What administrators did: append-only, by trigger, and a fact in the outbox. All verbs run on a
 * database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define AUDIT_LIST_MAX_ROWS    200
#define AUDIT_WORD_MAX_BYTES   64  /* action, outcome */
#define AUDIT_TEXT_MAX_BYTES   256 /* actor name, target, peer: longer ones are cut */
#define AUDIT_DETAIL_MAX_BYTES 4096

typedef struct AuditRow {
    char id[ID_TEXT_BYTES];
    int64_t at_us;
    char actor_id[ID_TEXT_BYTES]; /* "": nobody signed in, or the command line */
    char *actor_name;             /* as it was then */
    char *action;                 /* "account.create" … */
    char *target;                 /* what it was done to, or NULL */
    char *peer;                   /* numeric address, or NULL */
    char *outcome;                /* "ok" or an error word */
    char *detail;                 /* JSON object without secrets, or NULL */
    char origin[ID_TEXT_BYTES];   /* the node where it happened */
    int64_t sequence;             /* in that node's outbox */
} AuditRow;

void audit_row_free(AuditRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(AuditRow, audit_row_free)

/* Sets id, at_us, origin and sequence in `row`. */
bool audit_table_append(Database *database, AuditRow *row, GError **error);

/* AuditRow elements, newest first; `after` is the id of the last row of the page before, or NULL.
 */
GPtrArray *audit_table_list(Database *database, const char *after, unsigned limit, GError **error);
