#include "signaling/dispatch.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "signaling/protocol/describe.h"
#include "signaling/protocol/message_camera.h"

#define SEAT DISPATCH_NEEDS_SEAT

/* clang-format off */
const DispatchRow DISPATCH_ROWS[] = {
    {&MESSAGE_HELLO,                handle_hello,                DISPATCH_NO_SEAT, 0, {1, 3}},
    {&MESSAGE_PING,                 handle_ping,                 SEAT,             0, {2, 10}},
    {&MESSAGE_CLOCK,                handle_clock,                SEAT,             0, {4, 20}},
    {&MESSAGE_PRESENCE_SUBSCRIBE,   handle_presence_subscribe,   SEAT,             0, {1, 5}},
    {&MESSAGE_PRESENCE_UNSUBSCRIBE, handle_presence_unsubscribe, SEAT,             0, {1, 5}},
    {&MESSAGE_PRESENCE_SET,         handle_presence_set,         SEAT,             0, {2, 10}},
    {&MESSAGE_BEAT,                 handle_beat,                 SEAT,             0, {40, 200}},
    {&MESSAGE_BYE,                  handle_bye,                  SEAT,             0, {1, 1}},
    {&MESSAGE_ROOM_ENTER,           handle_room_enter,           SEAT,             0, {1, 5}},
    {&MESSAGE_ROOM_LEAVE,           handle_room_leave,           SEAT,             0, {1, 5}},
    {&MESSAGE_ROOM_HAND,            handle_room_hand,            SEAT,             0, {1, 5}},
    {&MESSAGE_ROOM_LOWER,           handle_room_lower,           SEAT,             0, {5, 50}},
    {&MESSAGE_ROOM_ADMIT,           handle_room_admit,           SEAT,             0, {5, 50}},
    {&MESSAGE_ROOM_MUTE,            handle_room_mute,            SEAT,             0, {5, 50}},
    {&MESSAGE_ROOM_REMOVE,          handle_room_remove,          SEAT,             0, {5, 50}},
    {&MESSAGE_ROOM_LOCK,            handle_room_lock,            SEAT,             0, {1, 5}},
    {&MESSAGE_ROOM_ROLE,            handle_room_role,            SEAT,             0, {5, 50}},
    {&MESSAGE_ROOM_END,             handle_room_end,             SEAT,             0, {1, 3}},
    {&MESSAGE_ROOM_STATE,           handle_room_state,           SEAT,             0, {5, 20}},
    {&MESSAGE_ROOM_CHAT,            handle_room_chat,            SEAT,             0, {1, 5}},
    {&MESSAGE_ROOM_CHAT_REMOVE,     handle_room_chat_remove,     SEAT,             0, {2, 20}},
    {&MESSAGE_ROOM_SETTINGS,        handle_room_settings,        SEAT,             0, {1, 5}},
    {&MESSAGE_VOTE_OPEN,            handle_vote_open,            SEAT,             0, {1, 5}},
    {&MESSAGE_VOTE_CAST,            handle_vote_cast,            SEAT,             0, {1, 5}},
    {&MESSAGE_VOTE_TALLY,           handle_vote_tally,           SEAT,             0, {1, 10}},
    {&MESSAGE_VOTE_CLOSE,           handle_vote_close,           SEAT,             0, {1, 5}},
    {&MESSAGE_MEDIA_PUBLISH,        handle_media_publish,        SEAT,             0, {1, 5}},
    {&MESSAGE_MEDIA_VIEW,           handle_media_view,           SEAT,             0, {1, 5}},
    {&MESSAGE_MEDIA_SHOW,           handle_media_show,           SEAT,             0, {5, 20}},
    {&MESSAGE_MEDIA_CLOSE,          handle_media_close,          SEAT,             0, {2, 10}},
    {&MESSAGE_CAMERA_OFFER,         handle_camera_offer,         SEAT, IDENTITY_SCREEN, {1, 5}},
    {&MESSAGE_CAMERA_TAKE,          handle_camera_take,          SEAT,             0, {1, 5}},
    {&MESSAGE_CAMERA_STATE,         handle_camera_state,         SEAT,             0, {5, 20}},
    {&MESSAGE_CAMERA_END,           handle_camera_end,           SEAT,             0, {1, 5}},
    {NULL},
};
/* clang-format on */

G_STATIC_ASSERT(G_N_ELEMENTS(DISPATCH_ROWS) <= LINK_MAX_BUCKETS);

#undef SEAT

/* A guest is in his room, and nowhere else. */
static const JsonTable *const NOT_FOR_GUESTS[] = {
    &MESSAGE_PRESENCE_SUBSCRIBE, &MESSAGE_PRESENCE_UNSUBSCRIBE,
    &MESSAGE_PRESENCE_SET,       &MESSAGE_BEAT,
    &MESSAGE_CAMERA_TAKE,        NULL};

static bool is_for(const DispatchRow *row, uint32_t roles) {
    const JsonTable *const *other = NOT_FOR_GUESTS;
    while (roles & IDENTITY_GUEST && *other && *other != row->table)
        other++;
    bool is_barred = roles & IDENTITY_GUEST && *other;
    return !is_barred && (!row->roles || row->roles & roles);
}

