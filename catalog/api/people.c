#include "catalog/api/people.h"

#include <sodium.h>
#include <string.h>

#include "catalog/api/api_env.h"
#include "catalog/api/wire.h"
#include "catalog/store/account_table.h"
#include "catalog/store/session_table.h"

#define SEPARATOR   "."
#define COOKIE_PATH "/api/v1/" /* signing in, switching and activating are below it */

/* ---- what a device brings ---- */

static bool is_plausible(const char *secret) {
    return *secret && strlen(secret) <= SESSIONS_SECRET_MAX_CHARS;
}

People *people_read(ApiRequest *request) {
    People *people = g_new0(People, 1);
    g_autofree char *current = api_request_cookie(request, API_COOKIE_SESSION);
    g_autofree char *joined = api_request_cookie(request, API_COOKIE_PEOPLE);
    if (current && is_plausible(current))
        people->current = g_steal_pointer(&current);
    g_auto(GStrv) texts = g_strsplit(joined ? joined : "", SEPARATOR, PEOPLE_MAX_PARKED + 1);
    g_autoptr(GStrvBuilder) parked = g_strv_builder_new();
    for (unsigned i = 0; texts[i] && i < PEOPLE_MAX_PARKED; i++)
        if (is_plausible(texts[i]))
            g_strv_builder_add(parked, texts[i]);
    people->parked = g_strv_builder_end(parked);
    return people;
}

void people_free(People *people) {
    if (!people)
        return;
    if (people->current)
        sodium_memzero(people->current, strlen(people->current));
    for (char **secret = people->parked; *secret; secret++)
        sodium_memzero(*secret, strlen(*secret));
    g_free(people->current);
    g_strfreev(people->parked);
    g_free(people);
}

/* ---- who they are ---- */

static void free_person(void *data) {
    PersonHere *person = data;
    sodium_memzero(person->secret, strlen(person->secret));
    g_free(person->secret);
    identity_unref(person->identity);
    g_free(person);
}

static bool is_listed(const GPtrArray *here, const char *account_id) {
    for (unsigned i = 0; i < here->len; i++) {
        const PersonHere *person = g_ptr_array_index(here, i);
        if (g_str_equal(person->identity->account_id, account_id))
            return true;
    }
    return false;
}

/* The secret that opens the session from now on; NULL when nothing follows from the one brought. */
static char *follow(const Sessions *sessions, const SessionRow *row, const char *secret) {
    if (!row->by_previous)
        return g_strdup(secret);
    g_autofree char *next = sessions_next_secret(sessions, row->id, secret);
    uint8_t hash[SECRET_HASH_BYTES];
    secret_hash_of(next, hash);
    return memcmp(hash, row->secret_hash, sizeof hash) == 0 ? g_steal_pointer(&next) : NULL;
}

/* NULL without an error: nobody any more. */
static PersonHere *find_person(Database *database, const Sessions *sessions, const char *secret,
                               GError **error) {
    uint8_t hash[SECRET_HASH_BYTES];
    secret_hash_of(secret, hash);
    g_autoptr(SessionRow) row = NULL;
    if (!session_table_find_secret(database, hash, &row, error) || !row)
        return NULL;
    g_autoptr(AccountRow) account = account_table_get(database, row->account_id, error);
    g_autofree char *kept = follow(sessions, row, secret);
    if (!account || account->locked || !kept)
        return NULL;
    PersonHere *person = g_new0(PersonHere, 1);
    person->secret = g_steal_pointer(&kept);
    person->identity = identity_new(account, row->id, row->expires_at_us);
    person->identity->is_shared = row->is_shared;
    return person;
}

static bool add_person(Database *database, const Sessions *sessions, GPtrArray *here,
                       const char *secret, GError **error) {
    g_autoptr(GError) own_error = NULL;
    PersonHere *person = find_person(database, sessions, secret, &own_error);
    if (own_error) {
        g_propagate_error(error, g_steal_pointer(&own_error));
        return false;
    }
    if (person && is_listed(here, person->identity->account_id))
        g_clear_pointer(&person, free_person);
    if (person)
        g_ptr_array_add(here, person);
    return true;
}

GPtrArray *people_find(Database *database, const Sessions *sessions, const People *people,
                       GError **error) {
    g_autoptr(GPtrArray) here = g_ptr_array_new_with_free_func(free_person);
    if (people->current && !add_person(database, sessions, here, people->current, error))
        return NULL;
    if (here->len > 0)
        ((PersonHere *)g_ptr_array_index(here, 0))->is_current = true;
    for (char **secret = people->parked; *secret; secret++)
        if (!add_person(database, sessions, here, *secret, error))
            return NULL;
    return g_steal_pointer(&here);
}

/* ---- parking ---- */

bool people_park(Database *database, GPtrArray *here, const char *account_id, Identity **ret_ended,
                 GError **error) {
    g_autoptr(Identity) ended = NULL;
    for (unsigned i = here->len; i-- > 0;) {
        const PersonHere *person = g_ptr_array_index(here, i);
        const Identity *identity = person->identity;
        if (identity->is_shared) {
            if (!session_table_revoke(database, identity->account_id, identity->session_id, error))
                return false;
            identity_unref(ended);
            ended = identity_ref(identity);
        }
        if (identity->is_shared || g_str_equal(identity->account_id, account_id))
            g_ptr_array_remove_index(here, i);
    }
    if (here->len > PEOPLE_MAX_PARKED)
        g_ptr_array_set_size(here, PEOPLE_MAX_PARKED);
    *ret_ended = g_steal_pointer(&ended);
    return true;
}

void people_reply(ApiRequest *request, const GPtrArray *parked, int64_t lifetime_us) {
    g_autoptr(GString) joined = g_string_new(NULL);
    for (unsigned i = 0; i < parked->len; i++) {
        const PersonHere *person = g_ptr_array_index(parked, i);
        g_string_append_printf(joined, "%s%s", i > 0 ? SEPARATOR : "", person->secret);
    }
    WireCookie cookie = {API_COOKIE_PEOPLE, joined->str, COOKIE_PATH,
                         parked->len > 0 ? lifetime_us / CLOCK_US_PER_S : 0};
    wire_add_cookie(request, &cookie);
    sodium_memzero(joined->str, joined->len);
}
