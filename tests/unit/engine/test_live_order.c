/* An order's copy is deep: it outlives the original and shares nothing with it. */
#include "media/engine/live_order.h"

#include <string.h>

static LiveOrder *full_order(void) {
    LiveOrder *order = live_order_new("0190a0b0-0000-7000-8000-000000000001");
    g_strlcpy(order->alias, "demo", sizeof order->alias);
    order->title = g_strdup("title");
    order->line = g_strdup("line");
    order->closed_reason = g_strdup("closed");
    order->state = LIVE_ON_AIR;
    order->access = SHELF_TOKEN;
    order->is_slate = order->is_recorded = order->is_on_demand = true;
    order->live_at_us = 1;
    order->trim_from_us = 2;
    order->trim_to_us = 3;
    LiveLanguage language = {"bo", true, 250};
    LiveInput input = {.id = "in",
                       .kind = LIVE_INPUT_RTSP,
                       .uri = g_strdup("rtsp://camera/"),
                       .language = "bo",
                       .priority = 7,
                       .key = g_strdup("key"),
                       .passphrase = g_strdup("words")};
    LiveMark mark = {.id = "agenda-1", .title = g_strdup("item"), .at_us = 4};
    LiveCut cut = {5, 6};
    g_array_append_val(order->languages, language);
    g_array_append_val(order->inputs, input);
    g_array_append_val(order->marks, mark);
    g_array_append_val(order->cuts, cut);
    return order;
}

static void check(const LiveOrder *order) {
    g_assert_cmpstr(order->id, ==, "0190a0b0-0000-7000-8000-000000000001");
    g_assert_cmpstr(order->alias, ==, "demo");
    g_assert_cmpstr(order->title, ==, "title");
    g_assert_cmpstr(order->line, ==, "line");
    g_assert_cmpstr(order->closed_reason, ==, "closed");
    g_assert_cmpint(order->state, ==, LIVE_ON_AIR);
    g_assert_cmpint(order->access, ==, SHELF_TOKEN);
    g_assert_true(order->is_slate && order->is_recorded && order->is_on_demand);
    g_assert_cmpint(order->live_at_us, ==, 1);
    g_assert_cmpint(order->trim_from_us, ==, 2);
    g_assert_cmpint(order->trim_to_us, ==, 3);
    g_assert_true(order->languages->len == 1 && order->inputs->len == 1 && order->marks->len == 1 &&
                  order->cuts->len == 1);
    const LiveLanguage *language = &g_array_index(order->languages, LiveLanguage, 0);
    g_assert_cmpstr(language->tag, ==, "bo");
    g_assert_cmpint(language->offset_ms, ==, 250);
    const LiveInput *input = &g_array_index(order->inputs, LiveInput, 0);
    g_assert_cmpint(input->kind, ==, LIVE_INPUT_RTSP);
    g_assert_cmpstr(input->uri, ==, "rtsp://camera/");
    g_assert_cmpstr(input->key, ==, "key");
    g_assert_cmpstr(input->passphrase, ==, "words");
    g_assert_cmpint(input->priority, ==, 7);
    g_assert_cmpstr(g_array_index(order->marks, LiveMark, 0).title, ==, "item");
    g_assert_cmpint(g_array_index(order->cuts, LiveCut, 0).to_us, ==, 6);
}

static void test_copy(void) {
    LiveOrder *order = full_order();
    LiveOrder *copy = live_order_copy(order), *again = live_order_copy(copy);
    memset(order->title, 'x', strlen(order->title));
    memset(g_array_index(order->inputs, LiveInput, 0).key, 'x', 3);
    live_order_free(order);
    check(copy);
    live_order_free(copy);
    check(again);
    live_order_free(again);
}

static void test_shows_same(void) {
    g_autoptr(LiveOrder) order = full_order();
    g_autoptr(LiveOrder) other = full_order();
    g_assert_true(live_order_shows_same(order, other));
    other->title[0] = 'x';
    other->state = LIVE_ENDED;
    g_assert_true(live_order_shows_same(order, other));
    other->state = LIVE_PUBLISHED;
    g_assert_false(live_order_shows_same(order, other));
    order->state = LIVE_PUBLISHED;
    other->trim_to_us++;
    g_assert_false(live_order_shows_same(order, other));
    order->trim_to_us++;
    other->trim_from_us++;
    g_assert_false(live_order_shows_same(order, other));
    order->trim_from_us++;
    g_assert_true(live_order_shows_same(order, other));
    g_array_set_size(other->cuts, 0);
    g_assert_false(live_order_shows_same(order, other));
}

static void test_empty(void) {
    g_autoptr(LiveOrder) order = live_order_new("x");
    g_autoptr(LiveOrder) copy = live_order_copy(order);
    g_assert_cmpstr(copy->id, ==, "x");
    g_assert_null(copy->title);
    g_assert_cmpuint(copy->inputs->len, ==, 0);
    live_order_free(NULL);
}

static void test_runs(void) {
    static const bool RUNS[] = {
        [LIVE_CLOSED] = false, [LIVE_REHEARSAL] = true, [LIVE_OPEN] = true,
        [LIVE_ON_AIR] = true,  [LIVE_ENDED] = false,    [LIVE_PUBLISHED] = false};
    g_autoptr(LiveOrder) order = live_order_new("x");
    for (unsigned i = 0; i < G_N_ELEMENTS(RUNS); i++) {
        order->state = (LiveState)i;
        g_assert_cmpint(live_order_runs(order), ==, RUNS[i]);
    }
}

static void test_window(void) {
    g_autoptr(LiveOrder) order = live_order_new("x");
    g_assert_cmpint(live_order_window_us(order, 30), ==, 30);
    order->keep_us = 240;
    g_assert_cmpint(live_order_window_us(order, 30), ==, 240);
    order->is_recorded = true;
    g_assert_cmpint(live_order_window_us(order, 30), ==, 240);
    order->keep_us = 0;
    g_assert_cmpint(live_order_window_us(order, 30), ==, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/live_order/copy", test_copy);
    g_test_add_func("/live_order/shows_same", test_shows_same);
    g_test_add_func("/live_order/empty", test_empty);
    g_test_add_func("/live_order/runs", test_runs);
    g_test_add_func("/live_order/window", test_window);
    return g_test_run();
}
