#include "signaling/handlers/handlers.h"

bool handle_presence_subscribe(HandlerContext *context, const void *message, GError **error) {
    const MessageHead *head = message;
    PresenceMessage snapshot;
    presence_feed_watch(context->presence, link_id(context->link), &snapshot);
    snapshot.re = head->id;
    link_send(context->link, &MESSAGE_PRESENCE, &snapshot);
    g_ptr_array_unref(snapshot.people);
    return true;
}

bool handle_presence_unsubscribe(HandlerContext *context, const void *message, GError **error) {
    presence_feed_unwatch(context->presence, link_id(context->link));
    handler_reply_ok(context, message);
    return true;
}

bool handle_presence_set(HandlerContext *context, const void *message, GError **error) {
    const PresenceSetMessage *set = message;
    presence_feed_set_state(context->presence, link_session(context->link)->id,
                            (PresenceState)set->state);
    handler_reply_ok(context, &set->head);
    return true;
}
