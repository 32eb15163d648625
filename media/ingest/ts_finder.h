/* Finds in an MPEG transport stream (ISO/IEC 13818-1) what a reader needs to begin in mid-stream:
 * the tables of the first programme and the packets at which a key frame begins. Tables are
 * believed without their CRC: a wrong one costs a reader its early start, no more. Pure. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "media/ingest/ts_aligner.h"

#define TS_FINDER_MAP_PACKETS   8u    /* of a programme's map; a longer one is not used */
#define TS_FINDER_SECTION_BYTES 1024u /* §2.4.4.9: its section_length is at most 1021 */

typedef struct TsTables {
    size_t n; /* 0: not known */
    uint8_t bytes[(1 + TS_FINDER_MAP_PACKETS) * TS_PACKET_BYTES];
} TsTables;

typedef struct TsFinder {
    TsTables tables; /* whole packets */
    uint8_t association[TS_PACKET_BYTES];
    unsigned map_pid; /* 0: not known */
    unsigned video_pid, video_type;
    TsTables map; /* being read: no association before it */
    uint8_t section[TS_FINDER_SECTION_BYTES];
    size_t n_section;
} TsFinder;

typedef enum TsFound {
    TS_FOUND_NOTHING,
    TS_FOUND_KEY,   /* a key frame begins in this packet */
    TS_FOUND_OTHER, /* other streams than before: what came before is of no use */
} TsFound;

/* A zeroed finder knows nothing. `packet` has TS_PACKET_BYTES and begins with the sync byte. */
TsFound ts_finder_look(TsFinder *finder, const uint8_t *packet);
