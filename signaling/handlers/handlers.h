/* The handlers of all messages: one per row of the table in dispatch.c. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ws_types.h"
#include "signaling/ports/seat_beats.h"
#include "signaling/protocol/message.h"
#include "signaling/room/camera_desk.h"
#include "signaling/room/presence_feed.h"
#include "signaling/room/room_house.h"
#include "signaling/session/session_registry.h"

/* What a handler works with, for one message. */
typedef struct HandlerContext {
    Link *link;
    SessionRegistry *sessions;
    PresenceFeed *presence;
    const SeatBeatsPort *beats;
    RoomHouse *rooms;
    CameraDesk *cameras;
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
bool handle_beat(HandlerContext *context, const void *message, GError **error);
bool handle_bye(HandlerContext *context, const void *message, GError **error);
bool handle_room_enter(HandlerContext *context, const void *message, GError **error);
bool handle_room_leave(HandlerContext *context, const void *message, GError **error);
bool handle_room_hand(HandlerContext *context, const void *message, GError **error);
bool handle_room_lower(HandlerContext *context, const void *message, GError **error);
bool handle_room_admit(HandlerContext *context, const void *message, GError **error);
bool handle_room_mute(HandlerContext *context, const void *message, GError **error);
bool handle_room_remove(HandlerContext *context, const void *message, GError **error);
bool handle_room_lock(HandlerContext *context, const void *message, GError **error);
bool handle_room_role(HandlerContext *context, const void *message, GError **error);
bool handle_room_end(HandlerContext *context, const void *message, GError **error);
bool handle_room_state(HandlerContext *context, const void *message, GError **error);
bool handle_room_chat(HandlerContext *context, const void *message, GError **error);
bool handle_room_chat_remove(HandlerContext *context, const void *message, GError **error);
bool handle_room_settings(HandlerContext *context, const void *message, GError **error);
bool handle_vote_open(HandlerContext *context, const void *message, GError **error);
bool handle_vote_cast(HandlerContext *context, const void *message, GError **error);
bool handle_vote_tally(HandlerContext *context, const void *message, GError **error);
bool handle_vote_close(HandlerContext *context, const void *message, GError **error);
bool handle_media_publish(HandlerContext *context, const void *message, GError **error);
bool handle_media_view(HandlerContext *context, const void *message, GError **error);
bool handle_media_show(HandlerContext *context, const void *message, GError **error);
bool handle_media_close(HandlerContext *context, const void *message, GError **error);
bool handle_camera_offer(HandlerContext *context, const void *message, GError **error);
bool handle_camera_take(HandlerContext *context, const void *message, GError **error);
bool handle_camera_state(HandlerContext *context, const void *message, GError **error);
bool handle_camera_end(HandlerContext *context, const void *message, GError **error);

/* Who makes a request of a room. */
RoomCaller handler_room_caller(const HandlerContext *context, const MessageHead *head);

/* A beat is stored, or is not: a link of the seat that sent it. */
void handler_answer_beat(Link *link, int64_t re, const SeatBeatsAnswer *answer);

typedef struct HandlerRefusal {
    const GError *error;
    int64_t re;      /* 0: the message could not be read */
    int64_t wait_us; /* when trying again may help; else 0 */
} HandlerRefusal;

/* The answer error; closes a link that provokes too many of them (1008). */
void handler_refuse(Link *link, const HandlerRefusal *refusal);

/* The answer ok. */
void handler_reply_ok(HandlerContext *context, const MessageHead *head);
