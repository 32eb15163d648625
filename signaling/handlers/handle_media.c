#include "signaling/handlers/handlers.h"

static bool offer(HandlerContext *context, const MediaOfferMessage *message, bool is_view,
                  GError **error) {
    RoomCaller caller = handler_room_caller(context, &message->head);
    RoomMediaOffer offering = {.is_view = is_view, .sdp = message->sdp};
    if (!is_view && camera_desk_is_phone(context->cameras, caller.session->id))
        return camera_desk_publish(context->cameras, &caller, &offering, error);
    return room_house_offer(context->rooms, &caller, &offering, error);
}

bool handle_media_publish(HandlerContext *context, const void *message, GError **error) {
    return offer(context, message, false, error);
}

bool handle_media_view(HandlerContext *context, const void *message, GError **error) {
    return offer(context, message, true, error);
}

bool handle_media_show(HandlerContext *context, const void *message, GError **error) {
    const MediaShowMessage *show = message;
    RoomCaller caller = handler_room_caller(context, &show->head);
    RoomMediaWishes wishes = {.peer = show->peer, .wishes = show->wishes};
    return room_house_show(context->rooms, &caller, &wishes, error);
}

bool handle_media_close(HandlerContext *context, const void *message, GError **error) {
    const MediaCloseMessage *closing = message;
    RoomCaller caller = handler_room_caller(context, &closing->head);
    if (camera_desk_is_phone(context->cameras, caller.session->id))
        return camera_desk_close(context->cameras, &caller, closing->peer, error);
    return room_house_close(context->rooms, &caller, closing->peer, error);
}
