/* The way from the gate to the API server: everything below /api, /whip and /whep. */
#pragma once

#include "base/api_server.h"
#include "base/gate/gate.h"

#define API_DOOR_PREFIX "/api"
#define API_DOOR_WHIP   "/whip"
#define API_DOOR_WHEP   "/whep"

typedef struct ApiDoor {
    GateUpstream upstream;
} ApiDoor;

/* `server` and the door are borrowed until the gate has stopped. */
void api_door_init(ApiDoor *door, ApiServer *server);
GateHandler api_door_handler(ApiDoor *door);
