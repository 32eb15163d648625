/* Who stands behind a cookie or a bearer token. Owned by the api thread; the database is asked
 * once, then a bounded cache answers for a minute.
 *
 * A session's secret is renewed after a day; the one before is good for another minute. The new
 * secret is derived from the old one with a key of the server, so that all requests that cross a
 * renewal, and one whose answer was lost, are given the same new secret. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/token.h"
#include "base/worker.h"
#include "catalog/auth/credential.h"
#include "catalog/auth/identity.h"
#include "catalog/screen/screen_seen.h"
#include "catalog/store/database.h"
#include "catalog/store/store.h"

#define SESSIONS_SECRET_BYTES     32
#define SESSIONS_SECRET_MAX_CHARS 128 /* longer credentials are not even hashed */
#define SESSIONS_RENEW_AFTER_US   (24 * 3600 * CLOCK_US_PER_S)
#define SESSIONS_GRACE_US         (60 * CLOCK_US_PER_S)
#define SESSIONS_CACHE_US         (60 * CLOCK_US_PER_S)
#define SESSIONS_CACHE_MAX        16384 /* in each of two generations, about 0.5 KiB each */

typedef struct Sessions Sessions;

/* Sessions that end before their time, for who keeps connections of theirs. On the api thread.
 * `session_id` may be a bearer token's; NULL: all of the account but `except_id` (or NULL). */
typedef void (*SessionsEndFn)(const char *account_id, const char *session_id, const char *except_id,
                              void *user);

typedef struct SessionsOptions {
    Store *store;
    Worker *worker;        /* the api thread */
    const TokenKeys *keys; /* read at the start only */
    int64_t lifetime_us;   /* of a session that nobody uses */
    SessionsEndFn on_end;  /* or NULL */
    void *on_end_user;
    ScreenSeen *seen;        /* where screens are noted; borrowed */
    const char *open_prefix; /* demo only: the names of accounts that begin so are bearer tokens;
                                NULL: none */
} SessionsOptions;

Sessions *sessions_new(const SessionsOptions *options);
void sessions_free(Sessions *sessions); /* after its worker has stopped */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Sessions, sessions_free)

/* `identity` is NULL when the credential stands for nobody; `new_secret` is NULL unless the client
 * must be given it. */
typedef void (*SessionsFn)(const GError *error, const Identity *identity, const char *new_secret,
                           void *data);

/* Calls `fn` once, now or later, then free_data(data); only the latter when the server stops. */
void sessions_authenticate(Sessions *sessions, const Credential *credential, SessionsFn fn,
                           void *data, GDestroyNotify free_data);

/* What an account may do has changed, or sessions of it were ended, in a commit that is done.
 * Session and except as for SessionsEndFn. */
void sessions_forget(Sessions *sessions, const char *account_id);
void sessions_ended(Sessions *sessions, const char *account_id, const char *session_id,
                    const char *except_id);

/* Who signs in. */
typedef struct SessionStart {
    const char *account_id;
    const char *device; /* label */
    const char *peer;
    int64_t lifetime_us;
    bool is_shared; /* ends when nobody uses it for SESSION_SHARED_IDLE_US, whatever lifetime_us */
} SessionStart;

/* In a write job. The secret is told only here; caller frees. */
char *sessions_start(Database *database, const SessionStart *start, char ret_id[ID_TEXT_BYTES],
                     int64_t *ret_expires_at_us, GError **error);

int64_t sessions_lifetime_us(const Sessions *sessions);

/* The secret that renewing put in the place of `secret`, for who still brings that one. Any thread;
 * caller frees. */
char *sessions_next_secret(const Sessions *sessions, const char *session_id, const char *secret);

/* Any thread. */
typedef struct SessionsStats {
    uint64_t hits, misses, renewed;
    unsigned cached;
} SessionsStats;
void sessions_get_stats(const Sessions *sessions, SessionsStats *ret_stats);
