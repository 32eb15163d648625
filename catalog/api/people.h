/* Several people on one device: the session in force, and others that are parked in a cookie of
 * their own until somebody switches back to them without a password. Only secrets travel; who they
 * are the database says each time. Sessions of shared computers are never parked.
 *
 * A parked secret is not renewed while it waits; the first request after the switch does that. One
 * that was renewed a moment before it was parked is followed to its successor. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/api_server.h"
#include "catalog/auth/identity.h"
#include "catalog/auth/sessions.h"
#include "catalog/store/database.h"

#define PEOPLE_MAX_PARKED 5

/* What a device brings. */
typedef struct People {
    char *current; /* owned: the secret of the session in force, or NULL */
    GStrv parked;  /* owned: at most PEOPLE_MAX_PARKED, parked last first */
} People;

People *people_read(ApiRequest *request);
void people_free(People *people);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(People, people_free)

typedef struct PersonHere {
    char *secret; /* owned, wiped */
    Identity *identity;
    bool is_current;
} PersonHere;

/* PersonHere elements of live sessions, each account once: the one in force first. On a database
 * thread. */
GPtrArray *people_find(Database *database, const Sessions *sessions, const People *people,
                       GError **error);

/* Makes out of what people_find() gave those who are parked when `account_id` comes in force: not
 * that account, nobody of a shared computer (such a session ends: *ret_ended, a reference or NULL),
 * not more than PEOPLE_MAX_PARKED. In a write job. */
bool people_park(Database *database, GPtrArray *here, const char *account_id, Identity **ret_ended,
                 GError **error);

/* Sends the cookie; nobody: removes it. */
void people_reply(ApiRequest *request, const GPtrArray *parked, int64_t lifetime_us);
