/* What gate workers have delivered, gathered each second and told in runs. One owner thread. */
#pragma once

#include <glib.h>

#include "media/deliver/delivered.h"
#include "media/deliver/delivered_sum.h"

typedef struct DeliveryDesk DeliveryDesk;

typedef void (*DeliveryFn)(const DeliveredRun *runs, unsigned n, void *user);

DeliveryDesk *delivery_desk_new(DeliveryFn on_delivered, void *user);
void delivery_desk_free(DeliveryDesk *desk); /* NULL is allowed */

/* Where the workers write; borrowed. */
Delivered *delivery_desk_notes(DeliveryDesk *desk);
/* Once a second. */
void delivery_desk_tick(DeliveryDesk *desk);
