/* What the hosts of a room have set. On a database thread; writing inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/room/room_words.h"
#include "catalog/store/database.h"

typedef struct RoomSettings {
    RoomLobby lobby;
    RoomChatRule chat;
    bool is_locked; /* who has not been in it stays outside */
    bool is_muted;  /* who comes in comes in muted */
    bool may_share; /* screens, of others than hosts */
} RoomSettings;

/* The defaults when nothing was set. */
bool room_settings_get(Database *database, const char *meeting_id, RoomSettings *ret_settings,
                       GError **error);
bool room_settings_put(Database *database, const char *meeting_id, const RoomSettings *settings,
                       GError **error);
