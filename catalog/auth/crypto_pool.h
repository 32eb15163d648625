/* Threads for argon2id (RFC 9106), which takes 10 ms and 19 MiB a time. A bounded queue before
 * them: what does not fit is refused at once. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/worker.h"

#define CRYPTO_POOL_WORKERS        2
#define CRYPTO_POOL_MAX_JOBS       500 /* accepted and not yet answered: 2.7 s of work */
#define CRYPTO_POOL_PASSES         2
#define CRYPTO_POOL_MEMORY_BYTES   (19 * 1024 * 1024)
#define CRYPTO_POOL_HASH_MAX_BYTES 128 /* of an encoded hash, with NUL */

typedef struct CryptoPool CryptoPool;

typedef enum CryptoKind { CRYPTO_HASH, CRYPTO_VERIFY } CryptoKind;

typedef struct CryptoResult {
    const char *hash;    /* HASH: encoded; borrowed */
    bool is_match;       /* VERIFY */
    const GError *error; /* ERROR_OVERLOADED: no memory; else NULL */
} CryptoResult;

typedef void (*CryptoDoneFn)(const CryptoResult *result, void *data);

typedef struct CryptoJob {
    CryptoKind kind;
    const char *password; /* copied; the copy is wiped */
    const char *hash;     /* VERIFY: encoded; NULL: an account that does not exist; the work is
                             the same, the result is no match */
    CryptoDoneFn done;    /* on reply_to */
    Worker *reply_to;
    void *data;               /* the pool's once accepted */
    GDestroyNotify free_data; /* after `done`, or instead of it when reply_to stops first */
} CryptoJob;

CryptoPool *crypto_pool_start(GError **error);
/* Jobs that have not begun are dropped. */
void crypto_pool_stop(CryptoPool *pool);
void crypto_pool_free(CryptoPool *pool);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CryptoPool, crypto_pool_free)

/* Any thread. On failure the caller keeps `job->data`: ERROR_OVERLOADED, ERROR_UNAVAILABLE. */
bool crypto_pool_post(CryptoPool *pool, const CryptoJob *job, GError **error);

/* On the calling thread: for commands and for starting up. Caller frees. */
char *crypto_pool_hash_now(const char *password, GError **error);

/* Any thread. */
typedef struct CryptoStats {
    uint64_t done, refused;
    unsigned waiting;
} CryptoStats;
void crypto_pool_get_stats(CryptoPool *pool, CryptoStats *ret_stats);
