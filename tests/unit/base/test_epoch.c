#include "base/epoch.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

static unsigned n_freed;

static void count_free(void *object) {
    n_freed++;
}

static void test_nobody_looks(void) {
    g_autoptr(EpochBin) bin = epoch_bin_new();
    n_freed = 0;
    int object;
    epoch_bin_add(bin, &object, count_free);
    g_assert_cmpuint(epoch_bin_sweep(bin), ==, 0);
    g_assert_cmpuint(n_freed, ==, 1);
}

/* Who entered before keeps what was replaced since; who enters later does not. */
static void test_a_look_keeps(void) {
    g_autoptr(EpochBin) bin = epoch_bin_new();
    n_freed = 0;
    int first, second;
    epoch_bin_add(bin, &first, count_free);
    epoch_enter();
    epoch_bin_add(bin, &second, count_free);
    g_assert_cmpuint(epoch_bin_sweep(bin), ==, 1);
    g_assert_cmpuint(n_freed, ==, 1);
    epoch_leave();
    epoch_enter();
    g_assert_cmpuint(epoch_bin_sweep(bin), ==, 0);
    epoch_leave();
    g_assert_cmpuint(n_freed, ==, 2);
}

#define N_READERS 3
#define N_SWAPS   20000
#define ALIVE     UINT32_C(0x600dbeef)

typedef struct Shared {
    _Atomic(uint32_t *) current;
    atomic_bool is_over;
    atomic_uint wrong, looks;
} Shared;

static void spoil(void *object) {
    *(uint32_t *)object = 0;
    g_free(object);
}

static void *look(void *data) {
    Shared *shared = data;
    while (!atomic_load(&shared->is_over)) {
        epoch_enter();
        if (*atomic_load(&shared->current) != ALIVE)
            atomic_fetch_add(&shared->wrong, 1);
        epoch_leave();
        atomic_fetch_add(&shared->looks, 1);
    }
    return NULL;
}

static uint32_t *new_object(void) {
    uint32_t *object = g_new(uint32_t, 1);
    *object = ALIVE;
    return object;
}

static void test_many_readers(void) {
    Shared shared = {0};
    atomic_store(&shared.current, new_object());
    GThread *readers[N_READERS];
    for (unsigned i = 0; i < N_READERS; i++)
        readers[i] = g_thread_new("reader", look, &shared);
    EpochBin *bin = epoch_bin_new();
    for (unsigned i = 0; i < N_SWAPS || atomic_load(&shared.looks) < N_READERS; i++) {
        epoch_bin_add(bin, atomic_exchange(&shared.current, new_object()), spoil);
        epoch_bin_sweep(bin);
    }
    atomic_store(&shared.is_over, true);
    for (unsigned i = 0; i < N_READERS; i++)
        g_thread_join(readers[i]);
    epoch_bin_free(bin);
    g_free(atomic_load(&shared.current));
    g_assert_cmpuint(atomic_load(&shared.wrong), ==, 0);
}

static void *look_once(void *data) {
    epoch_enter();
    epoch_leave();
    return NULL;
}

/* Places are given back, or this would abort. */
static void test_threads_come_and_go(void) {
    for (unsigned i = 0; i < 2 * EPOCH_MAX_READERS; i++)
        g_thread_join(g_thread_new("reader", look_once, NULL));
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/epoch/nobody_looks", test_nobody_looks);
    g_test_add_func("/epoch/a_look_keeps", test_a_look_keeps);
    g_test_add_func("/epoch/many_readers", test_many_readers);
    g_test_add_func("/epoch/threads_come_and_go", test_threads_come_and_go);
    return g_test_run();
}
