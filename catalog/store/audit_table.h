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

/* Which entries; what is NULL or 0 is not asked for. */
typedef struct AuditQuery {
    const char *after;  /* id of the last row of the page before */
    unsigned limit;     /* 0: AUDIT_LIST_MAX_ROWS */
    const char *action; /* "account.create" … */
    const char *actor;  /* id, or name as it was then */
    const char *target;
} AuditQuery;

/* AuditRow elements, newest first. NULL asks for the newest of all. */
GPtrArray *audit_table_list(Database *database, const AuditQuery *query, GError **error);

/* Who saw or changed what concerns one person. */
typedef struct AuditSeenQuery {
    const char *target;    /* the person */
    const char *except_id; /* account whose own entries are left out */
    int64_t since_us;
} AuditSeenQuery;

/* AuditRow elements with at_us, action and, as actor_name, the name people know the actor by (of an
 * account that is gone, its sign-in name); newest first, at most AUDIT_LIST_MAX_ROWS. */
GPtrArray *audit_table_seen(Database *database, const AuditSeenQuery *query, GError **error);
