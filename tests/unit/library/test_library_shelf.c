/* Names and views of lessons: found by readers while one thread changes them. */
#include "media/library/library_shelf.h"

#include <string.h>

#include "base/epoch.h"

#define N_LESSONS 50u
#define ROUNDS    2000u

static LibraryOrder *order_of(unsigned number, const char *alias) {
    g_autofree char *id = g_strdup_printf("00000000-0000-7000-8000-%012u", number);
    LibraryOrder *order = library_order_new(id);
    g_strlcpy(order->alias, alias, sizeof order->alias);
    order->access = LIBRARY_PUBLIC;
    return order;
}

static LibraryLesson *find(const LibraryShelf *shelf, const char *name) {
    return library_shelf_find(shelf, name, strlen(name));
}

/* A view of nothing: its folder is not there. */
static LessonView *view_of(const LibraryLesson *lesson) {
    return lesson_view_open("/nowhere", library_shelf_get_order(lesson));
}

static void test_names(void) {
    LibraryShelf *shelf = library_shelf_new();
    g_assert_true(library_shelf_order(shelf, order_of(1, "one")));
    g_assert_true(library_shelf_order(shelf, order_of(2, "")));
    LibraryLesson *one = find(shelf, "one");
    g_assert_nonnull(one);
    g_assert_true(find(shelf, "00000000-0000-7000-8000-000000000001") == one);
    g_assert_true(library_shelf_order(shelf, order_of(1, "uno")));
    g_assert_null(find(shelf, "one"));
    g_assert_true(find(shelf, "uno") == one);
    g_assert_cmpuint(library_shelf_count(shelf), ==, 2);
    library_shelf_remove(shelf, "00000000-0000-7000-8000-000000000001");
    g_assert_null(find(shelf, "uno"));
    g_assert_null(find(shelf, "00000000-0000-7000-8000-000000000001"));
    g_assert_nonnull(find(shelf, "00000000-0000-7000-8000-000000000002"));
    g_assert_cmpuint(library_shelf_count(shelf), ==, 1);
    library_shelf_free(shelf);
}

static void test_oldest_is_closed(void) {
    LibraryShelf *shelf = library_shelf_new();
    LibraryLesson *lessons[5];
    for (unsigned i = 0; i < 5; i++) {
        g_autofree char *alias = g_strdup_printf("l%u", i);
        library_shelf_order(shelf, order_of(i, alias));
        lessons[i] = find(shelf, alias);
        library_shelf_publish(shelf, lessons[i], view_of(lessons[i]));
        library_shelf_view(lessons[i], 100 + i);
    }
    library_shelf_view(lessons[0], 200);
    library_shelf_trim(shelf, 3, UINT64_MAX);
    g_assert_cmpuint(library_shelf_opened(shelf), ==, 3);
    g_assert_nonnull(library_shelf_view(lessons[0], 201));
    g_assert_null(library_shelf_view(lessons[1], 202));
    g_assert_null(library_shelf_view(lessons[2], 203));
    g_assert_nonnull(library_shelf_view(lessons[4], 204));
    library_shelf_order(shelf, order_of(0, "l0")); /* another order: another view */
    g_assert_null(library_shelf_view(lessons[0], 205));
    g_assert_cmpuint(library_shelf_opened(shelf), ==, 2);
    library_shelf_free(shelf);
}

typedef struct Reading {
    LibraryShelf *shelf;
    gint is_over;
    unsigned seen;
} Reading;

static void *read_all(void *data) {
    Reading *reading = data;
    while (!g_atomic_int_get(&reading->is_over)) {
        for (unsigned i = 0; i < N_LESSONS; i++) {
            g_autofree char *alias = g_strdup_printf("l%u", i);
            epoch_enter();
            LibraryLesson *lesson = find(reading->shelf, alias);
            const LessonView *view = lesson ? library_shelf_view(lesson, 1) : NULL;
            reading->seen += view && strcmp(view->order->id, library_shelf_id(lesson)) == 0;
            epoch_leave();
        }
    }
    return NULL;
}

static void test_readers(void) {
    Reading reading = {library_shelf_new(), 0, 0};
    GThread *thread = g_thread_new("reader", read_all, &reading);
    for (unsigned i = 0; i < ROUNDS; i++) {
        g_autofree char *alias = g_strdup_printf("l%u", i % N_LESSONS);
        library_shelf_order(reading.shelf, order_of(i % N_LESSONS, alias));
        LibraryLesson *lesson = find(reading.shelf, alias);
        library_shelf_publish(reading.shelf, lesson, view_of(lesson));
        if (i % 7 == 0)
            library_shelf_remove(reading.shelf, library_shelf_id(lesson));
        library_shelf_sweep(reading.shelf);
    }
    g_atomic_int_set(&reading.is_over, 1);
    g_thread_join(thread);
    g_assert_cmpuint(reading.seen, >, 0);
    library_shelf_free(reading.shelf);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/library_shelf/names", test_names);
    g_test_add_func("/library_shelf/oldest-is-closed", test_oldest_is_closed);
    g_test_add_func("/library_shelf/readers", test_readers);
    return g_test_run();
}
