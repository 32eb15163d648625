/* The protection profiles of DTLS-SRTP that we speak (RFC 5764 §4.1.2, RFC 7714 §14.2). Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SRTP_KEY_MAX_BYTES  32u
#define SRTP_SALT_MAX_BYTES 14u
#define SRTP_AUTH_KEY_BYTES 20u
/* What protection adds at most to an RTP packet, and to an RTCP packet (tag and E ‖ index). */
#define SRTP_OVERHEAD_MAX  16u
#define SRTCP_OVERHEAD_MAX 20u

/* Numbers on the wire (IANA, "DTLS SRTP Protection Profiles"). */
typedef enum SrtpProfileId {
    SRTP_PROFILE_CM_80 = 0x0001,   /* SRTP_AES128_CM_HMAC_SHA1_80 */
    SRTP_PROFILE_CM_32 = 0x0002,   /* SRTP_AES128_CM_HMAC_SHA1_32 */
    SRTP_PROFILE_GCM_128 = 0x0007, /* SRTP_AEAD_AES_128_GCM */
    SRTP_PROFILE_GCM_256 = 0x0008, /* SRTP_AEAD_AES_256_GCM */
} SrtpProfileId;

typedef struct SrtpProfile {
    SrtpProfileId id;
    const char *name; /* as OpenSSL spells it in SSL_CTX_set_tlsext_use_srtp() */
    bool is_gcm;
    uint8_t key_bytes;
    uint8_t salt_bytes; /* master salt and session salt alike */
    uint8_t tag_bytes;
    uint8_t rtcp_tag_bytes;
} SrtpProfile;

#define N_SRTP_PROFILES 4u

/* Row `index` of the table, best first. */
const SrtpProfile *srtp_profile_at(unsigned index);
/* NULL for a profile that we do not speak. */
const SrtpProfile *srtp_profile_find(unsigned id);
/* Its row's index. */
unsigned srtp_profile_index(const SrtpProfile *profile);
