#include "catalog/viewing/viewing_book.h"

#include <string.h>

#include "base/error.h"

#define PERSON_BYTES (2 * ID_TEXT_BYTES)

typedef struct Entry {
    ViewingRow row; /* first: a row is its entry */
    char person[PERSON_BYTES];
    bool is_dirty;
    int64_t written_at_us; /* monotonic, like the rest; 0: never */
    int64_t touched_at_us;
    int64_t beats_left_milli, filled_at_us;
} Entry;

struct ViewingBook {
    GHashTable *by_id; /* id (in the entry) → Entry, owned */
    GHashTable
        *by_person; /* who and what (in the entry) → whose beat came last, of what can resume */
};

static Entry *entry_of(ViewingRow *row) {
    return (Entry *)row;
}

static void name_person(const ViewingRow *row, char ret_person[PERSON_BYTES]) {
    const char *who = *row->study_id ? row->study_id : row->who_id;
    g_snprintf(ret_person, PERSON_BYTES, "%s %s", who, viewing_table_of(row));
}

ViewingBook *viewing_book_new(void) {
    ViewingBook *book = g_new0(ViewingBook, 1);
    book->by_id = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    book->by_person = g_hash_table_new(g_str_hash, g_str_equal);
    return book;
}

void viewing_book_free(ViewingBook *book) {
    if (!book)
        return;
    g_hash_table_unref(book->by_person);
    g_hash_table_unref(book->by_id);
    g_free(book);
}

ViewingRow *viewing_book_find(ViewingBook *book, const char *id) {
    return g_hash_table_lookup(book->by_id, id);
}

static bool may_resume(const ViewingRow *row) {
    return row->who != VIEWING_ANONYMOUS && !row->is_live;
}

static void index_person(ViewingBook *book, Entry *entry) {
    const Entry *last = g_hash_table_lookup(book->by_person, entry->person);
    if (may_resume(&entry->row) && entry->row.last_sequence > 0 &&
        (!last || last->row.last_beat_at_us <= entry->row.last_beat_at_us))
        g_hash_table_replace(book->by_person, entry->person, entry);
}

ViewingRow *viewing_book_keep(ViewingBook *book, const ViewingRow *row, GError **error) {
    Entry *entry = g_hash_table_lookup(book->by_id, row->id);
    if (entry)
        return &entry->row;
    if (g_hash_table_size(book->by_id) >= VIEWING_BOOK_MAX) {
        g_set_error_literal(error, BASE_ERROR, ERROR_OVERLOADED,
                            "Too many are watching: try again in a moment.");
        return NULL;
    }
    entry = g_new0(Entry, 1);
    entry->row = *row;
    entry->touched_at_us = entry->filled_at_us = clock_monotonic_us();
    entry->beats_left_milli = VIEWING_BOOK_BEATS_BURST * 1000;
    name_person(row, entry->person);
    g_hash_table_insert(book->by_id, entry->row.id, entry);
    index_person(book, entry);
    return &entry->row;
}

void viewing_book_mark(ViewingBook *book, ViewingRow *row) {
    Entry *entry = entry_of(row);
    entry->is_dirty = true;
    entry->touched_at_us = clock_monotonic_us();
    index_person(book, entry);
}

bool viewing_book_admit(ViewingBook *book, ViewingRow *row, unsigned n_beats, GError **error) {
    Entry *entry = entry_of(row);
    int64_t now_us = clock_monotonic_us();
    int64_t gained = (now_us - entry->filled_at_us) / 1000 * VIEWING_BOOK_BEATS_PER_S;
    int64_t left = MIN(entry->beats_left_milli + gained, VIEWING_BOOK_BEATS_BURST * 1000);
    entry->filled_at_us = now_us;
    entry->beats_left_milli = left;
    if (left < (int64_t)n_beats * 1000) {
        g_set_error_literal(error, BASE_ERROR, ERROR_RATE_LIMITED,
                            "This player sends too many beats: it may send them later.");
        return false;
    }
    entry->beats_left_milli -= (int64_t)n_beats * 1000;
    return true;
}

bool viewing_book_resume(const ViewingBook *book, const ViewingRow *of, int64_t *ret_resume_ms) {
    char person[PERSON_BYTES];
    name_person(of, person);
    const Entry *last = may_resume(of) ? g_hash_table_lookup(book->by_person, person) : NULL;
    if (last)
        *ret_resume_ms = last->row.state == VIEWING_ENDED ? 0 : last->row.resume_ms;
    return last != NULL;
}

