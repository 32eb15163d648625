/* What was made is found until it is the oldest, by any number of threads. */
#include "media/ts/ts_cache.h"

#include <unistd.h>
#include <sys/mman.h>

#include "base/epoch.h"

#define READERS 3u
#define PUTS    20000u

static GateFile *file_of(uint64_t length) {
    return gate_file_new(memfd_create("test", MFD_CLOEXEC), length);
}

static TsCacheState find(TsCache *cache, uint64_t msn) {
    TsKey key = ts_cache_key("m", msn, 0, 1);
    GateFile *file = NULL;
    epoch_enter();
    TsCacheState state = ts_cache_find(cache, &key, &file);
    epoch_leave();
    g_assert_cmpint(file != NULL, ==, state == TS_CACHE_READY);
    gate_file_unref(file);
    return state;
}

static void put(TsCache *cache, uint64_t msn, GateFile *take_file) {
    TsKey key = ts_cache_key("m", msn, 0, 1);
    ts_cache_put(cache, &key, take_file);
}

static void test_bound(void) {
    g_autoptr(TsCache) cache = ts_cache_new(1000);
    for (uint64_t msn = 0; msn < 4; msn++)
        put(cache, msn, file_of(300));
    g_assert_cmpuint(ts_cache_bytes(cache), ==, 900);
    g_assert_cmpint(find(cache, 0), ==, TS_CACHE_ABSENT);
    for (uint64_t msn = 1; msn < 4; msn++)
        g_assert_cmpint(find(cache, msn), ==, TS_CACHE_READY);
    put(cache, 2, file_of(100));
    g_assert_cmpuint(ts_cache_bytes(cache), ==, 700);
    put(cache, 9, file_of(5000));
    g_assert_cmpint(find(cache, 3), ==, TS_CACHE_ABSENT);
    g_assert_cmpint(find(cache, 9), ==, TS_CACHE_READY);
    put(cache, 10, file_of(10));
    g_assert_cmpint(find(cache, 9), ==, TS_CACHE_ABSENT);
    g_assert_cmpuint(ts_cache_bytes(cache), ==, 10);
}

static void test_the_used_stay(void) {
    g_autoptr(TsCache) cache = ts_cache_new(900);
    for (uint64_t msn = 0; msn < 3; msn++)
        put(cache, msn, file_of(300));
    int64_t now_us = g_get_monotonic_time();
    while (g_get_monotonic_time() == now_us)
        continue;
    g_assert_cmpint(find(cache, 0), ==, TS_CACHE_READY);
    put(cache, 3, file_of(300));
    g_assert_cmpint(find(cache, 0), ==, TS_CACHE_READY);
    g_assert_cmpint(find(cache, 1), ==, TS_CACHE_ABSENT);
}

static void test_keys(void) {
    g_autoptr(TsCache) cache = ts_cache_new(10000);
    const TsKey keys[] = {ts_cache_key("m", 1, 0, 1), ts_cache_key("n", 1, 0, 1),
                          ts_cache_key("m", 2, 0, 1), ts_cache_key("m", 1, 2, 1),
                          ts_cache_key("m", 1, 0, 2)};
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++)
        ts_cache_put(cache, &keys[i], file_of(i + 1));
    for (unsigned i = 0; i < G_N_ELEMENTS(keys); i++) {
        g_autoptr(GateFile) file = NULL;
        g_assert_cmpint(ts_cache_find(cache, &keys[i], &file), ==, TS_CACHE_READY);
        g_assert_cmpuint(file->length, ==, i + 1);
    }
    ts_cache_forget(cache, "m");
    g_autoptr(GateFile) file = NULL;
    g_assert_cmpint(ts_cache_find(cache, &keys[0], &file), ==, TS_CACHE_ABSENT);
    g_assert_cmpint(ts_cache_find(cache, &keys[1], &file), ==, TS_CACHE_READY);
    g_assert_cmpuint(ts_cache_bytes(cache), ==, 2);
}

static void test_failures(void) {
    g_autoptr(TsCache) cache = ts_cache_new(1000);
    put(cache, 5, NULL);
    g_assert_cmpint(find(cache, 5), ==, TS_CACHE_FAILED);
    put(cache, 5, file_of(1));
    g_assert_cmpint(find(cache, 5), ==, TS_CACHE_READY);
    for (uint64_t msn = 0; msn < 2 * TS_CACHE_MAX_ENTRIES; msn++)
        put(cache, 100 + msn, NULL);
    g_assert_cmpint(find(cache, 5), ==, TS_CACHE_ABSENT);
}

typedef struct Race {
    TsCache *cache;
    int is_over;
} Race;

static void *read_all(void *data) {
    Race *race = data;
    uint64_t n_ready = 0;
    for (uint64_t msn = 0; !g_atomic_int_get(&race->is_over); msn = (msn + 1) % 32)
        n_ready += find(race->cache, msn) == TS_CACHE_READY;
    return GUINT_TO_POINTER(n_ready > 0);
}

static void test_readers_and_a_writer(void) {
    Race race = {ts_cache_new(8), 0};
    GThread *readers[READERS];
    for (unsigned i = 0; i < READERS; i++)
        readers[i] = g_thread_new("reader", read_all, &race);
    for (uint64_t n = 0; n < PUTS; n++)
        put(race.cache, n % 32, file_of(1));
    g_atomic_int_set(&race.is_over, 1);
    for (unsigned i = 0; i < READERS; i++)
        g_thread_join(readers[i]);
    g_assert_cmpuint(ts_cache_bytes(race.cache), ==, 8);
    ts_cache_free(race.cache);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/ts_cache/bound", test_bound);
    g_test_add_func("/ts_cache/the_used_stay", test_the_used_stay);
    g_test_add_func("/ts_cache/keys", test_keys);
    g_test_add_func("/ts_cache/failures", test_failures);
    g_test_add_func("/ts_cache/readers_and_a_writer", test_readers_and_a_writer);
    return g_test_run();
}
