/* Cuts a byte stream into whole MPEG-TS packets (ISO/IEC 13818-1 §2.4.3.2). Callers that send
 * other sizes than multiples of 188 bytes, or begin in the middle, are put right. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TS_PACKET_BYTES   188u
#define TS_ALIGNER_WINDOW 65536u /* who sends mostly other things for so long sends no TS */

typedef struct TsAligner {
    uint8_t carry[TS_PACKET_BYTES];
    size_t n_carry;
    size_t seen, skipped; /* bytes of this window */
    bool is_foreign;      /* this is no MPEG transport stream; stays so */
} TsAligner;

/* Appends the whole packets to `ret_packets`, which has room for n + 187 bytes. Returns how many
 * bytes those are. */
size_t ts_aligner_take(TsAligner *aligner, const uint8_t *bytes, size_t n, uint8_t *ret_packets);
