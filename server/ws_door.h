/* The way from the gate to signalling: /ws. Nobody gets in without a credential, and no page of
 * another site gets in with somebody's cookie. */
#pragma once

#include <glib.h>

#include "base/clock.h"
#include "base/gate/gate.h"
#include "catalog/catalog.h"
#include "server/addresses.h"
#include "server/signaling_adapter.h"

#define WS_DOOR_PATH        "/ws"
#define WS_DOOR_PROTOCOL    "tongping.v1"
#define WS_DOOR_WAIT_US     (10 * CLOCK_US_PER_S) /* for the catalogue's answer */
#define WS_DOOR_MAX_WAITING 4096u                 /* asking at once; more are told to come back */

typedef struct WsDoor WsDoor;

/* Both are borrowed until the gate is freed. */
WsDoor *ws_door_new(Catalog *catalog, SignalingAdapter *signaling);
/* After the gate and the api thread have stopped. */
void ws_door_free(WsDoor *door);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(WsDoor, ws_door_free)

GateHandler ws_door_handler(WsDoor *door);

/* Opens the door: until then it answers 503. Borrowed until ws_door_free(). */
void ws_door_open(WsDoor *door, Gate *gate, const Addresses *addresses);
