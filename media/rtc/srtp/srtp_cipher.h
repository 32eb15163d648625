/* What a back end does: the cipher of a profile over prepared pieces. Private to media/rtc/srtp.
 *
 * A state belongs to an engine and a profile, a key to a state and a direction. Keys are expanded
 * once and used for every packet; neither seal() nor open() allocates. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/srtp/srtp_keys.h"
#include "media/rtc/srtp/srtp_profile.h"
#include "media/rtc/srtp/srtp_verdict.h"

#define SRTP_IV_BYTES 16u

typedef enum SrtpDirection { SRTP_SEAL, SRTP_OPEN, N_SRTP_DIRECTIONS } SrtpDirection;

/* One packet. GCM authenticates the head, which may lie anywhere; counter mode authenticates what
 * lies from `head` on as far as the ciphertext goes: there `out` follows the head. */
typedef struct SrtpPiece {
    uint8_t iv[SRTP_IV_BYTES]; /* GCM uses the first 12 */
    const uint8_t *head;
    const uint8_t *in;
    uint8_t *out; /* equal to `in`, or not overlapping it */
    uint8_t *tag; /* written by seal(), read by open() */
    uint32_t head_length;
    uint32_t length;  /* of `in` and `out` */
    uint32_t trailer; /* counter mode: authenticated last, in network order: ROC, or E ‖ index */
    uint32_t tag_length;
} SrtpPiece;

typedef struct SrtpCipherKey SrtpCipherKey;

typedef struct SrtpCipher {
    const char *name;
    /* NULL: it does not know the profile, or the machine lacks what it needs. */
    void *(*start)(const SrtpProfile *profile);
    void (*stop)(void *state);
    SrtpCipherKey *(*key_new)(void *state, SrtpDirection direction);
    /* May be called again: the key is another one then. */
    bool (*key_set)(void *state, SrtpCipherKey *key, const SrtpKeySet *set);
    void (*key_free)(void *state, SrtpCipherKey *key);
    bool (*seal)(void *state, SrtpCipherKey *key, const SrtpPiece *pieces, unsigned n);
    /* SRTP_OK, SRTP_FORGED (`out` is then worth nothing) or SRTP_FAILED. */
    SrtpVerdict (*open)(void *state, SrtpCipherKey *key, const SrtpPiece *piece);
} SrtpCipher;
