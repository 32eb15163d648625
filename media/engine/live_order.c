#include "media/engine/live_order.h"

static void clear_input(void *data) {
    LiveInput *input = data;
    g_free(input->uri);
    g_free(input->key);
    g_free(input->passphrase);
}

static void clear_mark(void *data) {
    g_free(((LiveMark *)data)->title);
}

LiveOrder *live_order_new(const char *id) {
    LiveOrder *order = g_new0(LiveOrder, 1);
    g_strlcpy(order->id, id, sizeof order->id);
    order->languages = g_array_new(FALSE, TRUE, sizeof(LiveLanguage));
    order->inputs = g_array_new(FALSE, TRUE, sizeof(LiveInput));
    order->marks = g_array_new(FALSE, TRUE, sizeof(LiveMark));
    order->cuts = g_array_new(FALSE, TRUE, sizeof(LiveCut));
    g_array_set_clear_func(order->inputs, clear_input);
    g_array_set_clear_func(order->marks, clear_mark);
    return order;
}

static void copy_inputs(const LiveOrder *order, LiveOrder *copy) {
    for (guint i = 0; i < order->inputs->len; i++) {
        LiveInput input = g_array_index(order->inputs, LiveInput, i);
        input.uri = g_strdup(input.uri);
        input.key = g_strdup(input.key);
        input.passphrase = g_strdup(input.passphrase);
        g_array_append_val(copy->inputs, input);
    }
}

LiveOrder *live_order_copy(const LiveOrder *order) {
    LiveOrder *copy = live_order_new(order->id);
    LiveOrder lists = *copy;
    *copy = *order;
    copy->title = g_strdup(order->title);
    copy->line = g_strdup(order->line);
    copy->closed_reason = g_strdup(order->closed_reason);
    copy->languages = lists.languages;
    copy->inputs = lists.inputs;
    copy->marks = lists.marks;
    copy->cuts = lists.cuts;
    g_array_append_vals(copy->languages, order->languages->data, order->languages->len);
    g_array_append_vals(copy->cuts, order->cuts->data, order->cuts->len);
    copy_inputs(order, copy);
    for (guint i = 0; i < order->marks->len; i++) {
        LiveMark mark = g_array_index(order->marks, LiveMark, i);
        mark.title = g_strdup(mark.title);
        g_array_append_val(copy->marks, mark);
    }
    return copy;
}

void live_order_free(LiveOrder *order) {
    if (!order)
        return;
    g_array_unref(order->languages);
    g_array_unref(order->inputs);
    g_array_unref(order->marks);
    g_array_unref(order->cuts);
    g_free(order->title);
    g_free(order->line);
    g_free(order->closed_reason);
    g_free(order);
}

bool live_order_runs(const LiveOrder *order) {
    return order->state == LIVE_REHEARSAL || order->state == LIVE_OPEN ||
           order->state == LIVE_ON_AIR;
}

int64_t live_order_window_us(const LiveOrder *order, int64_t unrecorded_us) {
    if (order->keep_us > 0)
        return order->keep_us;
    return order->is_recorded ? 0 : unrecorded_us;
}

static bool has_span_of(const LiveOrder *order, const LiveOrder *other) {
    return (order->state == LIVE_PUBLISHED) == (other->state == LIVE_PUBLISHED) &&
           order->trim_from_us == other->trim_from_us && order->trim_to_us == other->trim_to_us;
}

bool live_order_shows_same(const LiveOrder *order, const LiveOrder *other) {
    const GArray *own = order->cuts, *cuts = other->cuts;
    if (!has_span_of(order, other))
        return false;
    for (guint i = 0; own->len == cuts->len && i < own->len; i++) {
        LiveCut a = g_array_index(own, LiveCut, i), b = g_array_index(cuts, LiveCut, i);
        if (a.from_us != b.from_us || a.to_us != b.to_us)
            return false;
    }
    return own->len == cuts->len;
}
