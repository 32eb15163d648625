#include "signaling/handlers/handlers.h"

void handler_reply_ok(HandlerContext *context, const MessageHead *head) {
    PlainReply ok = {.re = head->id};
    link_send(context->link, &MESSAGE_OK, &ok);
}

bool handle_bye(HandlerContext *context, const void *message, GError **error) {
    handler_reply_ok(context, message);
    session_registry_end(context->sessions, link_session(context->link));
    link_close(context->link, WS_CLOSE_NORMAL, "bye");
    return true;
}
