/* How much waits for somebody's answer: objections, corrections, leaves. Counts name nobody. On a
 * database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/store/database.h"

typedef struct QueueCount {
    int64_t objections, overdue, corrections, leaves;
} QueueCount;

/* What lies within reach, as in the lists; NULL roots and not everywhere: nothing. */
typedef struct QueueScope {
    bool is_everywhere;
    const char *roots_json;
} QueueScope;

typedef struct QueueQuery {
    QueueScope office, leaves; /* of objections and corrections; of leaves */
    const char *account_id;    /* who asks: what is his own waits for somebody else */
    const char *member_id;     /* whose account it is; "": nobody's */
} QueueQuery;

bool queue_count_run(Database *database, const QueueQuery *query, QueueCount *ret_count,
                     GError **error);
