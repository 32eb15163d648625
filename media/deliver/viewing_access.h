/* Checks viewings' tokens on gate workers: one HMAC each, keys derived once per worker and meeting.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/token.h"

#define VIEWING_ACCESS_AUDIENCE "live" /* context: the meeting's id; subject: see below */
#define VIEWING_ACCESS_STUDIO   "studio."

typedef struct ViewingAccess ViewingAccess;

/* A viewing that a token stands for: subject "{uuid}", or "studio.{uuid}" for who may look at all
 * times. */
typedef struct ViewingPass {
    uint8_t id[16];
    bool is_studio;
} ViewingPass;

/* `keys` are borrowed. */
ViewingAccess *viewing_access_new(const TokenKeys *keys);
/* When no gate worker runs any more. */
void viewing_access_free(ViewingAccess *access);

/* Any gate worker. False: malformed, forged, of another meeting, expired. */
bool viewing_access_check(ViewingAccess *access, const char *meeting_id, const char *token,
                          size_t length, ViewingPass *ret_pass);
