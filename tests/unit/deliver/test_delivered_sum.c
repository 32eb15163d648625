/* Notes become intervals: what touches is one, everything else is its own. */
#include "media/deliver/delivered_sum.h"

#include <string.h>

static DeliveredSum *sum;

static void add(uint8_t viewing, MediaKind kind, uint64_t first, uint32_t n, uint32_t bytes) {
    DeliveredNote note = {.first = first, .n_units = n, .bytes = bytes, .kind = kind};
    note.viewing[DELIVERED_ID_BYTES - 1] = viewing;
    delivered_sum_add(sum, &note);
}

static int compare(const void *a, const void *b) {
    const DeliveredRun *one = a, *other = b;
    int by_viewing = memcmp(one->viewing, other->viewing, sizeof one->viewing);
    if (by_viewing != 0)
        return by_viewing;
    if (one->kind != other->kind)
        return one->kind < other->kind ? -1 : 1;
    return one->first < other->first ? -1 : one->first > other->first;
}

/* "viewing.kind first-end bytes", in order, one behind the other. */
static char *take(void) {
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(DeliveredRun));
    GString *text = g_string_new(NULL);
    delivered_sum_take(sum, runs);
    g_array_sort(runs, compare);
    for (guint i = 0; i < runs->len; i++) {
        const DeliveredRun *run = &g_array_index(runs, DeliveredRun, i);
        g_string_append_printf(
            text, "%s%u.%u %" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
            i ? ", " : "", run->viewing[DELIVERED_ID_BYTES - 1], (unsigned)run->kind, run->first,
            run->end, run->bytes);
    }
    return g_string_free(text, FALSE);
}

static void expect(const char *expected) {
    g_autofree char *text = take();
    g_assert_cmpstr(text, ==, expected);
}

static void test_joins(void) {
    sum = delivered_sum_new();
    expect("");
    add(1, MEDIA_VIDEO, 10, 1, 100);
    add(1, MEDIA_VIDEO, 11, 1, 100);
    add(1, MEDIA_VIDEO, 12, 6, 600);
    expect("1.0 10-18 800");
    expect(""); /* given out once */
    add(1, MEDIA_VIDEO, 18, 1, 100);
    expect("1.0 18-19 100");
    delivered_sum_free(sum);
}

static void test_keeps_apart(void) {
    sum = delivered_sum_new();
    add(1, MEDIA_VIDEO, 10, 1, 1);
    add(2, MEDIA_VIDEO, 11, 1, 2);
    add(1, MEDIA_AUDIO, 11, 1, 3);
    add(1, DELIVERED_BOTH_KINDS, 12, 6, 4);
    expect("1.0 10-11 1, 1.1 11-12 3, 1.2 12-18 4, 2.0 11-12 2");
    delivered_sum_free(sum);
}

/* A hole, a step back: another run, so that nothing is claimed that was not sent. */
static void test_holes(void) {
    sum = delivered_sum_new();
    add(1, MEDIA_VIDEO, 10, 1, 1);
    add(1, MEDIA_VIDEO, 12, 1, 2);
    add(1, MEDIA_VIDEO, 5, 6, 3);
    expect("1.0 5-11 3, 1.0 10-11 1, 1.0 12-13 2");
    delivered_sum_free(sum);
}

/* The same part twice (another quality) is media time once, bytes twice. */
static void test_again(void) {
    sum = delivered_sum_new();
    add(1, MEDIA_VIDEO, 10, 6, 600);
    add(1, MEDIA_VIDEO, 12, 1, 50);
    add(1, MEDIA_VIDEO, 10, 6, 300);
    expect("1.0 10-16 950");
    delivered_sum_free(sum);
}

static void test_many(void) {
    g_autoptr(GArray) runs = g_array_new(FALSE, FALSE, sizeof(DeliveredRun));
    sum = delivered_sum_new();
    for (uint32_t i = 0; i < DELIVERED_SUM_MAX_VIEWINGS + 10; i++) {
        DeliveredNote note = {.first = 1, .n_units = 1, .bytes = 1, .kind = MEDIA_VIDEO};
        memcpy(note.viewing + DELIVERED_ID_BYTES - sizeof i, &i, sizeof i);
        delivered_sum_add(sum, &note);
    }
    delivered_sum_take(sum, runs);
    g_assert_cmpuint(runs->len, ==, DELIVERED_SUM_MAX_VIEWINGS + 10); /* nobody is left out */
    delivered_sum_free(sum);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/delivered_sum/joins", test_joins);
    g_test_add_func("/delivered_sum/keeps_apart", test_keeps_apart);
    g_test_add_func("/delivered_sum/holes", test_holes);
    g_test_add_func("/delivered_sum/again", test_again);
    g_test_add_func("/delivered_sum/many", test_many);
    return g_test_run();
}
