/* Initialisation vectors (RFC 3711 §4.1.1, RFC 7714 §8.1 and §9.1). Pure. */
#pragma once

#include <stdint.h>

#include "media/rtc/srtp/srtp_keys.h"

/* `index` is the packet's: ROC and sequence number (48 bits), or the SRTCP index (31 bits).
 * Writes 16 bytes; of GCM the first 12 count. */
void srtp_nonce(const SrtpProfile *profile, const uint8_t salt[SRTP_SALT_MAX_BYTES], uint32_t ssrc,
                uint64_t index, uint8_t ret_iv[16]);
