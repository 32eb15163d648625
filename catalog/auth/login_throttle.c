#include "catalog/auth/login_throttle.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <string.h>

#include "base/clock.h"

typedef enum BucketKind { BUCKET_DEVICE, BUCKET_PLACE, BUCKET_STRANGERS } BucketKind;

typedef struct Policy {
    unsigned burst;      /* attempts in a row */
    int64_t interval_us; /* then one each */
} Policy;

static const Policy POLICIES[] = {
    [BUCKET_DEVICE] = {10, 30 * CLOCK_US_PER_S},    /* this account, this device */
    [BUCKET_PLACE] = {10, 30 * CLOCK_US_PER_S},     /* this account, this address */
    [BUCKET_STRANGERS] = {50, 10 * CLOCK_US_PER_S}, /* this account, all unknown addresses */
};

/* The generic cell rate algorithm (ITU-T I.371 A): one moment says how full a bucket is. */
typedef struct Bucket {
    gint64 key;
    int64_t full_at_us; /* when all tokens are back */
    GList link;         /* in `recent` */
} Bucket;

struct LoginThrottle {
    unsigned max_buckets;
    uint8_t hash_key[crypto_shorthash_KEYBYTES];
    GHashTable *buckets; /* &bucket->key → Bucket, owned */
    GQueue recent;       /* of Bucket; last used first */
    GHashTable *trying;  /* network → number of attempts under way */
};

LoginThrottle *login_throttle_new(unsigned max_buckets) {
    LoginThrottle *throttle = g_new0(LoginThrottle, 1);
    throttle->max_buckets = max_buckets;
    randombytes_buf(throttle->hash_key, sizeof throttle->hash_key);
    throttle->buckets = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, g_free);
    throttle->trying = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_queue_init(&throttle->recent);
    return throttle;
}

void login_throttle_free(LoginThrottle *throttle) {
    if (!throttle)
        return;
    g_hash_table_unref(throttle->buckets);
    g_hash_table_unref(throttle->trying);
    g_free(throttle);
}

/* One customer holds a /64 of IPv6 at least (RFC 6177). Caller frees. */
static char *network_of(const char *address) {
    struct in6_addr v6;
    if (inet_pton(AF_INET6, address, &v6) != 1 || IN6_IS_ADDR_V4MAPPED(&v6))
        return g_strdup(address);
    memset(v6.s6_addr + 8, 0, 8);
    char text[INET6_ADDRSTRLEN];
    inet_ntop(AF_INET6, &v6, text, sizeof text);
    return g_strdup_printf("%s/64", text);
}

/* ---- buckets ---- */

static gint64 key_of(const LoginThrottle *throttle, BucketKind kind, const char *account,
                     const char *other) {
    g_autofree char *text =
        g_strdup_printf("%d %zu %s %s", (int)kind, strlen(account), account, other);
    gint64 key;
    crypto_shorthash((uint8_t *)&key, (const uint8_t *)text, strlen(text), throttle->hash_key);
    return key;
}

static void remove_bucket(LoginThrottle *throttle, Bucket *bucket) {
    g_queue_unlink(&throttle->recent, &bucket->link);
    g_hash_table_remove(throttle->buckets, &bucket->key);
}

/* Room for one more: the bucket unused longest goes. An attacked account's bucket is used all the
 * time; to push it out takes `max_buckets` other attempts, minutes of the crypto pool's work, in
 * which it would have refilled anyway. */
static void make_room(LoginThrottle *throttle) {
    while (g_hash_table_size(throttle->buckets) >= throttle->max_buckets)
        remove_bucket(throttle, throttle->recent.tail->data);
}

static Bucket *touch_bucket(LoginThrottle *throttle, gint64 key) {
    Bucket *bucket = g_hash_table_lookup(throttle->buckets, &key);
    if (bucket) {
        g_queue_unlink(&throttle->recent, &bucket->link);
    } else {
        make_room(throttle);
        bucket = g_new0(Bucket, 1);
        bucket->key = key;
        bucket->full_at_us = INT64_MIN;
        bucket->link.data = bucket;
        g_hash_table_insert(throttle->buckets, &bucket->key, bucket);
    }
    g_queue_push_head_link(&throttle->recent, &bucket->link);
    return bucket;
}

