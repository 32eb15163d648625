#include "catalog/auth/sessions.h"

#include <sodium.h>
#include <stdatomic.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"
#include "catalog/auth/credential_use.h"
#include "catalog/auth/screen_entry.h"
#include "catalog/auth/session_cache.h"
#include "catalog/store/account_table.h"
#include "catalog/store/bearer_table.h"
#include "catalog/store/role.h"
#include "catalog/store/session_table.h"

struct Sessions {
    Store *store;
    Worker *worker;
    int64_t lifetime_us;
    SessionsEndFn on_end;
    void *on_end_user;
    ScreenSeen *seen; /* borrowed */
    const char *open_prefix;
    uint8_t renewal_key[crypto_auth_hmacsha256_KEYBYTES];
    SessionCache *cache;
    uint64_t n_changes; /* counts what makes answers of the database outdated */
    atomic_uint_fast64_t hits, misses, renewed;
    atomic_uint cached;
};

Sessions *sessions_new(const SessionsOptions *options) {
    Sessions *sessions = g_new0(Sessions, 1);
    sessions->store = options->store;
    sessions->worker = options->worker;
    sessions->lifetime_us = options->lifetime_us;
    sessions->on_end = options->on_end;
    sessions->on_end_user = options->on_end_user;
    sessions->seen = options->seen;
    sessions->open_prefix = options->open_prefix;
    bool is_derived = token_keys_derive(options->keys, "", "session renewal", sessions->renewal_key,
                                        sizeof sessions->renewal_key, NULL);
    g_assert(is_derived); /* the newest key always exists */
    sessions->cache = session_cache_new(SESSIONS_CACHE_MAX);
    return sessions;
}

void sessions_free(Sessions *sessions) {
    if (!sessions)
        return;
    session_cache_free(sessions->cache);
    sodium_memzero(sessions->renewal_key, sizeof sessions->renewal_key);
    g_free(sessions);
}

int64_t sessions_lifetime_us(const Sessions *sessions) {
    return sessions->lifetime_us;
}

/* ---- one question ---- */

typedef struct Question {
    Sessions *sessions;
    Credential credential; /* peer owned; only the hash of the secret is kept */
    char *open_name;       /* owned: a demo account's name that is its own token, or NULL */
    uint8_t hash[SECRET_HASH_BYTES];
    uint64_t n_changes;  /* of the sessions when it was asked */
    SessionEntry *found; /* owned; what the database says, NULL: nobody */
    ScreenFound screen;  /* its entry is `found` */
    char *new_secret;    /* owned */
    uint8_t new_hash[SECRET_HASH_BYTES];
    SessionsFn fn;
    void *data;
    GDestroyNotify free_data;
} Question;

static void free_question(void *data) {
    Question *question = data;
    if (!question)
        return;
    if (question->free_data)
        question->free_data(question->data);
    g_free((char *)question->credential.peer);
    g_free(question->open_name);
    session_entry_free(question->found);
    g_free(question->new_secret);
    g_free(question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Question, free_question)

static void answer(Question *question, const GError *error, const Identity *identity) {
    question->fn(error, identity, identity ? question->new_secret : NULL, question->data);
}

static void note_use(Sessions *sessions, SessionEntry *entry, const Credential *credential) {
    if (credential->kind == CREDENTIAL_SCREEN)
        screen_seen_note(sessions->seen, entry->identity->account_id, credential->peer, NULL);
    else
        credential_use_note(sessions->store, entry, credential);
}

/* ---- renewal ---- */

static char *next_secret(const Sessions *sessions, const char *session_id,
                         const uint8_t hash[SECRET_HASH_BYTES]) {
    uint8_t digest[crypto_auth_hmacsha256_BYTES];
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, sessions->renewal_key, sizeof sessions->renewal_key);
    crypto_auth_hmacsha256_update(&state, (const uint8_t *)session_id, strlen(session_id));
    crypto_auth_hmacsha256_update(&state, hash, SECRET_HASH_BYTES);
    crypto_auth_hmacsha256_final(&state, digest);
    G_STATIC_ASSERT(sizeof digest == SESSIONS_SECRET_BYTES);
    return id_base64url(digest, sizeof digest);
}

char *sessions_next_secret(const Sessions *sessions, const char *session_id, const char *secret) {
    uint8_t hash[SECRET_HASH_BYTES];
    secret_hash_of(secret, hash);
    return next_secret(sessions, session_id, hash);
}

static void derive_new_secret(Question *question, const char *session_id) {
    g_free(question->new_secret);
    question->new_secret = next_secret(question->sessions, session_id, question->hash);
    secret_hash_of(question->new_secret, question->new_hash);
}

