#include "signaling/handlers/handlers.h"
#include "signaling/protocol/message_camera.h"
#include "signaling/protocol/message_room.h"

bool handle_camera_offer(HandlerContext *context, const void *message, GError **error) {
    RoomCaller set = handler_room_caller(context, message);
    return camera_desk_offer(context->cameras, &set, error);
}

bool handle_camera_take(HandlerContext *context, const void *message, GError **error) {
    const CameraTakeMessage *taking = message;
    RoomCaller phone = handler_room_caller(context, &taking->head);
    return camera_desk_take(context->cameras, &phone, taking->secret, error);
}

bool handle_camera_state(HandlerContext *context, const void *message, GError **error) {
    const CameraStateMessage *state = message;
    RoomCaller phone = handler_room_caller(context, &state->head);
    unsigned sources = message_room_sources((const char *const *)state->on);
    return camera_desk_state(context->cameras, &phone, sources, error);
}

bool handle_camera_end(HandlerContext *context, const void *message, GError **error) {
    const CameraEndMessage *end = message;
    RoomCaller caller = handler_room_caller(context, &end->head);
    return camera_desk_end(context->cameras, &caller, end->code_only, error);
}
