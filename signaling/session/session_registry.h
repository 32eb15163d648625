/* All seats: makes, resumes, loses and ends them, within limits. Control thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "signaling/session/session.h"

typedef struct SessionRegistry SessionRegistry;

typedef struct SessionRegistryOptions {
    unsigned max_sessions; /* the longest lost ones make room for new ones */
    unsigned max_sessions_per_account;
    /* A seat ends for good; its link, if any, has no seat any more. */
    void (*on_end)(Session *session, void *user);
    void *user;
} SessionRegistryOptions;

SessionRegistry *session_registry_new(TimerWheel *wheel, const SessionRegistryOptions *options);
void session_registry_free(SessionRegistry *registry); /* without on_end */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SessionRegistry, session_registry_free)

/* A new seat for `link`. ERROR_OVERLOADED when a limit is reached. `ret_resume` is the secret for
 * the next hello; caller frees. */
Session *session_registry_add(SessionRegistry *registry, Link *link, char **ret_resume,
                              GError **error);

/* Moves a seat of the same account to `link`, with a new secret; NULL when there is none for this
 * token. The link that had it, if still there, loses its seat: *ret_old_link, else NULL. */
Session *session_registry_resume(SessionRegistry *registry, Link *link, const char *resume,
                                 char **ret_resume, Link **ret_old_link);

/* The connection is lost: the seat waits for SESSION_KEEP_S. */
void session_registry_lose(SessionRegistry *registry, Session *session);
void session_registry_end(SessionRegistry *registry, Session *session);

/* Ends the seats of an account, or of one of its sign-ins when `session_id` is not NULL. */
void session_registry_end_account(SessionRegistry *registry, const char *account_id,
                                  const char *session_id);

/* The Sessions of an account, borrowed until the next change; NULL when it has none. */
const GPtrArray *session_registry_of_account(const SessionRegistry *registry,
                                             const char *account_id);

unsigned session_registry_count(const SessionRegistry *registry);
