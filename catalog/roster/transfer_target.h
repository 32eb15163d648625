/* Where a member may be sent: any open unit, found by a part of its name, pinyin or initials. Names
 * of units are all that is told of what one does not look after, and only to who knows what to ask
 * for. On a database thread. */
#pragma once

#include <glib.h>

#include "base/id.h"
#include "catalog/store/database.h"

#define TRANSFER_TARGET_MIN_CHARS 2
#define TRANSFER_TARGET_MAX_ROWS  20

typedef struct TransferTarget {
    char id[ID_TEXT_BYTES];
    GStrv path; /* names from the root to the unit itself */
} TransferTarget;

void transfer_target_free(TransferTarget *target);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TransferTarget, transfer_target_free)

/* TransferTarget elements: the whole name, its beginning, anywhere inside. Empty for less than
 * TRANSFER_TARGET_MIN_CHARS. */
GPtrArray *transfer_target_find(Database *database, const char *text, GError **error);