/* 0: a token is there; else how long until one is. */
static int64_t wait_us(const Bucket *bucket, const Policy *policy, int64_t now_us) {
    int64_t tolerance_us = (policy->burst - 1) * policy->interval_us;
    if (bucket->full_at_us <= now_us + tolerance_us)
        return 0;
    return bucket->full_at_us - now_us - tolerance_us;
}

/* ---- attempts ---- */

typedef struct KeySet {
    BucketKind kinds[2];
    gint64 keys[2];
    unsigned n_keys;
} KeySet;

static void add_key(KeySet *set, const LoginThrottle *throttle, BucketKind kind,
                    const char *account, const char *other) {
    set->kinds[set->n_keys] = kind;
    set->keys[set->n_keys++] = key_of(throttle, kind, account, other);
}

static KeySet keys_of(const LoginThrottle *throttle, const LoginAttempt *attempt,
                      const char *network) {
    KeySet set = {.n_keys = 0};
    if (attempt->device) {
        add_key(&set, throttle, BUCKET_DEVICE, attempt->account, attempt->device);
        return set;
    }
    add_key(&set, throttle, BUCKET_PLACE, attempt->account, network);
    if (!attempt->is_known_address)
        add_key(&set, throttle, BUCKET_STRANGERS, attempt->account, "");
    return set;
}

static unsigned count_trying(const LoginThrottle *throttle, const char *network) {
    return GPOINTER_TO_UINT(g_hash_table_lookup(throttle->trying, network));
}

static void set_trying(LoginThrottle *throttle, const char *network, unsigned n_trying) {
    if (n_trying == 0)
        g_hash_table_remove(throttle->trying, network);
    else
        g_hash_table_replace(throttle->trying, g_strdup(network), GUINT_TO_POINTER(n_trying));
}

LoginVerdict login_throttle_begin(LoginThrottle *throttle, const LoginAttempt *attempt,
                                  int64_t now_us, int64_t *ret_retry_after_us) {
    g_autofree char *network = network_of(attempt->address);
    unsigned n_trying = count_trying(throttle, network);
    if (n_trying >= LOGIN_THROTTLE_MAX_PER_ADDRESS) {
        *ret_retry_after_us = CLOCK_US_PER_S;
        return LOGIN_CROWDED;
    }
    KeySet set = keys_of(throttle, attempt, network);
    int64_t longest_us = 0;
    for (unsigned i = 0; i < set.n_keys; i++) {
        const Bucket *bucket = touch_bucket(throttle, set.keys[i]);
        longest_us = MAX(longest_us, wait_us(bucket, &POLICIES[set.kinds[i]], now_us));
    }
    if (longest_us > 0) {
        *ret_retry_after_us = longest_us;
        return LOGIN_THROTTLED;
    }
    set_trying(throttle, network, n_trying + 1);
    return LOGIN_ADMITTED;
}

void login_throttle_end(LoginThrottle *throttle, const LoginAttempt *attempt, LoginOutcome outcome,
                        int64_t now_us) {
    g_autofree char *network = network_of(attempt->address);
    unsigned n_trying = count_trying(throttle, network);
    if (n_trying > 0)
        set_trying(throttle, network, n_trying - 1);
    if (outcome != LOGIN_WRONG)
        return;
    KeySet set = keys_of(throttle, attempt, network);
    for (unsigned i = 0; i < set.n_keys; i++) {
        Bucket *bucket = touch_bucket(throttle, set.keys[i]);
        bucket->full_at_us = MAX(bucket->full_at_us, now_us) + POLICIES[set.kinds[i]].interval_us;
    }
}

unsigned login_throttle_n_buckets(const LoginThrottle *throttle) {
    return g_hash_table_size(throttle->buckets);
}
