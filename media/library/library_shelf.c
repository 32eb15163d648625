#include "media/library/library_shelf.h"

#include <stdatomic.h>
#include <string.h>

#include "base/epoch.h"

#define N_BUCKETS 8192u

struct LibraryLesson {
    char id[ID_TEXT_BYTES];
    LibraryOrder *order; /* of the thread */
    atomic_int access;
    _Atomic(LessonView *) view;
    _Atomic int64_t used_us;
};

/* One of a lesson's two names, in its bucket's chain. */
typedef struct Name Name;
struct Name {
    _Atomic(Name *) next;
    LibraryLesson *lesson;
    char text[LIBRARY_ALIAS_BYTES];
};

struct LibraryShelf {
    _Atomic(Name *) buckets[N_BUCKETS];
    GHashTable *lessons; /* id → LibraryLesson; of the thread, as are the next two */
    GPtrArray *open;     /* LibraryLesson with a view */
    EpochBin *bin;
    atomic_uint n_lessons, n_open;
};

LibraryShelf *library_shelf_new(void) {
    LibraryShelf *shelf = g_new0(LibraryShelf, 1);
    shelf->lessons = g_hash_table_new(g_str_hash, g_str_equal);
    shelf->open = g_ptr_array_new();
    shelf->bin = epoch_bin_new();
    return shelf;
}

static void free_view(void *view) {
    lesson_view_free(view);
}

static void free_lesson(void *data) {
    LibraryLesson *lesson = data;
    lesson_view_free(atomic_load(&lesson->view));
    library_order_free(lesson->order);
    g_free(lesson);
}

void library_shelf_free(LibraryShelf *shelf) {
    if (!shelf)
        return;
    GHashTableIter iter;
    void *lesson;
    g_hash_table_iter_init(&iter, shelf->lessons);
    while (g_hash_table_iter_next(&iter, NULL, &lesson))
        free_lesson(lesson);
    for (unsigned i = 0; i < N_BUCKETS; i++)
        for (Name *name = atomic_load(&shelf->buckets[i]), *next; name; name = next) {
            next = atomic_load(&name->next);
            g_free(name);
        }
    g_hash_table_unref(shelf->lessons);
    g_ptr_array_unref(shelf->open);
    epoch_bin_free(shelf->bin);
    g_free(shelf);
}

/* ---- names ---- */

static unsigned bucket_of(const char *name, size_t length) {
    uint32_t hash = 5381;
    for (size_t i = 0; i < length; i++)
        hash = hash * 33 + (uint8_t)name[i];
    return hash % N_BUCKETS;
}

static void add_name(LibraryShelf *shelf, LibraryLesson *lesson, const char *text) {
    _Atomic(Name *) *bucket = &shelf->buckets[bucket_of(text, strlen(text))];
    Name *name = g_new0(Name, 1);
    name->lesson = lesson;
    g_strlcpy(name->text, text, sizeof name->text);
    atomic_store(&name->next, atomic_load(bucket));
    atomic_store(bucket, name);
}

static void remove_name(LibraryShelf *shelf, const LibraryLesson *lesson, const char *text) {
    _Atomic(Name *) *place = &shelf->buckets[bucket_of(text, strlen(text))];
    for (Name *name; (name = atomic_load(place)); place = &name->next) {
        if (name->lesson != lesson || strcmp(name->text, text) != 0)
            continue;
        atomic_store(place, atomic_load(&name->next));
        epoch_bin_add(shelf->bin, name, g_free);
        return;
    }
}

static void change_alias(LibraryShelf *shelf, LibraryLesson *lesson, const char *before,
                         const char *alias) {
    if (strcmp(before, alias) == 0)
        return;
    if (before[0])
        remove_name(shelf, lesson, before);
    if (alias[0])
        add_name(shelf, lesson, alias);
}

/* ---- lessons ---- */

static LibraryLesson *need_lesson(LibraryShelf *shelf, const char *id) {
    LibraryLesson *lesson = g_hash_table_lookup(shelf->lessons, id);
    if (lesson || g_hash_table_size(shelf->lessons) >= LIBRARY_SHELF_MAX_LESSONS)
        return lesson;
    lesson = g_new0(LibraryLesson, 1);
    g_strlcpy(lesson->id, id, sizeof lesson->id);
    lesson->order = library_order_new(id);
    g_hash_table_insert(shelf->lessons, lesson->id, lesson);
    add_name(shelf, lesson, lesson->id);
    atomic_store(&shelf->n_lessons, g_hash_table_size(shelf->lessons));
    return lesson;
}

