/* A set of stream keys, sorted, never changed after it was made: may be read by any thread that
 * holds it. Also says which names have no room for a further publisher. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/ingest/stream_name.h"

typedef struct IngestKeys IngestKeys;

IngestKeys *ingest_keys_new(const IngestKey *keys, unsigned n_keys);
/* The same keys, with other full names. */
IngestKeys *ingest_keys_with_full(const IngestKeys *keys, const StreamName *full, unsigned n_full);
void ingest_keys_free(IngestKeys *keys);

/* NULL: no such key. */
const IngestKey *ingest_keys_find(const IngestKeys *keys, const char *key);
bool ingest_keys_is_full(const IngestKeys *keys, const StreamName *name);
