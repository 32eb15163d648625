#include "server/api_door.h"

static bool adopt(int take_fd, void *take_context, const char *peer, void *user, GError **error) {
    return api_server_adopt(user, take_fd, peer, error);
}

void api_door_init(ApiDoor *door, ApiServer *server) {
    door->upstream = (GateUpstream){GATE_UPSTREAM_HTTP, adopt, server};
}

static void on_request(const GateHead *head, GateTurn turn, GateAnswer *answer, void *user) {
    const ApiDoor *door = user;
    answer->action = GATE_HAND_OVER;
    answer->upstream = &door->upstream;
}

GateHandler api_door_handler(ApiDoor *door) {
    return (GateHandler){.on_request = on_request, .user = door};
}