/* A message on its way: what an error answer needs to know of it. */
typedef struct Reading {
    const DispatchRow *rows, *row;
    union {
        MessageHead head; /* of every struct */
        HelloMessage hello;
        ClockMessage clock;
        PresenceSetMessage presence_set;
        BeatMessage beat;
        RoomEnterMessage room_enter;
        RoomSwitchMessage room_switch;
        RoomTargetMessage room_target;
        RoomStateMessage room_state;
        RoomChatMessage room_chat;
        RoomChatRemoveMessage room_chat_remove;
        RoomSettingsMessage room_settings;
        VoteOpenMessage vote_open;
        VoteCastMessage vote_cast;
        VoteTallyMessage vote_tally;
        VoteCloseMessage vote_close;
        MediaOfferMessage media_offer;
        MediaShowMessage media_show;
        MediaCloseMessage media_close;
        CameraTakeMessage camera_take;
        CameraStateMessage camera_state;
        CameraEndMessage camera_end;
    } message;
    bool is_read;
    int64_t wait_us; /* when the rate limit refused it */
} Reading;

static const DispatchRow *find_row(const DispatchRow *rows, const char *type) {
    for (const DispatchRow *row = rows; row->table; row++)
        if (strcmp(message_type(row->table), type) == 0)
            return row;
    return NULL;
}

static bool read_message(Reading *reading, const char *text, size_t length, GError **error) {
    if (length > MESSAGE_MAX_BYTES) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot read message: it has %zu bytes, at most %u are allowed", length,
                    MESSAGE_MAX_BYTES);
        return false;
    }
    g_autofree char *type = json_peek_string(text, length, "type");
    reading->row = type ? find_row(reading->rows, type) : NULL;
    if (!reading->row) {
        /* Never repeated to the client: it may be anything. */
        g_set_error(error, BASE_ERROR, type ? ERROR_UNSUPPORTED : ERROR_INVALID,
                    type ? "cannot read message: its type is unknown"
                         : "cannot read message: not a JSON object with a \"type\"");
        return false;
    }
    g_assert(reading->row->table->struct_bytes <= sizeof reading->message);
    reading->is_read = json_table_read(reading->row->table, text, length, MESSAGE_MAX_BYTES,
                                       &reading->message, error);
    return reading->is_read;
}

static bool check(HandlerContext *context, Reading *reading, GError **error) {
    const DispatchRow *row = reading->row;
    const char *type = message_type(row->table);
    if (row->seat == DISPATCH_NEEDS_SEAT && !link_session(context->link)) {
        g_set_error(error, BASE_ERROR, ERROR_UNAUTHENTICATED, "cannot take '%s': say hello first",
                    type);
        return false;
    }
    if (!is_for(row, link_identity(context->link)->roles)) {
        g_set_error(error, BASE_ERROR, ERROR_FORBIDDEN, "cannot take '%s': not allowed", type);
        return false;
    }
    if (!link_take_token(context->link, (unsigned)(row - reading->rows), &row->rate,
                         clock_monotonic_us(), &reading->wait_us)) {
        g_set_error(error, BASE_ERROR, ERROR_RATE_LIMITED,
                    "cannot take '%s': at most %u a second, %u at once", type, row->rate.per_s,
                    row->rate.burst);
        return false;
    }
    return true;
}

static void answer_error(HandlerContext *context, const Reading *reading, const GError *error) {
    handler_refuse(context->link, &(HandlerRefusal){
                                      .error = error,
                                      .re = reading->is_read ? reading->message.head.id : 0,
                                      .wait_us = reading->wait_us,
                                  });
}

void dispatch_message(const DispatchRow *rows, HandlerContext *context, const char *text,
                      size_t length) {
    Reading reading = {.rows = rows};
    g_autoptr(GError) error = NULL;
    bool ok = read_message(&reading, text, length, &error) && check(context, &reading, &error) &&
              reading.row->handler(context, &reading.message, &error);
    if (!ok)
        answer_error(context, &reading, error);
    if (reading.is_read)
        json_table_clear(reading.row->table, &reading.message);
}

void dispatch_append_tables(GString *out) {
    for (const DispatchRow *row = DISPATCH_ROWS; row->table; row++) {
        g_autofree GStrv roles = message_role_words(row->roles);
        g_string_append_printf(
            out, "{\"table\":\"message\",\"direction\":\"client\",\"type\":\"%s\",\"seat\":%s",
            message_type(row->table), row->seat == DISPATCH_NEEDS_SEAT ? "true" : "false");
        g_string_append(out, ",\"roles\":");
        describe_append_words(out, (const char *const *)roles);
        g_string_append_printf(out,
                               ",\"rate\":{\"per_s\":%u,\"burst\":%u},\"fields\":", row->rate.per_s,
                               row->rate.burst);
        describe_append_fields(out, row->table);
        g_string_append(out, "}\n");
    }
    for (const JsonTable *const *table = MESSAGES_FROM_SERVER; *table; table++) {
        g_string_append_printf(
            out, "{\"table\":\"message\",\"direction\":\"server\",\"type\":\"%s\",\"fields\":",
            message_type(*table));
        describe_append_fields(out, *table);
        g_string_append(out, "}\n");
    }
}
