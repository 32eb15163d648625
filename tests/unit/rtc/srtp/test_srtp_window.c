/* Indices and replays of one SSRC (RFC 3711 §3.3.1, §3.3.2). */
#include <glib.h>

#include "media/rtc/srtp/srtp_window.h"

static SrtpWindow window_at(uint64_t highest) {
    SrtpWindow window = {0};
    srtp_window_mark(&window, highest);
    return window;
}

static void test_guess(void) {
    static const struct {
        uint64_t highest;
        uint16_t sequence;
        uint64_t index;
    } rows[] = {
        {0, 1, 1},
        {0x7fff, 0xffff, 0xffff}, /* exactly half a round ahead: same ROC */
        {0x7ffe, 0xffff, SRTP_INDEX_NONE},
        {0xffff, 0, 0x10000},
        {0xfff0, 0x7ff0, 0x7ff0}, /* exactly half a round back: same ROC */
        {0xfff0, 0x7fef, 0x17fef},
        {0x10000, 0xffff, 0xffff},
        {0x10000, 0x8001, 0x8001},
        {0x10000, 0x8000, 0x18000},
        {0x1fffe, 3, 0x20003},
        {0x7fffffffffffull, 0, 0x800000000000ull},
        {SRTP_INDEX_MAX, 0, SRTP_INDEX_MAX + 1}, /* the ROC ends: the caller refuses */
    };
    SrtpWindow empty = {0};
    g_assert_cmpuint(srtp_window_guess(&empty, 0xffff), ==, 0xffff);
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        SrtpWindow window = window_at(rows[i].highest);
        g_assert_cmphex(srtp_window_guess(&window, rows[i].sequence), ==, rows[i].index);
    }
}

/* Against a plain list of what was marked. */
static void test_model(void) {
    static bool is_marked[100000];
    SrtpWindow window = {0};
    GRand *random = g_rand_new_with_seed(7);
    uint64_t highest = 0;
    bool is_any = false;
    for (unsigned i = 0; i < 50000; i++) {
        uint64_t index = highest + (uint64_t)g_rand_int_range(random, 0, 4);
        if (g_rand_int_range(random, 0, 500) == 0)
            index += (uint64_t)g_rand_int_range(random, 0, 300);
        uint64_t back = (uint64_t)g_rand_int_range(random, 0, 160);
        index = index > back && g_rand_boolean(random) ? index - back : index;
        if (index >= G_N_ELEMENTS(is_marked))
            break;
        SrtpVerdict expected = SRTP_OK;
        if (is_any && highest >= index + SRTP_WINDOW_PACKETS)
            expected = SRTP_TOO_OLD;
        else if (is_marked[index])
            expected = SRTP_REPLAYED;
        g_assert_cmpint(srtp_window_check(&window, index), ==, expected);
        if (expected != SRTP_OK)
            continue;
        srtp_window_mark(&window, index);
        is_marked[index] = is_any = true;
        highest = MAX(highest, index);
        g_assert_cmpuint(window.highest, ==, highest);
    }
    g_assert_cmpuint(highest, >, 10000);
    g_rand_free(random);
}

static void test_edges(void) {
    for (uint64_t step = 0; step <= 2 * SRTP_WINDOW_PACKETS; step++) {
        SrtpWindow window = window_at(1000);
        if (step > 0)
            srtp_window_mark(&window, 1000 + step);
        g_assert_cmpint(srtp_window_check(&window, 1000), ==,
                        step < SRTP_WINDOW_PACKETS ? SRTP_REPLAYED : SRTP_TOO_OLD);
        g_assert_cmpint(srtp_window_check(&window, 1000 + step), ==, SRTP_REPLAYED);
        g_assert_cmpint(srtp_window_check(&window, 1001 + step), ==, SRTP_OK);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/srtp-window/guess", test_guess);
    g_test_add_func("/srtp-window/model", test_model);
    g_test_add_func("/srtp-window/edges", test_edges);
    return g_test_run();
}
