/* A viewing's id, a UUID, as text and as the 16 bytes that the gate counts by. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/viewing/viewing_types.h"

/* False for what is no UUID text. */
bool viewing_id_pack(const char *text, uint8_t ret_bytes[VIEWING_ID_BINARY_BYTES]);
void viewing_id_unpack(const uint8_t bytes[VIEWING_ID_BINARY_BYTES], char ret_text[ID_TEXT_BYTES]);
