/* What a room was: everything that signalling needs to build it again after the server was away. On
 * a database thread. */
#pragma once

#include <glib.h>

#include "catalog/room/room_settings.h"
#include "catalog/store/database.h"

#define ROOM_PAST_CHAT_ROWS 200u /* the newest */

typedef struct RoomPast {
    RoomSettings settings;
    GPtrArray *people; /* RoomPerson: hands first, in their order */
    GPtrArray *chat;   /* RoomChatRow, oldest first, as people see it */
    GPtrArray *votes;  /* RoomVote */
} RoomPast;

RoomPast *room_past_load(Database *database, const char *meeting_id, GError **error);
void room_past_free(RoomPast *past); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoomPast, room_past_free)
