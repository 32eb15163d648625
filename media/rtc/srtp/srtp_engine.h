/* The ciphers of one media worker: which back end serves which profile, and the keys that peers
 * share by turns. Belongs to one thread, outlives its senders and receivers. */
#pragma once

#include <glib.h>

#include "media/rtc/srtp/srtp_cipher.h"

typedef enum SrtpBackEnd {
    SRTP_BACK_END_BEST, /* ipsec-mb where build and processor have it, else OpenSSL */
    SRTP_BACK_END_OPENSSL,
    SRTP_BACK_END_MB,
} SrtpBackEnd;

typedef struct SrtpEngine SrtpEngine;

/* NULL: OpenSSL failed, or the back end that was asked for is not there (for GCM; counter mode is
 * OpenSSL's in any case). */
SrtpEngine *srtp_engine_new(SrtpBackEnd back_end);
void srtp_engine_free(SrtpEngine *engine);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SrtpEngine, srtp_engine_free)

/* Who serves it: "ipsec-mb" or "OpenSSL". */
const char *srtp_engine_name(const SrtpEngine *engine, const SrtpProfile *profile);

/* ---- for senders and receivers ---- */

/* A cipher with what it needs; kept where packets are. */
typedef struct SrtpSuite {
    const SrtpCipher *cipher;
    void *state;
} SrtpSuite;

const SrtpSuite *srtp_engine_suite(SrtpEngine *engine, const SrtpProfile *profile);

/* A key with its expanded tables; NULL: OpenSSL failed. Free it with the suite's key_free(). */
SrtpCipherKey *srtp_engine_key_new(SrtpEngine *engine, const SrtpProfile *profile,
                                   SrtpDirection direction, const SrtpKeySet *set);

/* The engine's one key of this profile and direction, expanded anew: for RTCP, which is rare, so
 * that no peer holds tables for it. Valid until the next call. NULL: OpenSSL failed. */
SrtpCipherKey *srtp_engine_lend_key(SrtpEngine *engine, const SrtpProfile *profile,
                                    SrtpDirection direction, const SrtpKeySet *set);
