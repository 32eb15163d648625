/* How the sample county is remembered: a setting with the ids of its rows. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/store/database.h"

typedef enum SampleState {
    SAMPLE_NEVER, /* it was never brought in */
    SAMPLE_THERE,
    SAMPLE_REMOVED,
} SampleState;

bool sample_ids_state(Database *database, SampleState *ret_state, GError **error);

/* What was brought in, in the order of the tables of sample_county.h. */
typedef struct SampleIds {
    GStrv levels; /* empty when there were levels already */
    GStrv units, places, members;
} SampleIds;

void sample_ids_clear(SampleIds *ids);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(SampleIds, sample_ids_clear)

/* ERROR_NOT_FOUND when the sample county is not there. */
bool sample_ids_read(Database *database, SampleIds *ret_ids, GError **error);

/* In a write job. NULL: it is removed. */
bool sample_ids_write(Database *database, const SampleIds *ids, GError **error);
