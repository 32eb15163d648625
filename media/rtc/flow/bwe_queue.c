#include "media/rtc/flow/bwe_queue.h"

#include <glib.h>

/* A base is forgotten after one to two of these: a longer way than before is then the new way. */
#define SPAN_US INT64_C(5000000)
/* No queue is so long: a clock was set. */
#define MAX_QUEUE_US INT64_C(10000000)

void bwe_queue_add(BweQueue *queue, int64_t send_us, int64_t arrival_us) {
    int64_t way_us = arrival_us - send_us;
    if (!queue->has_least || way_us < queue->least_us)
        queue->least_us = way_us;
    queue->has_least = true;
}

void bwe_queue_close(BweQueue *queue, int64_t now_us) {
    if (!queue->has_least)
        return;
    queue->has_least = false;
    int64_t way_us = queue->least_us;
    bool is_other_clock = ABS(way_us - queue->base_us[0]) > MAX_QUEUE_US;
    if (!queue->is_begun || is_other_clock) {
        *queue = (BweQueue){.base_us = {way_us, way_us}, .began_us = now_us, .is_begun = true};
        return;
    }
    if (now_us - queue->began_us >= SPAN_US) {
        queue->base_us[1] = queue->base_us[0];
        queue->base_us[0] = way_us;
        queue->began_us = now_us;
    }
    queue->base_us[0] = MIN(queue->base_us[0], way_us);
    queue->standing_us = way_us - MIN(queue->base_us[0], queue->base_us[1]);
}
