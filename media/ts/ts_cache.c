#include "media/ts/ts_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/epoch.h"

typedef struct Entry {
    TsKey key;
    GateFile *file;  /* NULL: it could not be made */
    int64_t used_us; /* written by readers */
} Entry;

/* Immutable, sorted by key; entries are shared with the list before. */
typedef struct List {
    unsigned n_entries;
    Entry *entries[];
} List;

struct TsCache {
    List *list; /* replaced as a whole, read by anybody */
    EpochBin *bin;
    uint64_t bytes, max_bytes;
};

TsKey ts_cache_key(const char *meeting, uint64_t msn, unsigned video, unsigned audio) {
    TsKey key = {.msn = msn, .video = video, .audio = audio};
    g_strlcpy(key.meeting, meeting, sizeof key.meeting);
    return key;
}

static List *list_new(unsigned n_entries) {
    List *list = g_malloc(sizeof(List) + n_entries * sizeof(Entry *));
    list->n_entries = n_entries;
    return list;
}

TsCache *ts_cache_new(uint64_t max_bytes) {
    TsCache *cache = g_new0(TsCache, 1);
    cache->list = list_new(0);
    cache->bin = epoch_bin_new();
    cache->max_bytes = max_bytes;
    return cache;
}

static void free_entry(void *data) {
    Entry *entry = data;
    gate_file_unref(entry->file);
    g_free(entry);
}

void ts_cache_free(TsCache *cache) {
    if (!cache)
        return;
    for (unsigned i = 0; i < cache->list->n_entries; i++)
        free_entry(cache->list->entries[i]);
    g_free(cache->list);
    epoch_bin_free(cache->bin);
    g_free(cache);
}

/* Where `key` is, or would be. */
static unsigned find_place(const List *list, const TsKey *key) {
    unsigned low = 0, high = list->n_entries;
    while (low < high) {
        unsigned middle = low + (high - low) / 2;
        if (memcmp(&list->entries[middle]->key, key, sizeof *key) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool is_at(const List *list, unsigned place, const TsKey *key) {
    return place < list->n_entries && memcmp(&list->entries[place]->key, key, sizeof *key) == 0;
}

static uint64_t bytes_of(const Entry *entry) {
    return entry->file ? entry->file->length : 0;
}

static void add_bytes(TsCache *cache, uint64_t more, uint64_t less) {
    __atomic_store_n(&cache->bytes, cache->bytes + more - less, __ATOMIC_RELAXED);
}

/* Readers see the new list; the old one and `entry` (may be NULL) go when nobody looks. */
static void publish(TsCache *cache, List *take_list, Entry *take_entry) {
    List *before = cache->list;
    __atomic_store_n(&cache->list, take_list, __ATOMIC_SEQ_CST);
    epoch_bin_add(cache->bin, before, g_free);
    if (take_entry) {
        add_bytes(cache, 0, bytes_of(take_entry));
        epoch_bin_add(cache->bin, take_entry, free_entry);
    }
    epoch_bin_sweep(cache->bin);
}

static void remove_at(TsCache *cache, unsigned place) {
    const List *list = cache->list;
    List *without = list_new(list->n_entries - 1);
    memcpy(without->entries, list->entries, place * sizeof(Entry *));
    memcpy(without->entries + place, list->entries + place + 1,
           (list->n_entries - place - 1) * sizeof(Entry *));
    publish(cache, without, list->entries[place]);
}

static unsigned find_oldest(const List *list) {
    unsigned oldest = 0;
    int64_t oldest_us = INT64_MAX;
    for (unsigned i = 0; i < list->n_entries; i++) {
        int64_t used_us = __atomic_load_n(&list->entries[i]->used_us, __ATOMIC_RELAXED);
        if (used_us < oldest_us) {
            oldest_us = used_us;
            oldest = i;
        }
    }
    return oldest;
}

void ts_cache_put(TsCache *cache, const TsKey *key, GateFile *take_file) {
    unsigned place = find_place(cache->list, key);
    if (is_at(cache->list, place, key))
        remove_at(cache, place);
    uint64_t length = take_file ? take_file->length : 0;
    while (cache->list->n_entries > 0 && (cache->bytes + length > cache->max_bytes ||
                                          cache->list->n_entries >= TS_CACHE_MAX_ENTRIES))
        remove_at(cache, find_oldest(cache->list));
    Entry *entry = g_new(Entry, 1);
    *entry = (Entry){*key, take_file, g_get_monotonic_time()};
    const List *list = cache->list;
    place = find_place(list, key);
    List *with = list_new(list->n_entries + 1);
    memcpy(with->entries, list->entries, place * sizeof(Entry *));
    with->entries[place] = entry;
    memcpy(with->entries + place + 1, list->entries + place,
           (list->n_entries - place) * sizeof(Entry *));
    add_bytes(cache, length, 0);
    publish(cache, with, NULL);
}

void ts_cache_forget(TsCache *cache, const char *meeting) {
    for (unsigned i = cache->list->n_entries; i-- > 0;)
        if (strncmp(cache->list->entries[i]->key.meeting, meeting, TS_CACHE_MEETING_BYTES) == 0)
            remove_at(cache, i);
}

TsCacheState ts_cache_find(TsCache *cache, const TsKey *key, GateFile **ret_file) {
    const List *list = __atomic_load_n(&cache->list, __ATOMIC_SEQ_CST);
    unsigned place = find_place(list, key);
    if (!is_at(list, place, key))
        return TS_CACHE_ABSENT;
    Entry *entry = list->entries[place];
    int64_t now_us = g_get_monotonic_time();
    if (!entry->file)
        return now_us - __atomic_load_n(&entry->used_us, __ATOMIC_RELAXED) < TS_CACHE_FAILURE_US
                   ? TS_CACHE_FAILED
                   : TS_CACHE_ABSENT;
    __atomic_store_n(&entry->used_us, now_us, __ATOMIC_RELAXED);
    *ret_file = gate_file_ref(entry->file);
    return TS_CACHE_READY;
}

uint64_t ts_cache_bytes(const TsCache *cache) {
    return __atomic_load_n(&cache->bytes, __ATOMIC_RELAXED);
}
