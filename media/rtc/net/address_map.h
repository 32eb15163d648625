/* Address → number, for the path of each datagram: open addressing with a secret seed, at most half
 * full, memory taken once. One owner thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/net/net_address.h"

#define ADDRESS_MAP_NONE UINT32_MAX

typedef struct AddressMap AddressMap;

/* At most `capacity` addresses, 1 to 1,048,576. */
AddressMap *address_map_new(uint32_t capacity);
void address_map_free(AddressMap *map);

/* ADDRESS_MAP_NONE when it is not there. */
uint32_t address_map_find(const AddressMap *map, const NetAddress *address);
/* Adds or replaces; false when the map is full. */
bool address_map_put(AddressMap *map, const NetAddress *address, uint32_t number);
/* Nothing happens when it is not there. */
void address_map_remove(AddressMap *map, const NetAddress *address);
uint32_t address_map_count(const AddressMap *map);