static SessionEntry *entry_of_session(const SessionRow *row, const AccountRow *account,
                                      const uint8_t hash[SECRET_HASH_BYTES]) {
    SessionEntry *entry = g_new0(SessionEntry, 1);
    memcpy(entry->hash, hash, SECRET_HASH_BYTES);
    memcpy(entry->current_hash, row->secret_hash, SECRET_HASH_BYTES);
    entry->identity = identity_new(account, row->id, row->expires_at_us);
    entry->identity->is_shared = row->is_shared;
    entry->rotated_at_us = row->rotated_at_us;
    entry->last_used_at_us = row->last_used_at_us;
    entry->is_previous = row->by_previous;
    return entry;
}

/* NULL without an error: the account is gone or locked. */
static AccountRow *find_usable_account(Database *database, const char *id, GError **error) {
    g_autoptr(GError) own_error = NULL;
    g_autoptr(AccountRow) account = account_table_get(database, id, &own_error);
    if (!account && !g_error_matches(own_error, BASE_ERROR, ERROR_NOT_FOUND))
        g_propagate_error(error, g_steal_pointer(&own_error));
    return account && !account->locked ? g_steal_pointer(&account) : NULL;
}

static bool find_session(Database *database, Question *question, GError **error) {
    g_autoptr(SessionRow) row = NULL;
    if (!session_table_find_secret(database, question->hash, &row, error))
        return false;
    if (!row)
        return true;
    g_autoptr(GError) own_error = NULL;
    g_autoptr(AccountRow) account = find_usable_account(database, row->account_id, &own_error);
    if (own_error) {
        g_propagate_error(error, g_steal_pointer(&own_error));
        return false;
    }
    if (account)
        question->found = entry_of_session(row, account, question->hash);
    return true;
}

/* ERROR_STALE: another request with the same secret was faster; what stands now decides. */
static bool run_renewal(Database *database, void *data, GError **error) {
    Question *question = data;
    SessionRotation rotation = {
        .id = question->found->identity->session_id,
        .old_hash = question->hash,
        .new_hash = question->new_hash,
        .old_until_us = clock_wall_us() + SESSIONS_GRACE_US,
        .expires_at_us = clock_wall_us() + (question->found->identity->is_shared
                                                ? SESSION_SHARED_IDLE_US
                                                : question->sessions->lifetime_us),
    };
    g_autoptr(GError) own_error = NULL;
    if (!session_table_rotate(database, &rotation, &own_error) &&
        !g_error_matches(own_error, BASE_ERROR, ERROR_STALE)) {
        g_propagate_error(error, g_steal_pointer(&own_error));
        return false;
    }
    g_clear_pointer(&question->found, session_entry_free);
    return find_session(database, question, error);
}

/* Not the secret before a renewal: its end is near, the database is asked each time. */
static void remember(Question *question) {
    Sessions *sessions = question->sessions;
    if (question->found->is_previous || question->n_changes != sessions->n_changes)
        return;
    SessionEntry *kept = g_memdup2(question->found, sizeof *question->found);
    kept->identity = identity_ref(question->found->identity);
    kept->good_until_us = clock_wall_us() + SESSIONS_CACHE_US;
    if (kept->identity->expires_at_us > 0)
        kept->good_until_us = MIN(kept->good_until_us, kept->identity->expires_at_us);
    session_cache_put(sessions->cache, kept);
    atomic_store_explicit(&sessions->cached, session_cache_size(sessions->cache),
                          memory_order_relaxed);
}

static const Identity *found_identity(const Question *question) {
    return question->found ? question->found->identity : NULL;
}

/* The new secret is told to everybody who comes with the one before it. */
static void keep_or_drop_secret(Question *question) {
    bool is_current =
        question->found && question->found->is_previous &&
        memcmp(question->found->current_hash, question->new_hash, SECRET_HASH_BYTES) == 0;
    if (!is_current)
        g_clear_pointer(&question->new_secret, g_free);
}

static void renewal_done(const GError *error, void *data) {
    Question *question = data;
    session_cache_remove(question->sessions->cache, question->hash);
    if (!error) {
        keep_or_drop_secret(question);
        atomic_fetch_add_explicit(&question->sessions->renewed, 1, memory_order_relaxed);
    }
    answer(question, error, found_identity(question));
}

static bool is_due(const SessionEntry *entry) {
    return !entry->is_previous && entry->rotated_at_us > 0 &&
           clock_wall_us() - entry->rotated_at_us > SESSIONS_RENEW_AFTER_US;
}

/* True when the store has taken the question. */
static bool begin_renewal(Question *question) {
    derive_new_secret(question, question->found->identity->session_id);
    StoreJob job = {.run = run_renewal,
                    .done = renewal_done,
                    .reply_to = question->sessions->worker,
                    .data = question,
                    .free_data = free_question};
    if (store_write(question->sessions->store, &job, NULL))
        return true;
    g_clear_pointer(&question->new_secret, g_free); /* another time */
    return false;
}

