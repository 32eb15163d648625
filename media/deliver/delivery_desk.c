#include "media/deliver/delivery_desk.h"

#define TELL_EVERY_TICKS 10u

struct DeliveryDesk {
    Delivered *notes;
    DeliveredSum *sum;
    GArray *runs; /* DeliveredRun: kept between ticks */
    unsigned ticks;
    DeliveryFn on_delivered;
    void *user;
};

DeliveryDesk *delivery_desk_new(DeliveryFn on_delivered, void *user) {
    DeliveryDesk *desk = g_new0(DeliveryDesk, 1);
    *desk = (DeliveryDesk){.notes = delivered_new(),
                           .sum = delivered_sum_new(),
                           .runs = g_array_new(FALSE, FALSE, sizeof(DeliveredRun)),
                           .on_delivered = on_delivered,
                           .user = user};
    return desk;
}

void delivery_desk_free(DeliveryDesk *desk) {
    if (!desk)
        return;
    delivered_free(desk->notes);
    delivered_sum_free(desk->sum);
    g_array_unref(desk->runs);
    g_free(desk);
}

Delivered *delivery_desk_notes(DeliveryDesk *desk) {
    return desk->notes;
}

static void add_note(const DeliveredNote *note, void *user) {
    delivered_sum_add(((DeliveryDesk *)user)->sum, note);
}

void delivery_desk_tick(DeliveryDesk *desk) {
    delivered_gather(desk->notes, add_note, desk);
    if (++desk->ticks % TELL_EVERY_TICKS != 0)
        return;
    g_array_set_size(desk->runs, 0);
    delivered_sum_take(desk->sum, desk->runs);
    if (desk->runs->len > 0)
        desk->on_delivered((const DeliveredRun *)(const void *)desk->runs->data, desk->runs->len,
                           desk->user);
}
