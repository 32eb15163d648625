#include "media/rtc/srtp/srtp_profile.h"

#include <stddef.h>

/* The tag of SRTCP has 80 bits in both profiles of counter mode (RFC 5764 §4.1.2). */
static const SrtpProfile PROFILES[N_SRTP_PROFILES] = {
    {SRTP_PROFILE_GCM_128, "SRTP_AEAD_AES_128_GCM", true, 16, 12, 16, 16},
    {SRTP_PROFILE_GCM_256, "SRTP_AEAD_AES_256_GCM", true, 32, 12, 16, 16},
    {SRTP_PROFILE_CM_80, "SRTP_AES128_CM_SHA1_80", false, 16, 14, 10, 10},
    {SRTP_PROFILE_CM_32, "SRTP_AES128_CM_SHA1_32", false, 16, 14, 4, 10},
};

const SrtpProfile *srtp_profile_at(unsigned index) {
    return &PROFILES[index];
}

const SrtpProfile *srtp_profile_find(unsigned id) {
    for (unsigned i = 0; i < N_SRTP_PROFILES; i++)
        if ((unsigned)PROFILES[i].id == id)
            return &PROFILES[i];
    return NULL;
}

unsigned srtp_profile_index(const SrtpProfile *profile) {
    return (unsigned)(profile - PROFILES);
}
