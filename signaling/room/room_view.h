/* A room as its readers see it: the structs of the messages. Strings are borrowed until the room
 * changes. */
#pragma once

#include "signaling/protocol/message_room_said.h"
#include "signaling/room/room.h"

RoomPersonInfo *room_view_person(const RoomPerson *person); /* caller frees with g_free() */
GPtrArray *room_view_lobby(const Room *room);               /* RoomKnockInfo; caller frees */
RoomSaidInfo room_view_line(const ChatLine *line);

/* Everything there is, for somebody in it; all but `re`. Caller clears. */
void room_view_all(const Room *room, const RoomPerson *reader, RoomMessage *ret_message);
void room_view_clear(RoomMessage *message);
