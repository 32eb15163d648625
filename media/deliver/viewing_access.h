/* Checks viewings' tokens on gate workers: one HMAC each, keys derived once per worker and meeting
 * or lesson.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/token.h"

/* Audiences; the context is the id of the meeting or lesson. */
#define VIEWING_ACCESS_LIVE "live"
#define VIEWING_ACCESS_VOD  "vod"

/* In front of the subject's UUID. */
#define VIEWING_ACCESS_STUDIO "studio." /* may look at all times */
#define VIEWING_ACCESS_LOOK   "look."   /* of a lesson: its small pictures only */

typedef struct ViewingAccess ViewingAccess;

/* What a token stands for. */
typedef struct ViewingPass {
    uint8_t id[16]; /* of the viewing; with is_look of the lesson */
    bool is_studio, is_look;
} ViewingPass;

/* Both are borrowed. */
ViewingAccess *viewing_access_new(const TokenKeys *keys, const char *audience);
/* When no gate worker runs any more. */
void viewing_access_free(ViewingAccess *access);

/* Any gate worker. False: malformed, forged, of another meeting or lesson, expired. */
bool viewing_access_check(ViewingAccess *access, const char *of_id, const char *token,
                          size_t length, ViewingPass *ret_pass);
