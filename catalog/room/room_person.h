/* Whoever was let in, put out, given a role, or has a hand up: what of a room must outlive a crash.
 * On a database thread; writing inside a write job. Talks keep none of it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"
#include "catalog/room/room_words.h"
#include "catalog/store/database.h"

typedef struct RoomPerson {
    char id[ID_TEXT_BYTES]; /* account or screen; of a guest the id of his seat */
    RoomPersonKind kind;
    char *name;
    RoomRole role;
    bool is_admitted, is_banned;
    int64_t hand_at_us; /* 0: down */
} RoomPerson;

void room_person_free(RoomPerson *person);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RoomPerson, room_person_free)

/* *ret_person is NULL when the room has never noted him. */
bool room_person_find(Database *database, const char *meeting_id, const char *person_id,
                      RoomPerson **ret_person, GError **error);
/* RoomPerson elements: hands first, in their order. */
GPtrArray *room_person_list(Database *database, const char *meeting_id, GError **error);
/* As it is from now on. */
bool room_person_put(Database *database, const char *meeting_id, const RoomPerson *person,
                     GError **error);
