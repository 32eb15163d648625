#include "base/gate/gate_hold.h"

#include <stddef.h>

static void list_init(GateHoldLink *head) {
    head->next = head->prev = head;
}

static void list_append(GateHoldLink *head, GateHoldLink *link) {
    link->prev = head->prev;
    link->next = head;
    head->prev->next = link;
    head->prev = link;
}

static GateHoldLink *bucket_of(GateHolds *holds, uint64_t key) {
    return &holds->buckets[(key * UINT64_C(0x9e3779b97f4a7c15)) >> 54];
}

void gate_holds_init(GateHolds *holds) {
    _Static_assert(GATE_HOLD_BUCKETS == 1u << (64 - 54), "the hash yields 10 bits");
    for (unsigned i = 0; i < GATE_HOLD_BUCKETS; i++)
        list_init(&holds->buckets[i]);
}

void gate_holds_add(GateHolds *holds, GateHoldLink *link, uint64_t key) {
    link->key = key;
    list_append(bucket_of(holds, key), link);
}

bool gate_hold_link_is_set(const GateHoldLink *link) {
    return link->next != NULL;
}

void gate_hold_link_remove(GateHoldLink *link) {
    if (!link->next)
        return;
    link->prev->next = link->next;
    link->next->prev = link->prev;
    link->next = link->prev = NULL;
}

void gate_holds_take(GateHolds *holds, uint64_t key, GateHoldLink *ret_list) {
    GateHoldLink *head = bucket_of(holds, key);
    list_init(ret_list);
    for (GateHoldLink *link = head->next, *next; link != head; link = next) {
        next = link->next;
        if (link->key == key) {
            gate_hold_link_remove(link);
            list_append(ret_list, link);
        }
    }
}

void gate_holds_take_all(GateHolds *holds, GateHoldLink *ret_list) {
    list_init(ret_list);
    for (unsigned i = 0; i < GATE_HOLD_BUCKETS; i++) {
        GateHoldLink *link;
        while ((link = gate_hold_list_pop(&holds->buckets[i])))
            list_append(ret_list, link);
    }
}

GateHoldLink *gate_hold_list_pop(GateHoldLink *list) {
    GateHoldLink *first = list->next;
    if (first == list)
        return NULL;
    gate_hold_link_remove(first);
    return first;
}
