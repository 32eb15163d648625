/* The queue that stands on the line: how much longer even the quickest packets of a feedback take
 * than the quickest of the last seconds. A full queue that drops has no slope, so bwe_trend does
 * not see it; and loss without a queue is the line's own, loss with one is ours (what
 * draft-ietf-rmcat-gcc-02 §6 leaves open between 2 and 10 %). */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* Zeroed: nothing seen. */
typedef struct BweQueue {
    int64_t base_us[2]; /* least way of this span of time and of the one before; clocks differ */
    int64_t began_us;   /* this span, by our clock */
    int64_t least_us;   /* of the feedback that is being read */
    bool is_begun, has_least;
    int64_t standing_us;
} BweQueue;

/* A packet that came. */
void bwe_queue_add(BweQueue *queue, int64_t send_us, int64_t arrival_us);
/* The end of a feedback: sets standing_us. */
void bwe_queue_close(BweQueue *queue, int64_t now_us);
