/* Joins what was sent to each viewing to intervals of media time. One owner thread. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "media/deliver/delivered.h"

#define DELIVERED_SUM_MAX_VIEWINGS 65536u /* intervals open at once; more are given out at once */

typedef struct DeliveredSum DeliveredSum;

/* One interval: units [first, end) of one kind, as the notes count them. */
typedef struct DeliveredRun {
    uint8_t viewing[DELIVERED_ID_BYTES];
    MediaKind kind;
    uint64_t first, end, bytes;
} DeliveredRun;

DeliveredSum *delivered_sum_new(void);
void delivered_sum_free(DeliveredSum *sum);

void delivered_sum_add(DeliveredSum *sum, const DeliveredNote *note);
/* Gives out, in `runs` (DeliveredRun), everything since the last call. */
void delivered_sum_take(DeliveredSum *sum, GArray *runs);
