#include "catalog/auth/session_cache.h"

#include <string.h>

#include "catalog/store/account_table.h"

static SessionEntry *entry_of(unsigned number, const char *account_id, int64_t good_until_us) {
    AccountRow account = {.name = (char *)"anna", .display_name = (char *)"Anna"};
    g_strlcpy(account.id, account_id, sizeof account.id);
    SessionEntry *entry = g_new0(SessionEntry, 1);
    memcpy(entry->hash, &number, sizeof number);
    entry->identity = identity_new(&account, "s", good_until_us);
    entry->good_until_us = good_until_us;
    return entry;
}

static SessionEntry *find(SessionCache *cache, unsigned number, int64_t now_us) {
    uint8_t hash[SECRET_HASH_BYTES] = {0};
    memcpy(hash, &number, sizeof number);
    return session_cache_find(cache, hash, now_us);
}

static void test_find(void) {
    SessionCache *cache = session_cache_new(10);
    session_cache_put(cache, entry_of(1, "a", 100));
    g_assert_nonnull(find(cache, 1, 99));
    g_assert_null(find(cache, 2, 99));
    g_assert_null(find(cache, 1, 100));
    g_assert_cmpuint(session_cache_size(cache), ==, 0); /* what is outdated is dropped */
    session_cache_put(cache, entry_of(1, "a", 100));
    session_cache_put(cache, entry_of(1, "b", 200));
    g_assert_cmpstr(find(cache, 1, 150)->identity->account_id, ==, "b");
    session_cache_free(cache);
}

static void test_forget(void) {
    SessionCache *cache = session_cache_new(4);
    for (unsigned i = 0; i < 6; i++) /* both generations */
        session_cache_put(cache, entry_of(i, i % 2 ? "a" : "b", 100));
    session_cache_remove_account(cache, "a");
    for (unsigned i = 0; i < 6; i++)
        g_assert_true((find(cache, i, 0) != NULL) == (i % 2 == 0));
    uint8_t hash[SECRET_HASH_BYTES] = {0};
    session_cache_remove(cache, hash);
    g_assert_null(find(cache, 0, 0));
    session_cache_free(cache);
}

/* What is in use stays; the size never passes two generations. */
static void test_bounded(void) {
    SessionCache *cache = session_cache_new(16);
    session_cache_put(cache, entry_of(0, "a", 100));
    for (unsigned i = 1; i < 1000; i++) {
        session_cache_put(cache, entry_of(i, "a", 100));
        g_assert_nonnull(find(cache, 0, 0));
        g_assert_cmpuint(session_cache_size(cache), <=, 32);
    }
    g_assert_null(find(cache, 1, 0));
    session_cache_free(cache);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/session_cache/find", test_find);
    g_test_add_func("/session_cache/forget", test_forget);
    g_test_add_func("/session_cache/bounded", test_bounded);
    return g_test_run();
}
