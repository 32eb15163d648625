/* A screen behind a secret, as an entry of the session cache. On a database thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "catalog/auth/session_cache.h"
#include "catalog/store/database.h"

typedef enum ScreenLook { SCREEN_LOOK_ONLY, SCREEN_LOOK_AND_STEP } ScreenLook;

typedef struct ScreenFound {
    SessionEntry *entry;           /* owned; NULL: the secret stands for no screen any more. Its
                                      `is_previous` keeps secrets out of the cache that end soon */
    bool must_step;                /* ask again in a write job, with SCREEN_LOOK_AND_STEP */
    char copied_id[ID_TEXT_BYTES]; /* the screen that was just shut out; "": none */
} ScreenFound;

bool screen_entry_find(Database *database, const uint8_t hash[SECRET_HASH_BYTES], ScreenLook look,
                       ScreenFound *ret_found, GError **error);
