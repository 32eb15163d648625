/* Facts on their way to other servers: (origin node, sequence) without gaps, written in the same
 * transaction as what they tell about. All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define OUTBOX_READ_MAX_ROWS     1000
#define OUTBOX_PAYLOAD_MAX_BYTES 65536

typedef struct OutboxRow {
    char origin[ID_TEXT_BYTES];
    int64_t sequence;
    int64_t at_us;
    char *kind;    /* "account.created" … */
    char *payload; /* JSON object without secrets */
} OutboxRow;

void outbox_row_free(OutboxRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(OutboxRow, outbox_row_free)

/* Appends a fact of this node and tells its place; `ret_row` may be NULL, else its origin, sequence
 * and at_us are set (nothing to free). ERROR_TOO_LARGE. */
bool outbox_table_append(Database *database, const char *kind, const char *payload,
                         OutboxRow *ret_row, GError **error);

/* OutboxRow elements of this node after `sequence`, in order, at most `limit`. */
GPtrArray *outbox_table_read(Database *database, int64_t after_sequence, unsigned limit,
                             GError **error);

/* Removes what the receiver has acknowledged; numbering goes on. */
bool outbox_table_trim(Database *database, int64_t up_to_sequence, int64_t *ret_removed,
                       GError **error);
