/* What a guest of one meeting's room is known by: who he says he is and the link that let him in,
 * signed. It is good for that room alone, and nothing of it is stored.
 *
 *     base64url(guest NUL meeting NUL link NUL seconds NUL name) "." base64url(mark)
 *     mark = HMAC-SHA256(key, the text before the point)
 *     key  = HKDF of a root key (base/token.h): the newest marks, all are good */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/token.h"

#define GUEST_PASS_LIFETIME_US (12 * 3600 * CLOCK_US_PER_S) /* a long day of meetings */
#define GUEST_PASS_NAME_BYTES  129                          /* 32 characters of four bytes */
#define GUEST_PASS_MAX_CHARS   512

typedef struct GuestPasses GuestPasses; /* immutable; any thread */

GuestPasses *guest_pass_open(const TokenKeys *keys); /* needs them no longer */
void guest_pass_close(GuestPasses *passes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GuestPasses, guest_pass_close)

typedef struct GuestPass {
    char guest_id[ID_TEXT_BYTES], meeting_id[ID_TEXT_BYTES], link_id[ID_TEXT_BYTES];
    int64_t expires_at_us; /* wall clock; kept in whole seconds */
    char name[GUEST_PASS_NAME_BYTES];
} GuestPass;

/* Caller frees. */
char *guest_pass_write(const GuestPasses *passes, const GuestPass *pass);
/* False for what was not written by the verb above, or is over at `now_us`. */
bool guest_pass_read(const GuestPasses *passes, const char *text, int64_t now_us,
                     GuestPass *ret_pass);
