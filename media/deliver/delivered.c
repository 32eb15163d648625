#include "media/deliver/delivered.h"

#include <glib.h>
#include <stdatomic.h>
#include <string.h>

/* One gate worker's. The ring has one writer, the worker, and one reader, the gatherer. */
typedef struct Desk Desk;
struct Desk {
    Desk *next;
    DeliveredNote open[DELIVERED_MAX_OPEN];
    uint32_t free[DELIVERED_MAX_OPEN]; /* a stack of places in `open` */
    unsigned n_free;
    atomic_uint_fast64_t lost;
    atomic_uint_fast64_t head, tail; /* written, read */
    DeliveredNote ring[DELIVERED_MAX_WAITING];
};

struct Delivered {
    uint64_t number;       /* no other has had it */
    _Atomic(Desk *) desks; /* only grows */
};

/* A worker's own, by the table's number: a server has two, meetings and lessons. */
#define N_OWN 4u
static _Thread_local struct {
    uint64_t number;
    Desk *desk;
} own[N_OWN];

Delivered *delivered_new(void) {
    static atomic_uint_fast64_t last_number;
    Delivered *delivered = g_new0(Delivered, 1);
    delivered->number = atomic_fetch_add(&last_number, 1) + 1;
    return delivered;
}

void delivered_free(Delivered *delivered) {
    if (!delivered)
        return;
    for (Desk *desk = atomic_load(&delivered->desks), *next; desk; desk = next) {
        next = desk->next;
        g_free(desk);
    }
    g_free(delivered);
}

/* Once per worker. */
static Desk *open_desk(Delivered *delivered) {
    Desk *desk = g_new0(Desk, 1);
    for (unsigned i = 0; i < DELIVERED_MAX_OPEN; i++)
        desk->free[i] = DELIVERED_MAX_OPEN - 1 - i;
    desk->n_free = DELIVERED_MAX_OPEN;
    desk->next = atomic_load(&delivered->desks);
    while (!atomic_compare_exchange_weak(&delivered->desks, &desk->next, desk))
        ;
    own[delivered->number % N_OWN].number = delivered->number;
    own[delivered->number % N_OWN].desk = desk;
    return desk;
}

static Desk *own_desk(const Delivered *delivered) {
    unsigned place = delivered->number % N_OWN;
    return own[place].number == delivered->number ? own[place].desk : NULL;
}

static void count_lost(Desk *desk) {
    atomic_store_explicit(&desk->lost, atomic_load_explicit(&desk->lost, memory_order_relaxed) + 1,
                          memory_order_relaxed);
}

uint64_t delivered_begin(Delivered *delivered, const DeliveredNote *note) {
    Desk *desk = own_desk(delivered);
    if (G_UNLIKELY(!desk))
        desk = open_desk(delivered);
    if (desk->n_free == 0) {
        count_lost(desk);
        return 0;
    }
    uint32_t place = desk->free[--desk->n_free];
    desk->open[place] = *note;
    return (uint64_t)place + 1;
}

static void hand_on(Desk *desk, const DeliveredNote *note) {
    uint64_t head = atomic_load_explicit(&desk->head, memory_order_relaxed);
    if (head - atomic_load_explicit(&desk->tail, memory_order_acquire) == DELIVERED_MAX_WAITING) {
        count_lost(desk);
        return;
    }
    desk->ring[head % DELIVERED_MAX_WAITING] = *note;
    atomic_store_explicit(&desk->head, head + 1, memory_order_release);
}

void delivered_end(Delivered *delivered, uint64_t tag, uint64_t bytes, bool is_complete) {
    Desk *desk = own_desk(delivered);
    if (!desk) /* the worker has ended, its answers with it */
        return;
    uint32_t place = (uint32_t)(tag - 1);
    DeliveredNote *note = &desk->open[place];
    if (is_complete && bytes > 0 && bytes >= note->bytes) {
        note->bytes = (uint32_t)MIN(bytes, UINT32_MAX);
        hand_on(desk, note);
    }
    desk->free[desk->n_free++] = place;
}

void delivered_gather(Delivered *delivered, DeliveredFn fn, void *user) {
    for (Desk *desk = atomic_load(&delivered->desks); desk; desk = desk->next) {
        uint64_t tail = atomic_load_explicit(&desk->tail, memory_order_relaxed);
        uint64_t head = atomic_load_explicit(&desk->head, memory_order_acquire);
        for (; tail != head; tail++)
            fn(&desk->ring[tail % DELIVERED_MAX_WAITING], user);
        atomic_store_explicit(&desk->tail, tail, memory_order_release);
    }
}

uint64_t delivered_lost(const Delivered *delivered) {
    uint64_t lost = 0;
    for (Desk *desk = atomic_load(&delivered->desks); desk; desk = desk->next)
        lost += atomic_load_explicit(&desk->lost, memory_order_relaxed);
    return lost;
}
