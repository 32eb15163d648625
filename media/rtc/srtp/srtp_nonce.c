#include "media/rtc/srtp/srtp_nonce.h"

#include <string.h>

/* Where the SSRC and the index of 48 bits begin. */
enum { GCM_SSRC = 2, CM_SSRC = 4 };

void srtp_nonce(const SrtpProfile *profile, const uint8_t salt[SRTP_SALT_MAX_BYTES], uint32_t ssrc,
                uint64_t index, uint8_t ret_iv[16]) {
    memcpy(ret_iv, salt, SRTP_SALT_MAX_BYTES);
    ret_iv[14] = ret_iv[15] = 0;
    uint8_t *at = ret_iv + (profile->is_gcm ? GCM_SSRC : CM_SSRC);
    for (unsigned i = 0; i < 4; i++)
        at[i] ^= (uint8_t)(ssrc >> (24 - 8 * i));
    for (unsigned i = 0; i < 6; i++)
        at[4 + i] ^= (uint8_t)(index >> (40 - 8 * i));
}
