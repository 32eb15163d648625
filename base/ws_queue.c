#include "base/ws_queue.h"

#include <string.h>

#include "base/ws_types.h"

#define FIRST_CAPACITY 4u /* most clients never have more than one message waiting */

static void grow(WsQueue *queue) {
    unsigned capacity = queue->capacity ? queue->capacity * 2 : FIRST_CAPACITY;
    WsText **ring = g_new(WsText *, capacity);
    for (unsigned i = 0; i < queue->count; i++)
        ring[i] = queue->ring[(queue->head + i) % queue->capacity];
    g_free(queue->ring);
    queue->ring = ring;
    queue->capacity = capacity;
    queue->head = 0;
}

bool ws_queue_push(WsQueue *queue, WsText *text) {
    size_t length;
    ws_text_bytes(text, &length);
    if (queue->count == WS_QUEUE_MAX_MESSAGES || length > WS_QUEUE_MAX_BYTES - queue->bytes)
        return false;
    if (queue->count == queue->capacity)
        grow(queue);
    queue->ring[(queue->head + queue->count) % queue->capacity] = ws_text_ref(text);
    queue->count++;
    queue->bytes += length;
    return true;
}

WsText *ws_queue_peek(const WsQueue *queue) {
    return queue->count ? queue->ring[queue->head] : NULL;
}

void ws_queue_pop(WsQueue *queue) {
    g_return_if_fail(queue->count > 0);
    WsText *text = queue->ring[queue->head];
    size_t length;
    ws_text_bytes(text, &length);
    queue->bytes -= length;
    queue->head = (queue->head + 1) % queue->capacity;
    queue->count--;
    ws_text_unref(text);
    if (queue->count == 0)
        ws_queue_clear(queue); /* an idle connection keeps no ring */
}

void ws_queue_clear(WsQueue *queue) {
    for (unsigned i = 0; i < queue->count; i++)
        ws_text_unref(queue->ring[(queue->head + i) % queue->capacity]);
    g_free(queue->ring);
    memset(queue, 0, sizeof *queue);
}
