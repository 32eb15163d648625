/* The handlers of all messages: one per row of the table in dispatch.c. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ws_types.h"
#include "signaling/room/presence_feed.h"
#include "signaling/session/session_registry.h"

/* What a handler works with, for one message. */
typedef struct HandlerContext {
    Link *link;
    SessionRegistry *sessions;
    PresenceFeed *presence;
    const char *moved_url; /* where hello sends clients instead; or NULL */
    int64_t received_at_us;
} HandlerContext;

/* `message` is the struct of the row's table. Answers by itself, or fails: the dispatcher then
 * answers with the error. The link has a seat, unless the row says otherwise. */
typedef bool (*HandlerFn)(HandlerContext *context, const void *message, GError **error);

bool handle_hello(HandlerContext *context, const void *message, GError **error);
bool handle_ping(HandlerContext *context, const void *message, GError **error);
bool handle_clock(HandlerContext *context, const void *message, GError **error);
bool handle_presence_subscribe(HandlerContext *context, const void *message, GError **error);
bool handle_presence_unsubscribe(HandlerContext *context, const void *message, GError **error);
bool handle_presence_set(HandlerContext *context, const void *message, GError **error);
bool handle_bye(HandlerContext *context, const void *message, GError **error);

/* The answer ok. */
void handler_reply_ok(HandlerContext *context, const MessageHead *head);
