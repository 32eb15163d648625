/* The leaf of a file that went out: what it was, who took it, who allowed it.
 *
 *     tongping-export 1
 *     id UUID
 *     kind WORD
 *     unit UUID|-            -: the whole tree, or records one by one
 *     register UUID|-
 *     rows N                 of a bundle: people who are named
 *     numbers yes|no         identity and telephone numbers
 *     asked UUID NAME
 *     allowed UUID NAME|-
 *     at MOMENT              microseconds since 1970 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

/* NULL and "" are written as "-". */
typedef struct LedgerExport {
    const char *id, *kind, *unit_id, *register_id;
    const char *asked_by, *asked_name, *decided_by, *decided_name;
    bool with_numbers;
    int64_t n_rows;
} LedgerExport;

/* In a write job. ERROR_UNAVAILABLE while the ledger waits. */
bool ledger_export_append(Database *database, const LedgerExport *leaf, int64_t *ret_index,
                          GError **error);
