/* What the hosts of a room have set. On a database thread; writing inside a write job. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/room/book_words.h"
#include "catalog/store/database.h"

typedef struct BookSettings {
    BookLobby lobby;
    BookChatRule chat;
    bool is_locked; /* who has not been in it stays outside */
    bool is_muted;  /* who comes in comes in muted */
    bool may_share; /* screens, of others than hosts */
    BookScreens screens;
} BookSettings;

/* Bits: what of them a room says anew. */
typedef enum BookSettingsPart {
    BOOK_SETTINGS_LOCKED = 1,
    BOOK_SETTINGS_RULES = 2, /* lobby, chat, screens */
} BookSettingsPart;

/* The defaults when nothing was set. */
bool book_settings_get(Database *database, const char *meeting_id, BookSettings *ret_settings,
                       GError **error);
bool book_settings_put(Database *database, const char *meeting_id, const BookSettings *settings,
                       GError **error);
/* Only these parts; the others as they were set. */
bool book_settings_change(Database *database, const char *meeting_id, const BookSettings *settings,
                          unsigned parts, GError **error);
