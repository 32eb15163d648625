/* Requests that wait for an event key: a fixed hash of lists. One owner thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define GATE_HOLD_BUCKETS 1024u

typedef struct GateHoldLink GateHoldLink;
struct GateHoldLink {
    GateHoldLink *next, *prev; /* NULL: not held */
    uint64_t key;
};

typedef struct GateHolds {
    GateHoldLink buckets[GATE_HOLD_BUCKETS]; /* list heads */
} GateHolds;

void gate_holds_init(GateHolds *holds);
void gate_holds_add(GateHolds *holds, GateHoldLink *link, uint64_t key);
void gate_hold_link_remove(GateHoldLink *link);
bool gate_hold_link_is_set(const GateHoldLink *link);

/* Moves all links of `key` (`ret_list` becomes their list head), in the order they came. */
void gate_holds_take(GateHolds *holds, uint64_t key, GateHoldLink *ret_list);
/* Moves all links of all keys. */
void gate_holds_take_all(GateHolds *holds, GateHoldLink *ret_list);

/* Removes and returns the first link of a list made by the above; NULL when it is empty. */
GateHoldLink *gate_hold_list_pop(GateHoldLink *list);
