#include "catalog/viewing/viewing_rate.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/error.h"

/* The generic cell rate algorithm: one moment for each bucket, when it is full again. */
struct ViewingRate {
    GHashTable *full_at; /* who → int64_t (monotonic), both owned */
};

ViewingRate *viewing_rate_new(void) {
    ViewingRate *rate = g_new0(ViewingRate, 1);
    rate->full_at = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return rate;
}

void viewing_rate_free(ViewingRate *rate) {
    if (!rate)
        return;
    g_hash_table_unref(rate->full_at);
    g_free(rate);
}

/* One customer holds a /64 of IPv6 at least (RFC 6177). Caller frees. */
static char *network_of(const char *address) {
    struct in6_addr v6;
    char text[INET6_ADDRSTRLEN];
    if (inet_pton(AF_INET6, address, &v6) != 1 || IN6_IS_ADDR_V4MAPPED(&v6))
        return g_strdup(address);
    memset(v6.s6_addr + 8, 0, 8);
    inet_ntop(AF_INET6, &v6, text, sizeof text);
    return g_strdup(text);
}

static gboolean is_full(void *key, void *value, void *user) {
    return *(const int64_t *)value <= *(const int64_t *)user;
}

static int64_t *bucket_of(ViewingRate *rate, const char *key, int64_t now_us) {
    int64_t *full_at_us = g_hash_table_lookup(rate->full_at, key);
    if (full_at_us)
        return full_at_us;
    if (g_hash_table_size(rate->full_at) >= VIEWING_RATE_MAX_BUCKETS)
        g_hash_table_foreach_remove(rate->full_at, is_full, &now_us);
    if (g_hash_table_size(rate->full_at) >= VIEWING_RATE_MAX_BUCKETS)
        return NULL;
    full_at_us = g_new(int64_t, 1);
    *full_at_us = now_us;
    g_hash_table_insert(rate->full_at, g_strdup(key), full_at_us);
    return full_at_us;
}

bool viewing_rate_take(ViewingRate *rate, const char *who_id, const char *address, GError **error) {
    int64_t now_us = clock_monotonic_us();
    bool is_person = who_id[0] != '\0';
    int64_t every_us = is_person ? VIEWING_RATE_PERSON_EVERY_US : VIEWING_RATE_ADDRESS_EVERY_US;
    int64_t burst = is_person ? VIEWING_RATE_PERSON_BURST : VIEWING_RATE_ADDRESS_BURST;
    g_autofree char *key = is_person ? g_strdup(who_id) : network_of(address);
    int64_t *full_at_us = bucket_of(rate, key, now_us);
    int64_t next_us = full_at_us ? MAX(*full_at_us, now_us) + every_us : 0;
    if (full_at_us && next_us <= now_us + burst * every_us) {
        *full_at_us = next_us;
        return true;
    }
    g_set_error_literal(error, BASE_ERROR, ERROR_RATE_LIMITED,
                        "Too many players were opened from here: try again in a moment.");
    return false;
}
