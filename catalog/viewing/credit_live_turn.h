/* Which of an account's viewings has the person at a moment, with what went before (docs/
 * attendance.md, "One screen a person", the own account alone): the one that took last and has not
 * ended. At most CREDIT_LIVE_MAX_CLAIMS are remembered; of more the oldest goes, and what it had
 * counts for nobody. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "catalog/viewing/viewing_types.h"

#define CREDIT_LIVE_MAX_CLAIMS 16 /* 512 bytes */

typedef struct CreditLiveClaim {
    int64_t from_ms, until_ms;
    uint8_t id[VIEWING_ID_BINARY_BYTES]; /* in the order of its text */
} CreditLiveClaim;

/* Zeroed: nobody took. */
typedef struct CreditLiveTurn {
    CreditLiveClaim *claims; /* owned */
    unsigned n, room;
    int64_t known_ms; /* before this moment nobody has the person */
} CreditLiveTurn;

/* The same claim again changes nothing. */
void credit_live_turn_take(CreditLiveTurn *turn, const CreditLiveClaim *claim);
/* The viewing takes nobody any more from this moment on; the earliest counts. */
void credit_live_turn_end(CreditLiveTurn *turn, const uint8_t id[VIEWING_ID_BINARY_BYTES],
                          int64_t at_ms);
void credit_live_turn_clear(CreditLiveTurn *turn);

/* The first part of [from_ms, upto_ms) in which this viewing has the person, as long as it lasts;
 * false: none. */
typedef struct CreditLivePart {
    int64_t from_ms, upto_ms;
} CreditLivePart;
bool credit_live_turn_next(const CreditLiveTurn *turn, const uint8_t id[VIEWING_ID_BINARY_BYTES],
                           CreditLivePart *part);
