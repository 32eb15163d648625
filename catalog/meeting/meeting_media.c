#include "catalog/meeting/meeting_media.h"

MeetingOrder *meeting_order_copy(const MeetingOrder *order) {
    MeetingOrder *copy = g_memdup2(order, sizeof *order);
    copy->alias = g_strdup(order->alias);
    copy->title = g_strdup(order->title);
    copy->line = g_strdup(order->line);
    copy->languages = g_memdup2(order->languages, order->n_languages * sizeof *order->languages);
    copy->inputs = g_memdup2(order->inputs, order->n_inputs * sizeof *order->inputs);
    copy->marks = g_memdup2(order->marks, order->n_marks * sizeof *order->marks);
    copy->cuts = g_memdup2(order->cuts, order->n_cuts * sizeof *order->cuts);
    for (unsigned i = 0; i < copy->n_languages; i++)
        copy->languages[i].tag = g_strdup(order->languages[i].tag);
    for (unsigned i = 0; i < copy->n_inputs; i++) {
        MeetingOrderInput *input = &copy->inputs[i];
        input->uri = g_strdup(input->uri);
        input->language = g_strdup(input->language);
        input->key = g_strdup(input->key);
        input->passphrase = g_strdup(input->passphrase);
    }
    for (unsigned i = 0; i < copy->n_marks; i++)
        copy->marks[i].title = g_strdup(order->marks[i].title);
    return copy;
}

void meeting_order_free(MeetingOrder *order) {
    if (!order)
        return;
    for (unsigned i = 0; i < order->n_languages; i++)
        g_free(order->languages[i].tag);
    for (unsigned i = 0; i < order->n_inputs; i++) {
        g_free(order->inputs[i].uri);
        g_free(order->inputs[i].language);
        g_free(order->inputs[i].key);
        g_free(order->inputs[i].passphrase);
    }
    for (unsigned i = 0; i < order->n_marks; i++)
        g_free(order->marks[i].title);
    g_free(order->languages);
    g_free(order->inputs);
    g_free(order->marks);
    g_free(order->cuts);
    g_free(order->alias);
    g_free(order->title);
    g_free(order->line);
    g_free(order);
}
