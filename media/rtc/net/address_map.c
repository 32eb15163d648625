#include "media/rtc/net/address_map.h"

#include <glib.h>

typedef struct Slot {
    NetAddress address;
    uint32_t number; /* ADDRESS_MAP_NONE: free */
} Slot;

struct AddressMap {
    Slot *slots;
    uint32_t mask, capacity, count, seed;
};

AddressMap *address_map_new(uint32_t capacity) {
    g_assert(capacity > 0 && capacity <= 1u << 20);
    uint32_t size = 2;
    while (size < capacity * 2)
        size *= 2;
    AddressMap *map = g_new0(AddressMap, 1);
    map->slots = g_new(Slot, size);
    for (uint32_t i = 0; i < size; i++)
        map->slots[i].number = ADDRESS_MAP_NONE;
    map->mask = size - 1;
    map->capacity = capacity;
    map->seed = g_random_int();
    return map;
}

void address_map_free(AddressMap *map) {
    if (!map)
        return;
    g_free(map->slots);
    g_free(map);
}

static uint32_t home_of(const AddressMap *map, const NetAddress *address) {
    return net_address_hash(address, map->seed) & map->mask;
}

/* The slot of this address, or the free one where it would lie. */
static uint32_t seek(const AddressMap *map, const NetAddress *address) {
    uint32_t at = home_of(map, address);
    while (map->slots[at].number != ADDRESS_MAP_NONE &&
           !net_address_equal(&map->slots[at].address, address))
        at = (at + 1) & map->mask;
    return at;
}

uint32_t address_map_find(const AddressMap *map, const NetAddress *address) {
    return map->slots[seek(map, address)].number;
}

bool address_map_put(AddressMap *map, const NetAddress *address, uint32_t number) {
    g_assert(number != ADDRESS_MAP_NONE);
    Slot *slot = &map->slots[seek(map, address)];
    if (slot->number == ADDRESS_MAP_NONE) {
        if (map->count == map->capacity)
            return false;
        map->count++;
    }
    *slot = (Slot){*address, number};
    return true;
}

/* What comes after a gap moves into it when its home is not between the two: no tombstones. */
void address_map_remove(AddressMap *map, const NetAddress *address) {
    uint32_t gap = seek(map, address);
    if (map->slots[gap].number == ADDRESS_MAP_NONE)
        return;
    map->count--;
    uint32_t at = gap;
    for (;;) {
        at = (at + 1) & map->mask;
        if (map->slots[at].number == ADDRESS_MAP_NONE)
            break;
        uint32_t from_home = (at - home_of(map, &map->slots[at].address)) & map->mask;
        if (from_home < ((at - gap) & map->mask))
            continue;
        map->slots[gap] = map->slots[at];
        gap = at;
    }
    map->slots[gap].number = ADDRESS_MAP_NONE;
}

uint32_t address_map_count(const AddressMap *map) {
    return map->count;
}
