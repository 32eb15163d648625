/* What was kept of a room, in the words of signalling. Values, any thread. */
#pragma once

#include <glib.h>

#include "catalog/room/book_past.h"
#include "signaling/ports/room_fact.h"

/* RoomFacts in an order in which the room is again what it was; the caller's. Results that may not
 * be told (BookVote.is_hidden) are left out. */
GPtrArray *room_past_facts(const BookPast *past);
