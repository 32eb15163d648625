/* Facts of a room in the words of signalling, as the catalogue keeps them: values, any thread. */
#pragma once

#include <glib.h>

#include "catalog/catalog_rooms.h"
#include "signaling/ports/room_fact.h"

/* What facts of one room come to. */
typedef struct RoomBook RoomBook;

/* `facts` are RoomFacts that are kept. `room` and they are borrowed until room_book_free(). */
RoomBook *room_book_new(const char *room, const GPtrArray *facts);
void room_book_free(RoomBook *book); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoomBook, room_book_free)

const BookFact *room_book_facts(const RoomBook *book, unsigned *ret_n_facts);
