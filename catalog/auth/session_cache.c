#include "catalog/auth/session_cache.h"

#include <string.h>

struct SessionCache {
    unsigned max_per_generation;
    GHashTable *young, *old; /* hash (in the entry) → SessionEntry, owned */
};

/* The key is a SHA-256: any of its bytes are as good as a hash. */
static guint hash_of_hash(const void *key) {
    guint value;
    memcpy(&value, key, sizeof value);
    return value;
}

static gboolean is_same_hash(const void *one, const void *other) {
    return memcmp(one, other, SECRET_HASH_BYTES) == 0;
}

static GHashTable *new_generation(void) {
    return g_hash_table_new_full(hash_of_hash, is_same_hash, NULL,
                                 (GDestroyNotify)session_entry_free);
}

void session_entry_free(SessionEntry *entry) {
    if (!entry)
        return;
    identity_unref(entry->identity);
    g_free(entry);
}

SessionCache *session_cache_new(unsigned max_per_generation) {
    SessionCache *cache = g_new0(SessionCache, 1);
    cache->max_per_generation = max_per_generation;
    cache->young = new_generation();
    cache->old = new_generation();
    return cache;
}

void session_cache_free(SessionCache *cache) {
    if (!cache)
        return;
    g_hash_table_unref(cache->young);
    g_hash_table_unref(cache->old);
    g_free(cache);
}

static void add_young(SessionCache *cache, SessionEntry *take_entry) {
    if (g_hash_table_size(cache->young) >= cache->max_per_generation) {
        g_hash_table_unref(cache->old);
        cache->old = cache->young;
        cache->young = new_generation();
    }
    g_hash_table_replace(cache->young, take_entry->hash, take_entry);
}

SessionEntry *session_cache_find(SessionCache *cache, const uint8_t hash[SECRET_HASH_BYTES],
                                 int64_t now_us) {
    SessionEntry *entry = g_hash_table_lookup(cache->young, hash);
    if (!entry) {
        entry = g_hash_table_lookup(cache->old, hash);
        if (!entry)
            return NULL;
        g_hash_table_steal(cache->old, hash);
        add_young(cache, entry);
    }
    if (entry->good_until_us > now_us)
        return entry;
    g_hash_table_remove(cache->young, hash);
    return NULL;
}

void session_cache_put(SessionCache *cache, SessionEntry *take_entry) {
    g_hash_table_remove(cache->old, take_entry->hash);
    add_young(cache, take_entry);
}

void session_cache_remove(SessionCache *cache, const uint8_t hash[SECRET_HASH_BYTES]) {
    g_hash_table_remove(cache->young, hash);
    g_hash_table_remove(cache->old, hash);
}

static gboolean is_of_account(void *key, void *value, void *account_id) {
    SessionEntry *entry = value;
    return g_str_equal(entry->identity->account_id, account_id);
}

void session_cache_remove_account(SessionCache *cache, const char *account_id) {
    g_hash_table_foreach_remove(cache->young, is_of_account, (void *)account_id);
    g_hash_table_foreach_remove(cache->old, is_of_account, (void *)account_id);
}

unsigned session_cache_size(const SessionCache *cache) {
    return g_hash_table_size(cache->young) + g_hash_table_size(cache->old);
}
