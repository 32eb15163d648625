/* Where parts lie: runs, gaps, what lies in memory, forgetting, withdrawing, and a reader beside
 * the writer. */
#include "media/deliver/span_table.h"

#include <glib.h>
#include <stdatomic.h>

#define PARTS MEDIA_PARTS_PER_SEGMENT

static SpanTable *table;

/* Two tracks: parts of 100 and of 10 bytes, one behind the other. */
static void add(uint64_t msn, unsigned part, uint32_t flags) {
    uint64_t at = msn * PARTS + part;
    GridSpan spans[2] = {{at * 100, 100, flags}, {at * 10, 10, 0}};
    if (flags & GRID_GAP)
        spans[0] = (GridSpan){.flags = GRID_GAP};
    span_table_add(table, msn, part, spans);
}

static void add_segments(uint64_t from, uint64_t end) {
    for (uint64_t msn = from; msn < end; msn++)
        for (unsigned part = 0; part < PARTS; part++)
            add(msn, part, 0);
}

static bool find(unsigned track, uint64_t msn, unsigned part, unsigned n, GridSpan *ret_span) {
    return span_table_find(table, track, msn, part, n, ret_span);
}

static bool has(uint64_t msn, unsigned part) {
    GridSpan span;
    return find(0, msn, part, 1, &span);
}

static void expect(unsigned track, uint64_t msn, unsigned part, unsigned n, uint64_t offset,
                   uint32_t length) {
    GridSpan span;
    g_assert_true(find(track, msn, part, n, &span));
    g_assert_cmpuint(span.offset, ==, offset);
    g_assert_cmpuint(span.length, ==, length);
}

static void test_runs(void) {
    table = span_table_new(2);
    GridSpan span;
    g_assert_cmpuint(span_table_end(table), ==, 0);
    g_assert_false(has(0, 0));
    add_segments(5, 7);
    add(7, 0, GRID_INDEPENDENT);
    add(7, 1, 0);
    g_assert_cmpuint(span_table_end(table), ==, 7 * PARTS + 2);
    expect(0, 5, 0, 1, 3000, 100);
    expect(1, 5, 3, 1, 330, 10);
    expect(0, 6, 0, PARTS, 3600, 600);
    expect(0, 6, 3, 3, 3900, 300);
    expect(0, 6, 4, 3, 4000, 200);     /* ends with its segment */
    expect(0, 7, 0, PARTS, 4200, 200); /* as far as it is there */
    g_assert_true(find(0, 7, 0, 1, &span) && span.flags == GRID_INDEPENDENT);
    g_assert_false(find(0, 7, 2, 1, &span));
    g_assert_false(find(0, 4, 5, 1, &span));
    g_assert_false(find(0, 8, 0, 1, &span));
    g_assert_false(find(0, 5, PARTS, 1, &span)); /* no name of 6.0 */
    g_assert_false(find(0, UINT64_C(999999999999999), 0, 1, &span));
    g_assert_false(find(0, UINT64_MAX / PARTS, 5, 1, &span));
    span_table_free(table);
}

/* The playlist names a segment when any of its parts is there: it can be fetched. */
static void test_gaps(void) {
    table = span_table_new(2);
    GridSpan span;
    for (unsigned part = 0; part < PARTS; part++)
        add(0, part, part == 2 ? GRID_GAP : 0);
    expect(0, 0, 0, 2, 0, 200);
    g_assert_false(find(0, 0, 2, 1, &span));
    expect(0, 0, 0, PARTS, 0, 500); /* a gap takes no bytes */
    expect(0, 0, 0, 3, 0, 200);
    expect(0, 0, 3, 3, 300, 300);
    expect(1, 0, 0, PARTS, 0, 60); /* the other track has it */
    span_table_free(table);
}

/* A run ends where the bytes go on in another file. */
static void test_spilled(void) {
    table = span_table_new(2);
    GridSpan span;
    for (unsigned part = 0; part < PARTS; part++)
        add(0, part, part < 4 ? 0 : GRID_SPILLED);
    expect(0, 0, 0, PARTS, 0, 400);
    g_assert_true(find(0, 0, 4, 2, &span));
    g_assert_cmpuint(span.length, ==, 200);
    g_assert_cmpuint(span.flags & GRID_SPILLED, ==, GRID_SPILLED);
    span_table_free(table);
}