void library_shelf_publish(LibraryShelf *shelf, LibraryLesson *lesson, LessonView *take_view) {
    LessonView *before = atomic_exchange(&lesson->view, take_view);
    if (before)
        epoch_bin_add(shelf->bin, before, free_view);
    if (before && !take_view)
        g_ptr_array_remove_fast(shelf->open, lesson);
    if (!before && take_view)
        g_ptr_array_add(shelf->open, lesson);
    atomic_store(&shelf->n_open, shelf->open->len);
}

bool library_shelf_order(LibraryShelf *shelf, LibraryOrder *take_order) {
    LibraryLesson *lesson = need_lesson(shelf, take_order->id);
    if (!lesson) {
        library_order_free(take_order);
        return false;
    }
    change_alias(shelf, lesson, lesson->order->alias, take_order->alias);
    library_order_free(lesson->order);
    lesson->order = take_order;
    atomic_store(&lesson->access, (int)take_order->access);
    library_shelf_publish(shelf, lesson, NULL);
    return true;
}

void library_shelf_remove(LibraryShelf *shelf, const char *id) {
    LibraryLesson *lesson = g_hash_table_lookup(shelf->lessons, id);
    if (!lesson)
        return;
    library_shelf_publish(shelf, lesson, NULL);
    remove_name(shelf, lesson, lesson->id);
    if (lesson->order->alias[0])
        remove_name(shelf, lesson, lesson->order->alias);
    g_hash_table_remove(shelf->lessons, lesson->id);
    epoch_bin_add(shelf->bin, lesson, free_lesson);
    atomic_store(&shelf->n_lessons, g_hash_table_size(shelf->lessons));
}

const LibraryOrder *library_shelf_get_order(const LibraryLesson *lesson) {
    return lesson->order;
}

/* ---- views ---- */

static uint64_t sum_bytes(const LibraryShelf *shelf, LibraryLesson **ret_oldest) {
    uint64_t bytes = 0;
    *ret_oldest = NULL;
    for (guint i = 0; i < shelf->open->len; i++) {
        LibraryLesson *lesson = shelf->open->pdata[i];
        bytes += atomic_load(&lesson->view)->bytes;
        if (!*ret_oldest || atomic_load(&lesson->used_us) < atomic_load(&(*ret_oldest)->used_us))
            *ret_oldest = lesson;
    }
    return bytes;
}

void library_shelf_trim(LibraryShelf *shelf, unsigned max_views, uint64_t max_bytes) {
    LibraryLesson *oldest;
    while ((sum_bytes(shelf, &oldest) > max_bytes && shelf->open->len > 1) ||
           shelf->open->len > max_views)
        library_shelf_publish(shelf, oldest, NULL);
}

void library_shelf_sweep(LibraryShelf *shelf) {
    epoch_bin_sweep(shelf->bin);
}

/* ---- readers ---- */

LibraryLesson *library_shelf_find(const LibraryShelf *shelf, const char *name, size_t length) {
    const Name *at = atomic_load(&shelf->buckets[bucket_of(name, length)]);
    for (; at; at = atomic_load(&at->next))
        if (strlen(at->text) == length && memcmp(at->text, name, length) == 0)
            return at->lesson;
    return NULL;
}

const char *library_shelf_id(const LibraryLesson *lesson) {
    return lesson->id;
}

LibraryAccess library_shelf_access(const LibraryLesson *lesson) {
    return (LibraryAccess)atomic_load(&lesson->access);
}

const LessonView *library_shelf_view(LibraryLesson *lesson, int64_t now_us) {
    atomic_store_explicit(&lesson->used_us, now_us, memory_order_relaxed);
    return atomic_load(&lesson->view);
}

unsigned library_shelf_count(const LibraryShelf *shelf) {
    return atomic_load(&shelf->n_lessons);
}

unsigned library_shelf_opened(const LibraryShelf *shelf) {
    return atomic_load(&shelf->n_open);
}
