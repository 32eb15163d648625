/* How many viewings one address or person may open: token buckets of bounded number. Owned by one
 * thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/clock.h"

#define VIEWING_RATE_MAX_BUCKETS 16384 /* who opened something lately; others are told to wait */

/* A village, or a whole county behind one address of its provider, opens the meeting at once. */
#define VIEWING_RATE_ADDRESS_BURST    600
#define VIEWING_RATE_ADDRESS_EVERY_US (CLOCK_US_PER_S / 5)
#define VIEWING_RATE_PERSON_BURST     60
#define VIEWING_RATE_PERSON_EVERY_US  (5 * CLOCK_US_PER_S)

typedef struct ViewingRate ViewingRate;

ViewingRate *viewing_rate_new(void);
void viewing_rate_free(ViewingRate *rate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ViewingRate, viewing_rate_free)

/* `who_id`: an account or screen, whose own bucket counts; "": `address` does, of IPv6 its first 64
 * bits. ERROR_RATE_LIMITED. */
bool viewing_rate_take(ViewingRate *rate, const char *who_id, const char *address, GError **error);
