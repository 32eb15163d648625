#include "base/epoch.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define CACHE_LINE 64

/* Everything is sequentially consistent: a reader writes its place before it loads the pointer, a
 * writer swaps the pointer before it looks at the places. Either the writer sees the reader, or the
 * reader sees the new pointer. */
typedef struct Place {
    _Alignas(CACHE_LINE) atomic_uint_fast64_t epoch; /* 0: outside */
    atomic_bool is_taken;
} Place;

static Place places[EPOCH_MAX_READERS];
static atomic_uint_fast64_t now = 1;
static _Thread_local Place *own_place;

/* ---- readers ---- */

static void give_place_back(void *place) {
    atomic_store(&((Place *)place)->is_taken, false);
}

static pthread_key_t key;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void make_key(void) {
    if (pthread_key_create(&key, give_place_back) != 0)
        g_error("no thread-specific key is left");
}

static Place *take_place(void) {
    pthread_once(&once, make_key);
    for (unsigned i = 0; i < EPOCH_MAX_READERS; i++)
        if (!atomic_exchange(&places[i].is_taken, true)) {
            pthread_setspecific(key, &places[i]);
            return &places[i];
        }
    g_error("more than %u threads read at the same time", EPOCH_MAX_READERS);
}

void epoch_enter(void) {
    if (!own_place)
        own_place = take_place();
    atomic_store(&own_place->epoch, atomic_load(&now));
}

void epoch_leave(void) {
    atomic_store(&own_place->epoch, 0);
}

/* The oldest epoch in which somebody still looks. */
static uint64_t oldest_look(void) {
    uint64_t oldest = UINT64_MAX;
    for (unsigned i = 0; i < EPOCH_MAX_READERS; i++) {
        uint64_t epoch = atomic_load(&places[i].epoch);
        if (epoch != 0 && epoch < oldest)
            oldest = epoch;
    }
    return oldest;
}

/* ---- writers ---- */

typedef struct Retired {
    void *object;
    GDestroyNotify free_object;
    uint64_t epoch; /* readers that entered in this one or later cannot see it */
} Retired;

struct EpochBin {
    GArray *retired; /* Retired, oldest first */
};

EpochBin *epoch_bin_new(void) {
    EpochBin *bin = g_new0(EpochBin, 1);
    bin->retired = g_array_new(FALSE, FALSE, sizeof(Retired));
    return bin;
}

void epoch_bin_add(EpochBin *bin, void *take_object, GDestroyNotify free_object) {
    Retired retired = {take_object, free_object, atomic_fetch_add(&now, 1) + 1};
    g_array_append_val(bin->retired, retired);
}

unsigned epoch_bin_sweep(EpochBin *bin) {
    uint64_t oldest = bin->retired->len ? oldest_look() : 0;
    unsigned n = 0;
    while (n < bin->retired->len && g_array_index(bin->retired, Retired, n).epoch <= oldest)
        n++;
    for (unsigned i = 0; i < n; i++) {
        Retired *retired = &g_array_index(bin->retired, Retired, i);
        retired->free_object(retired->object);
    }
    if (n > 0)
        g_array_remove_range(bin->retired, 0, n);
    return bin->retired->len;
}

void epoch_bin_free(EpochBin *bin) {
    if (!bin)
        return;
    while (epoch_bin_sweep(bin) > 0)
        sched_yield();
    g_array_unref(bin->retired);
    g_free(bin);
}