static void test_trim(void) {
    g_autoptr(EpochBin) bin = epoch_bin_new();
    table = span_table_new(2);
    span_table_trim(table, 3, bin); /* nothing there yet */
    add_segments(10, 300);
    span_table_trim(table, 5, bin);
    g_assert_true(has(10, 0));
    span_table_trim(table, 200, bin);
    g_assert_false(has(199, 5));
    g_assert_true(has(200, 0));
    span_table_trim(table, 150, bin); /* never comes back */
    g_assert_false(has(199, 5));
    span_table_trim(table, 300, bin);
    g_assert_false(has(299, 5));
    add(300, 0, 0);
    g_assert_true(has(300, 0));
    g_assert_cmpuint(epoch_bin_sweep(bin), ==, 0);
    span_table_free(table);
}

/* A number far beyond everything costs no more than what is there. */
static void test_trim_far(void) {
    g_autoptr(EpochBin) bin = epoch_bin_new();
    table = span_table_new(2);
    add_segments(0, 100);
    span_table_trim(table, UINT64_MAX, bin);
    g_assert_false(has(99, 5));
    span_table_free(table);
}

/* Much longer than the table: it is a window. */
static void test_days(void) {
    g_autoptr(EpochBin) bin = epoch_bin_new();
    table = span_table_new(2);
    uint64_t end = SPAN_TABLE_MAX_SEGMENTS + 1000;
    for (uint64_t msn = 0; msn < end; msn += 32) {
        if (msn > 256)
            span_table_trim(table, msn - 256, bin);
        add_segments(msn, msn + 32);
        epoch_bin_sweep(bin);
    }
    g_assert_true(has(end - 200, 3));
    g_assert_false(has(100, 0));
    g_assert_false(has(end - 200 - SPAN_TABLE_MAX_SEGMENTS, 3)); /* the same place, long ago */
    span_table_free(table);
}

static void test_withdraw(void) {
    table = span_table_new(2);
    GridSpan span;
    add_segments(0, 3);
    span_table_withdraw(table, 1, true);
    span_table_withdraw(table, 99999, true); /* not there */
    g_assert_false(has(1, 0));
    g_assert_false(find(1, 1, 0, PARTS, &span));
    g_assert_true(has(0, 5));
    g_assert_true(has(2, 0));
    span_table_withdraw(table, 1, false);
    expect(0, 1, 0, PARTS, 600, 600);
    span_table_free(table);
}

/* ---- a reader beside the writer ---- */

static atomic_bool is_over;

static void *read_on(void *data) {
    uint64_t n_found = 0;
    while (!atomic_load(&is_over)) {
        epoch_enter();
        uint64_t end = span_table_end(table);
        for (uint64_t at = end > 200 ? end - 200 : 0; at < end; at += 7) {
            GridSpan span;
            if (!find(0, at / PARTS, (unsigned)(at % PARTS), 1, &span))
                continue; /* trimmed or withdrawn meanwhile */
            g_assert_cmpuint(span.offset, ==, at * 100);
            g_assert_cmpuint(span.length, ==, 100);
            n_found++;
        }
        epoch_leave();
    }
    *(uint64_t *)data = n_found;
    return NULL;
}

static void test_concurrent(void) {
    EpochBin *bin = epoch_bin_new();
    uint64_t n_found[2] = {0, 0};
    GThread *readers[2];
    table = span_table_new(2);
    add_segments(0, 32);
    for (unsigned i = 0; i < 2; i++)
        readers[i] = g_thread_new("reader", read_on, &n_found[i]);
    for (uint64_t msn = 32; msn < 20000; msn++) {
        add_segments(msn, msn + 1);
        span_table_withdraw(table, msn - 3, msn % 5 == 0);
        span_table_trim(table, msn - 20, bin);
        epoch_bin_sweep(bin);
        if (msn % 100 == 0)
            g_thread_yield();
    }
    atomic_store(&is_over, true);
    for (unsigned i = 0; i < 2; i++)
        g_thread_join(readers[i]);
    epoch_bin_free(bin);
    span_table_free(table);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/span_table/runs", test_runs);
    g_test_add_func("/span_table/gaps", test_gaps);
    g_test_add_func("/span_table/spilled", test_spilled);
    g_test_add_func("/span_table/trim", test_trim);
    g_test_add_func("/span_table/trim_far", test_trim_far);
    g_test_add_func("/span_table/days", test_days);
    g_test_add_func("/span_table/withdraw", test_withdraw);
    g_test_add_func("/span_table/concurrent", test_concurrent);
    return g_test_run();
}
