#include "catalog/screen/screen_seen.h"

#include <stdbool.h>

#include "base/id.h"

typedef struct Sighting {
    char id[ID_TEXT_BYTES];
    char *peer, *version; /* owned, or NULL */
    int64_t seen_at_us;
    int64_t written_at_us; /* the wall clock's; 0: never */
    bool is_dirty;
} Sighting;

struct ScreenSeen {
    GHashTable *by_id; /* id (in the sighting) → Sighting, owned */
};

static void free_sighting(void *data) {
    Sighting *sighting = data;
    g_free(sighting->peer);
    g_free(sighting->version);
    g_free(sighting);
}

ScreenSeen *screen_seen_new(void) {
    ScreenSeen *seen = g_new0(ScreenSeen, 1);
    seen->by_id = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, free_sighting);
    return seen;
}

void screen_seen_free(ScreenSeen *seen) {
    if (!seen)
        return;
    g_hash_table_unref(seen->by_id);
    g_free(seen);
}

static Sighting *sighting_of(ScreenSeen *seen, const char *id) {
    Sighting *sighting = g_hash_table_lookup(seen->by_id, id);
    if (sighting || g_hash_table_size(seen->by_id) >= SCREEN_SEEN_MAX)
        return sighting;
    sighting = g_new0(Sighting, 1);
    g_strlcpy(sighting->id, id, sizeof sighting->id);
    g_hash_table_insert(seen->by_id, sighting->id, sighting);
    return sighting;
}

static void keep(char **kept, const char *text) {
    if (!text || g_strcmp0(*kept, text) == 0)
        return;
    g_free(*kept);
    *kept = g_strdup(text);
}

void screen_seen_note(ScreenSeen *seen, const char *id, const char *peer, const char *version) {
    Sighting *sighting = sighting_of(seen, id);
    if (!sighting)
        return;
    keep(&sighting->peer, peer);
    keep(&sighting->version, version);
    sighting->seen_at_us = clock_wall_us();
    sighting->is_dirty = true;
}

int64_t screen_seen_at_us(const ScreenSeen *seen, const char *id) {
    const Sighting *sighting = g_hash_table_lookup(seen->by_id, id);
    return sighting ? sighting->seen_at_us : 0;
}

/* ---- writing ---- */

static bool write_one(Database *database, const Sighting *row, GError **error) {
    g_autoptr(Statement) statement =
        database_prepare(database,
                         "UPDATE screen SET last_seen_at_us = ?2, peer = ifnull(?3, peer),"
                         " version = ifnull(?4, version) WHERE id = ?1 AND unpaired_at_us IS NULL"
                         " AND last_seen_at_us NOT NULL",
                         error);
    if (!statement)
        return false;
    statement_bind_text(statement, 1, row->id);
    statement_bind_int64(statement, 2, row->seen_at_us);
    statement_bind_text(statement, 3, row->peer);
    statement_bind_text(statement, 4, row->version);
    return statement_run(statement, error);
}

/* On the writer's thread; `data` is a GPtrArray of Sighting. */
static bool write_all(Database *database, void *data, GError **error) {
    const GPtrArray *rows = data;
    for (unsigned i = 0; i < rows->len; i++)
        if (!write_one(database, rows->pdata[i], error))
            return false;
    return true;
}

static void free_rows(void *data) {
    g_ptr_array_unref(data);
}

static Sighting *copy_of(const Sighting *sighting) {
    Sighting *copy = g_memdup2(sighting, sizeof *sighting);
    copy->peer = g_strdup(sighting->peer);
    copy->version = g_strdup(sighting->version);
    return copy;
}

static int compare_age(const void *one, const void *other) {
    const Sighting *first = *(Sighting *const *)one, *second = *(Sighting *const *)other;
    return (first->written_at_us > second->written_at_us) -
           (first->written_at_us < second->written_at_us);
}

/* Borrowed sightings that are due; who was silent for long is forgotten on the way. */
static GPtrArray *find_due(ScreenSeen *seen, int64_t now_us) {
    GPtrArray *due = g_ptr_array_new();
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, seen->by_id);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Sighting *sighting = value;
        if (sighting->is_dirty && sighting->written_at_us + SCREEN_SEEN_WRITE_US <= now_us)
            g_ptr_array_add(due, sighting);
        else if (!sighting->is_dirty && sighting->seen_at_us + SCREEN_SEEN_FORGET_US < now_us)
            g_hash_table_iter_remove(&iter);
    }
    g_ptr_array_sort(due, compare_age);
    return due;
}

unsigned screen_seen_flush(ScreenSeen *seen, Store *store) {
    int64_t now_us = clock_wall_us();
    g_autoptr(GPtrArray) due = find_due(seen, now_us);
    unsigned n = MIN(due->len, SCREEN_SEEN_MAX_WRITTEN);
    if (n == 0)
        return 0;
    GPtrArray *rows = g_ptr_array_new_with_free_func(free_sighting);
    for (unsigned i = 0; i < n; i++)
        g_ptr_array_add(rows, copy_of(due->pdata[i]));
    StoreJob job = {.run = write_all, .data = rows, .free_data = free_rows};
    if (!store_write(store, &job, NULL)) {
        g_ptr_array_unref(rows);
        return 0;
    }
    for (unsigned i = 0; i < n; i++) {
        Sighting *sighting = due->pdata[i];
        sighting->is_dirty = false;
        sighting->written_at_us = now_us;
    }
    return n;
}
