/* What is known about credentials that were used lately. Bounded: two generations, the older one is
 * dropped when the younger one is full. One thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/auth/identity.h"
#include "catalog/store/secret_hash.h"

typedef struct SessionCache SessionCache;

typedef struct SessionEntry {
    uint8_t hash[SECRET_HASH_BYTES]; /* of the credential */
    Identity *identity;              /* owned */
    char token_id[ID_TEXT_BYTES];    /* of a bearer token, else "" */
    int64_t good_until_us;           /* then the database is asked again */
    int64_t rotated_at_us;           /* 0 for a bearer token */
    int64_t last_used_at_us;         /* as the database knows it */
    bool is_previous;                /* the secret before the last renewal */
    uint8_t current_hash[SECRET_HASH_BYTES];
} SessionEntry;

void session_entry_free(SessionEntry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SessionEntry, session_entry_free)

SessionCache *session_cache_new(unsigned max_per_generation);
void session_cache_free(SessionCache *cache);

/* Borrowed until the next change; NULL when unknown or no longer good. */
SessionEntry *session_cache_find(SessionCache *cache, const uint8_t hash[SECRET_HASH_BYTES],
                                 int64_t now_us);
/* Replaces what was known. */
void session_cache_put(SessionCache *cache, SessionEntry *take_entry);

void session_cache_remove(SessionCache *cache, const uint8_t hash[SECRET_HASH_BYTES]);
/* All entries of the account. */
void session_cache_remove_account(SessionCache *cache, const char *account_id);
unsigned session_cache_size(const SessionCache *cache);
