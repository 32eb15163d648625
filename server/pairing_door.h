/* What screens that show a code ask of the gate itself:
 *
 *   /pairing/{id}/wait      204 as soon as somebody has decided about the code, or after a while
 *   /pairing/qr.svg?code=…  the code's link as a picture; ?join=… that of a roll call's code,
 *                           ?room=… that of a group meeting's page, ?camera=… that by which a
 *                           telephone becomes the camera of the set
 *
 * Nobody polls the API: a waiting screen costs one held request. */
#pragma once

#include <glib.h>

#include "base/clock.h"
#include "base/gate/gate.h"

#define PAIRING_DOOR_PREFIX    "/pairing/"
#define PAIRING_DOOR_WAIT_US   (25 * CLOCK_US_PER_S) /* proxies give up after 30 s and more */
#define PAIRING_DOOR_N_DECIDED 1024u /* of a power of two; decided lately, see pairing_door.c */

typedef struct PairingDoor PairingDoor;

/* `base_url`: what the link begins with, NULL: the address that the screen itself uses; copied. */
PairingDoor *pairing_door_new(const char *base_url);
/* After the gate and the api thread have stopped. */
void pairing_door_free(PairingDoor *door);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PairingDoor, pairing_door_free)

GateHandler pairing_door_handler(PairingDoor *door);

/* Until then requests are answered 503. Borrowed until pairing_door_free(). */
void pairing_door_open(PairingDoor *door, Gate *gate);

/* A PairingNewsFn's work, any thread: somebody decided about this pairing. */
void pairing_door_decided(PairingDoor *door, const char *pairing_id);
