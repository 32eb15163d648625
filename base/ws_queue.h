/* Messages that wait for one client, with limits. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/ws_text.h"

/* A zeroed queue is empty and owns nothing. */
typedef struct WsQueue {
    WsText **ring; /* owned; NULL while nothing waits */
    unsigned capacity, head, count;
    size_t bytes;
} WsQueue;

/* False, and nothing queued, beyond WS_QUEUE_MAX_MESSAGES or WS_QUEUE_MAX_BYTES. */
bool ws_queue_push(WsQueue *queue, WsText *text);
WsText *ws_queue_peek(const WsQueue *queue); /* borrowed; NULL when empty */
void ws_queue_pop(WsQueue *queue);
void ws_queue_clear(WsQueue *queue);
