/* Sessions: one signed-in device each. Only hashes of secrets are stored; a secret rotates and the
 * one before stays good for a moment. All verbs run on a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/store/database.h"
#include "catalog/store/secret_hash.h"

#define SESSION_MAX_PER_ACCOUNT  64 /* one more ends the one that was unused longest */
#define SESSION_DEVICE_MAX_BYTES 256
#define SESSION_PEER_MAX_BYTES   64
#define SESSION_SHARED_IDLE_US   (INT64_C(20) * 60 * 1000000) /* then a shared computer forgets */

typedef struct SessionRow {
    char id[ID_TEXT_BYTES];
    char account_id[ID_TEXT_BYTES];
    uint8_t secret_hash[SECRET_HASH_BYTES];
    char *device; /* label for the owner's list; cut at SESSION_DEVICE_MAX_BYTES */
    char *peer;   /* address of the last use */
    int64_t created_at_us, rotated_at_us, last_used_at_us, expires_at_us;
    bool is_shared;   /* on a computer that others use too: every use puts its end off */
    bool by_previous; /* found by the secret before the last rotation */
} SessionRow;

void session_row_free(SessionRow *row);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SessionRow, session_row_free)

/* Stores a new session; sets id and times but `expires_at_us`, which the caller gives. */
bool session_table_insert(Database *database, SessionRow *row, GError **error);

/* The session a secret belongs to now: not revoked, not expired, the secret current or the one
 * before within its time. *ret_row is NULL when there is none. */
bool session_table_find_secret(Database *database, const uint8_t secret_hash[SECRET_HASH_BYTES],
                               SessionRow **ret_row, GError **error);

typedef struct SessionRotation {
    const char *id;
    const uint8_t *old_hash, *new_hash; /* SECRET_HASH_BYTES each */
    int64_t old_until_us;               /* the old secret is good until then */
    int64_t expires_at_us;              /* new end of the session */
} SessionRotation;

/* ERROR_STALE when `old_hash` is no longer the current one: somebody else rotated. */
bool session_table_rotate(Database *database, const SessionRotation *rotation, GError **error);

/* Notes a use; a shared session then ends SESSION_SHARED_IDLE_US later. One that is gone is not an
 * error. */
bool session_table_touch(Database *database, const char *id, const char *peer, GError **error);

/* SessionRow elements of live sessions, last used first. */
GPtrArray *session_table_list(Database *database, const char *account_id, GError **error);

/* Ends one session of this account. ERROR_NOT_FOUND. */
bool session_table_revoke(Database *database, const char *account_id, const char *id,
                          GError **error);

/* Ends all sessions of an account but `except_id` (or NULL). */
bool session_table_revoke_all(Database *database, const char *account_id, const char *except_id,
                              GError **error);

/* Removes what ended more than 30 days ago. */
bool session_table_purge(Database *database, int64_t *ret_removed, GError **error);