/* ---- who is watching ---- */

static bool is_alive(const ViewingRow *row, const char *meeting_id, int64_t since_us) {
    return row->last_beat_at_us >= since_us && row->state != VIEWING_ENDED &&
           strcmp(row->meeting_id, meeting_id) == 0;
}

unsigned viewing_book_n_alive(const ViewingBook *book, const char *meeting_id) {
    int64_t since_us = clock_wall_us() - VIEWING_BOOK_ALIVE_US;
    unsigned n = 0;
    GHashTableIter iter;
    void *entry;
    g_hash_table_iter_init(&iter, book->by_id);
    while (g_hash_table_iter_next(&iter, NULL, &entry))
        n += is_alive(&((Entry *)entry)->row, meeting_id, since_us);
    return n;
}

GHashTable *viewing_book_places_alive(const ViewingBook *book, const char *meeting_id) {
    int64_t since_us = clock_wall_us() - VIEWING_BOOK_ALIVE_US;
    GHashTable *places = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GHashTableIter iter;
    void *entry;
    g_hash_table_iter_init(&iter, book->by_id);
    while (g_hash_table_iter_next(&iter, NULL, &entry)) {
        const ViewingRow *row = &((Entry *)entry)->row;
        if (row->place_id[0] && is_alive(row, meeting_id, since_us))
            g_hash_table_add(places, g_strdup(row->place_id));
    }
    return places;
}

/* ---- writing ---- */

/* On the writer's thread; `data` is a GArray of ViewingRow. */
static bool write_all(Database *database, void *data, GError **error) {
    const GArray *rows = data;
    for (unsigned i = 0; i < rows->len; i++)
        if (!viewing_table_update(database, &g_array_index(rows, ViewingRow, i), error))
            return false;
    return true;
}

static void free_rows(void *data) {
    g_array_unref(data);
}

static int compare_age(const void *one, const void *other) {
    const Entry *first = *(Entry *const *)one, *second = *(Entry *const *)other;
    return (first->written_at_us > second->written_at_us) -
           (first->written_at_us < second->written_at_us);
}

static void forget(ViewingBook *book, GHashTableIter *iter, Entry *entry) {
    if (g_hash_table_lookup(book->by_person, entry->person) == entry)
        g_hash_table_remove(book->by_person, entry->person);
    g_hash_table_iter_remove(iter);
}

/* Borrowed entries that are to be written; what was silent is forgotten on the way. */
static GPtrArray *find_due(ViewingBook *book, int64_t written_before_us, int64_t now_us) {
    GPtrArray *due = g_ptr_array_new();
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, book->by_id);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        Entry *entry = value;
        if (entry->is_dirty &&
            (entry->written_at_us == 0 || entry->written_at_us <= written_before_us))
            g_ptr_array_add(due, entry);
        else if (!entry->is_dirty && entry->touched_at_us + VIEWING_BOOK_FORGET_US < now_us)
            forget(book, &iter, entry);
    }
    g_ptr_array_sort(due, compare_age);
    return due;
}

static unsigned write_some(Store *store, const GPtrArray *due, unsigned from, int64_t now_us) {
    unsigned n = MIN(due->len - from, VIEWING_BOOK_MAX_WRITTEN);
    GArray *rows = g_array_sized_new(FALSE, FALSE, sizeof(ViewingRow), n);
    for (unsigned i = 0; i < n; i++)
        g_array_append_val(rows, ((Entry *)due->pdata[from + i])->row);
    StoreJob job = {.run = write_all, .data = rows, .free_data = free_rows};
    if (!store_write(store, &job, NULL)) {
        g_array_unref(rows);
        return 0;
    }
    for (unsigned i = 0; i < n; i++) {
        Entry *entry = due->pdata[from + i];
        entry->is_dirty = false;
        entry->written_at_us = now_us;
    }
    return n;
}

unsigned viewing_book_flush(ViewingBook *book, Store *store, ViewingBookFlush which) {
    int64_t now_us = clock_monotonic_us();
    bool is_all = which == VIEWING_BOOK_ALL;
    g_autoptr(GPtrArray) due =
        find_due(book, is_all ? now_us : now_us - VIEWING_BOOK_WRITE_US, now_us);
    unsigned n_written = 0, n;
    do {
        n = n_written < due->len ? write_some(store, due, n_written, now_us) : 0;
        n_written += n;
    } while (n > 0 && is_all);
    return n_written;
}

unsigned viewing_book_n(const ViewingBook *book) {
    return g_hash_table_size(book->by_id);
}