/* ---- asking the database ---- */

static bool find_open_name(Database *database, Question *question, GError **error) {
    g_autoptr(AccountRow) account = NULL;
    if (!account_table_find_name(database, question->open_name, &account, error))
        return false;
    if (!account || account->locked || !g_str_equal(account->name, question->open_name))
        return true;
    SessionEntry *entry = g_new0(SessionEntry, 1);
    memcpy(entry->hash, question->hash, SECRET_HASH_BYTES);
    entry->last_used_at_us = INT64_MAX; /* nowhere to be noted */
    entry->identity = identity_new(account, "", clock_wall_us() + question->sessions->lifetime_us);
    question->found = entry;
    return true;
}

static bool find_bearer(Database *database, Question *question, GError **error) {
    g_autoptr(BearerRow) row = NULL;
    if (!bearer_table_find_secret(database, question->hash, &row, error))
        return false;
    if (!row)
        return true;
    g_autoptr(GError) own_error = NULL;
    g_autoptr(AccountRow) account = find_usable_account(database, row->account_id, &own_error);
    if (own_error) {
        g_propagate_error(error, g_steal_pointer(&own_error));
        return false;
    }
    if (!account)
        return true;
    SessionEntry *entry = g_new0(SessionEntry, 1);
    memcpy(entry->hash, question->hash, SECRET_HASH_BYTES);
    entry->identity = identity_new(account, "", row->expires_at_us);
    entry->last_used_at_us = row->last_used_at_us;
    g_strlcpy(entry->identity->token_id, row->id, sizeof entry->identity->token_id);
    g_strlcpy(entry->token_id, row->id, sizeof entry->token_id);
    question->found = entry;
    return true;
}

/* ---- screens ---- */

static bool find_screen(Database *database, Question *question, ScreenLook look, GError **error) {
    bool is_known = screen_entry_find(database, question->hash, look, &question->screen, error);
    question->found = is_known ? question->screen.entry : NULL;
    return is_known;
}

static bool run_screen_step(Database *database, void *data, GError **error) {
    Question *question = data;
    return find_screen(database, question, SCREEN_LOOK_AND_STEP, error);
}

/* What was remembered of the screen's other secrets is no longer true. */
static void screen_step_done(const GError *error, void *data) {
    Question *question = data;
    const Identity *identity = error ? NULL : found_identity(question);
    if (question->screen.copied_id[0] && !error)
        sessions_ended(question->sessions, question->screen.copied_id, NULL, NULL);
    if (identity) {
        sessions_forget(question->sessions, identity->account_id);
        note_use(question->sessions, question->found, &question->credential);
    }
    answer(question, error, identity);
}

static void begin_screen_step(Question *take_question) {
    StoreJob job = {.run = run_screen_step,
                    .done = screen_step_done,
                    .reply_to = take_question->sessions->worker,
                    .data = take_question,
                    .free_data = free_question};
    g_autoptr(GError) error = NULL;
    if (store_write(take_question->sessions->store, &job, &error))
        return;
    answer(take_question, error, NULL);
    free_question(take_question);
}

/* It is known who this is. Takes the question. */
static void settle(Question *take_question) {
    if (take_question->screen.must_step) {
        begin_screen_step(take_question);
        return;
    }
    g_autoptr(Question) question = take_question;
    if (!question->found) {
        answer(question, NULL, NULL);
        return;
    }
    note_use(question->sessions, question->found, &question->credential);
    if (question->credential.can_renew && is_due(question->found) && begin_renewal(question)) {
        question = NULL;
        return;
    }
    if (question->credential.can_renew && question->found->is_previous) {
        derive_new_secret(question, question->found->identity->session_id);
        keep_or_drop_secret(question);
    }
    remember(question);
    answer(question, NULL, found_identity(question));
}

/* The job's data is a slot, because a question that needs a renewal goes on to a second job. */
static void free_slot(void *data) {
    Question **slot = data;
    free_question(*slot);
    g_free(slot);
}

static bool run_find(Database *database, void *data, GError **error) {
    Question *question = *(Question **)data;
    if (question->credential.kind == CREDENTIAL_COOKIE)
        return find_session(database, question, error);
    if (question->credential.kind == CREDENTIAL_SCREEN)
        return find_screen(database, question, SCREEN_LOOK_ONLY, error);
    return question->open_name ? find_open_name(database, question, error)
                               : find_bearer(database, question, error);
}

static void find_done(const GError *error, void *data) {
    Question **slot = data;
    if (error)
        answer(*slot, error, NULL);
    else
        settle(g_steal_pointer(slot));
}

