#include "media/ingest/ingest_keys.h"

#include <stdlib.h>
#include <string.h>

struct IngestKeys {
    IngestKey *keys; /* by key */
    unsigned n_keys;
    StreamName *full;
    unsigned n_full;
};

static int compare(const void *a, const void *b) {
    return strcmp(((const IngestKey *)a)->key, ((const IngestKey *)b)->key);
}

IngestKeys *ingest_keys_new(const IngestKey *keys, unsigned n_keys) {
    IngestKeys *made = g_new0(IngestKeys, 1);
    made->keys = g_memdup2(keys, n_keys * sizeof *keys);
    made->n_keys = n_keys;
    if (n_keys > 0)
        qsort(made->keys, n_keys, sizeof *keys, compare);
    return made;
}

IngestKeys *ingest_keys_with_full(const IngestKeys *keys, const StreamName *full, unsigned n_full) {
    IngestKeys *made = g_new0(IngestKeys, 1);
    made->keys = g_memdup2(keys->keys, keys->n_keys * sizeof *keys->keys);
    made->n_keys = keys->n_keys;
    made->full = g_memdup2(full, n_full * sizeof *full);
    made->n_full = n_full;
    return made;
}

void ingest_keys_free(IngestKeys *keys) {
    if (!keys)
        return;
    if (keys->n_keys > 0)
        explicit_bzero(keys->keys, keys->n_keys * sizeof *keys->keys);
    g_free(keys->keys);
    g_free(keys->full);
    g_free(keys);
}

static int compare_text(const void *key, const void *element) {
    return strcmp(key, ((const IngestKey *)element)->key);
}

const IngestKey *ingest_keys_find(const IngestKeys *keys, const char *key) {
    if (keys->n_keys == 0)
        return NULL;
    return bsearch(key, keys->keys, keys->n_keys, sizeof *keys->keys, compare_text);
}

bool ingest_keys_is_full(const IngestKeys *keys, const StreamName *name) {
    for (unsigned i = 0; i < keys->n_full; i++)
        if (strcmp(keys->full[i].key, name->key) == 0 &&
            strcmp(keys->full[i].language, name->language) == 0)
            return true;
    return false;
}
