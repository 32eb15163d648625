#include "signaling/session/session_registry.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/token.h"

struct SessionRegistry {
    SessionRegistryOptions options;
    TimerWheel *wheel;      /* borrowed */
    GHashTable *by_digest;  /* digest → Session, owning */
    GHashTable *by_account; /* account id → GPtrArray of Session, in the order they came */
    GQueue lost;            /* Session by lost_node, the longest lost first */
};

static void free_session(void *data) {
    Session *session = data;
    timer_wheel_cancel(session->registry->wheel, &session->timer);
    g_free(session);
}

SessionRegistry *session_registry_new(TimerWheel *wheel, const SessionRegistryOptions *options) {
    SessionRegistry *registry = g_new0(SessionRegistry, 1);
    registry->options = *options;
    registry->wheel = wheel;
    registry->by_digest = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_session);
    registry->by_account =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    return registry;
}

void session_registry_free(SessionRegistry *registry) {
    if (!registry)
        return;
    g_hash_table_unref(registry->by_account);
    g_hash_table_unref(registry->by_digest);
    g_free(registry);
}

unsigned session_registry_count(const SessionRegistry *registry) {
    return g_hash_table_size(registry->by_digest);
}

const GPtrArray *session_registry_of_account(const SessionRegistry *registry,
                                             const char *account_id) {
    return g_hash_table_lookup(registry->by_account, account_id);
}

/* A hash as key: the table's comparison then says nothing about the secret through its time. */
static void digest_of(const char *secret, char ret_digest[SESSION_DIGEST_BYTES]) {
    g_autofree char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, secret, -1);
    g_strlcpy(ret_digest, digest, SESSION_DIGEST_BYTES);
}

static char *new_secret(SessionRegistry *registry, Session *session) {
    char *secret = id_new_secret(SESSION_SECRET_LENGTH);
    digest_of(secret, session->digest);
    g_hash_table_insert(registry->by_digest, session->digest, session);
    return secret;
}

static void find_again(SessionRegistry *registry, Session *session) {
    if (session->link)
        return;
    timer_wheel_cancel(registry->wheel, &session->timer);
    g_queue_unlink(&registry->lost, &session->lost_node);
}

static void attach(Session *session, Link *link) {
    session->identity = *link_identity(link);
    session->link = link;
    link_set_session(link, session);
}

void session_registry_end(SessionRegistry *registry, Session *session) {
    if (session->link)
        link_set_session(session->link, NULL);
    else
        find_again(registry, session);
    session->link = NULL;
    GPtrArray *own = g_hash_table_lookup(registry->by_account, session->identity.account_id);
    g_ptr_array_remove(own, session);
    if (own->len == 0)
        g_hash_table_remove(registry->by_account, session->identity.account_id);
    registry->options.on_end(session, registry->options.user);
    g_hash_table_remove(registry->by_digest, session->digest);
}

static void on_kept_long_enough(Timer *timer, void *user) {
    Session *session = (Session *)((char *)timer - offsetof(Session, timer));
    session_registry_end(session->registry, session);
}

void session_registry_lose(SessionRegistry *registry, Session *session) {
    if (!session->link)
        return;
    link_set_session(session->link, NULL);
    session->link = NULL;
    session->lost_node.data = session;
    g_queue_push_tail_link(&registry->lost, &session->lost_node);
    timer_wheel_set(registry->wheel, &session->timer,
                    clock_monotonic_us() + SESSION_KEEP_S * CLOCK_US_PER_S, on_kept_long_enough);
}

static Session *find_lost(GPtrArray *sessions) {
    for (guint i = 0; i < sessions->len; i++) {
        Session *session = sessions->pdata[i];
        if (!session->link)
            return session;
    }
    return NULL;
}

static GPtrArray *sessions_of(SessionRegistry *registry, const char *account_id) {
    GPtrArray *own = g_hash_table_lookup(registry->by_account, account_id);
    if (!own) {
        own = g_ptr_array_new();
        g_hash_table_insert(registry->by_account, g_strdup(account_id), own);
    }
    return own;
}

static bool make_room(SessionRegistry *registry, const char *account_id, GError **error) {
    GPtrArray *own = g_hash_table_lookup(registry->by_account, account_id);
    if (own && own->len >= registry->options.max_sessions_per_account) {
        Session *lost = find_lost(own);
        if (!lost) {
            g_set_error(error, BASE_ERROR, ERROR_OVERLOADED,
                        "cannot give a seat: this account has %u already", own->len);
            return false;
        }
        session_registry_end(registry, lost);
    }
    if (session_registry_count(registry) < registry->options.max_sessions)
        return true;
    if (registry->lost.head) {
        session_registry_end(registry, registry->lost.head->data);
        return true;
    }
    g_set_error(error, BASE_ERROR, ERROR_OVERLOADED, "cannot give a seat: all %u are taken",
                registry->options.max_sessions);
    return false;
}

Session *session_registry_add(SessionRegistry *registry, Link *link, char **ret_resume,
                              GError **error) {
    const char *account_id = link_identity(link)->account_id;
    if (!make_room(registry, account_id, error))
        return NULL;
    Session *session = g_new0(Session, 1);
    session->registry = registry;
    id_new_uuid7(session->id);
    attach(session, link);
    g_ptr_array_add(sessions_of(registry, account_id), session);
    *ret_resume = new_secret(registry, session);
    return session;
}

Session *session_registry_resume(SessionRegistry *registry, Link *link, const char *resume,
                                 char **ret_resume, Link **ret_old_link) {
    char digest[SESSION_DIGEST_BYTES];
    digest_of(resume, digest);
    Session *session = g_hash_table_lookup(registry->by_digest, digest);
    if (!session || strcmp(session->identity.account_id, link_identity(link)->account_id) != 0)
        return NULL;
    find_again(registry, session);
    *ret_old_link = session->link;
    if (session->link)
        link_set_session(session->link, NULL);
    attach(session, link);
    g_hash_table_steal(registry->by_digest, session->digest);
    *ret_resume = new_secret(registry, session);
    return session;
}

void session_registry_end_account(SessionRegistry *registry, const char *account_id,
                                  const char *session_id) {
    GPtrArray *own = g_hash_table_lookup(registry->by_account, account_id);
    g_autoptr(GPtrArray) ending = own ? g_ptr_array_copy(own, NULL, NULL) : g_ptr_array_new();
    for (guint i = 0; i < ending->len; i++) {
        Session *session = ending->pdata[i];
        if (!session_id || strcmp(session->identity.session_id, session_id) == 0)
            session_registry_end(registry, session);
    }
}