static void ask_database(Question *take_question) {
    Question **slot = g_new(Question *, 1);
    *slot = take_question;
    StoreJob job = {.run = run_find,
                    .done = find_done,
                    .reply_to = take_question->sessions->worker,
                    .data = slot,
                    .free_data = free_slot};
    g_autoptr(GError) error = NULL;
    if (store_read(take_question->sessions->store, &job, &error))
        return;
    answer(take_question, error, NULL);
    free_slot(slot);
}

/* ---- asking ---- */

static Question *question_new(Sessions *sessions, const Credential *credential,
                              const uint8_t hash[SECRET_HASH_BYTES]) {
    Question *question = g_new0(Question, 1);
    question->sessions = sessions;
    question->credential = *credential;
    question->credential.secret = NULL;
    if (credential->kind == CREDENTIAL_BEARER && sessions->open_prefix &&
        g_str_has_prefix(credential->secret, sessions->open_prefix))
        question->open_name = g_strdup(credential->secret);
    question->credential.peer = g_strdup(credential->peer);
    question->n_changes = sessions->n_changes;
    memcpy(question->hash, hash, SECRET_HASH_BYTES);
    return question;
}

static CredentialKind kind_of(const Identity *identity) {
    if (identity->roles == ROLE_SCREEN)
        return CREDENTIAL_SCREEN;
    return identity->session_id[0] != '\0' ? CREDENTIAL_COOKIE : CREDENTIAL_BEARER;
}

/* What was remembered for a token says nothing about a cookie of the same text, nor the reverse. */
static SessionEntry *find_remembered(Sessions *sessions, const Credential *credential,
                                     const uint8_t hash[SECRET_HASH_BYTES]) {
    SessionEntry *entry = session_cache_find(sessions->cache, hash, clock_wall_us());
    return entry && kind_of(entry->identity) == credential->kind ? entry : NULL;
}

void sessions_authenticate(Sessions *sessions, const Credential *credential, SessionsFn fn,
                           void *data, GDestroyNotify free_data) {
    worker_assert_current(sessions->worker);
    uint8_t hash[SECRET_HASH_BYTES];
    secret_hash_of(credential->secret, hash);
    SessionEntry *entry = find_remembered(sessions, credential, hash);
    bool is_renewal = entry && credential->can_renew && is_due(entry);
    atomic_fetch_add_explicit(entry ? &sessions->hits : &sessions->misses, 1, memory_order_relaxed);
    if (entry && !is_renewal) {
        g_autoptr(Identity) identity = identity_ref(entry->identity);
        note_use(sessions, entry, credential);
        fn(NULL, identity, NULL, data);
        if (free_data)
            free_data(data);
        return;
    }
    Question *question = question_new(sessions, credential, hash);
    question->fn = fn;
    question->data = data;
    question->free_data = free_data;
    ask_database(question);
}

/* ---- changes ---- */

void sessions_forget(Sessions *sessions, const char *account_id) {
    worker_assert_current(sessions->worker);
    sessions->n_changes++;
    session_cache_remove_account(sessions->cache, account_id);
}

void sessions_ended(Sessions *sessions, const char *account_id, const char *session_id,
                    const char *except_id) {
    sessions_forget(sessions, account_id);
    if (sessions->on_end)
        sessions->on_end(account_id, session_id, except_id, sessions->on_end_user);
}

char *sessions_start(Database *database, const SessionStart *start, char ret_id[ID_TEXT_BYTES],
                     int64_t *ret_expires_at_us, GError **error) {
    g_autofree char *secret = id_new_secret(SESSIONS_SECRET_BYTES);
    int64_t lifetime_us = start->is_shared ? SESSION_SHARED_IDLE_US : start->lifetime_us;
    SessionRow row = {.device = (char *)start->device,
                      .peer = (char *)start->peer,
                      .expires_at_us = clock_wall_us() + lifetime_us,
                      .is_shared = start->is_shared};
    g_strlcpy(row.account_id, start->account_id, sizeof row.account_id);
    secret_hash_of(secret, row.secret_hash);
    if (!session_table_insert(database, &row, error))
        return NULL;
    g_strlcpy(ret_id, row.id, ID_TEXT_BYTES);
    *ret_expires_at_us = row.expires_at_us;
    return g_steal_pointer(&secret);
}

void sessions_get_stats(const Sessions *sessions, SessionsStats *ret_stats) {
    *ret_stats = (SessionsStats){
        .hits = atomic_load_explicit(&sessions->hits, memory_order_relaxed),
        .misses = atomic_load_explicit(&sessions->misses, memory_order_relaxed),
        .renewed = atomic_load_explicit(&sessions->renewed, memory_order_relaxed),
        .cached = atomic_load_explicit(&sessions->cached, memory_order_relaxed),
    };
}
