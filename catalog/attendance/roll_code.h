/* The code that a room's screen shows for its roll call, and a member's telephone brings back:
 * bound to register and place, changed every ROLL_CODE_EVERY_US, good for twice that long by the
 * server's clock. Nothing is kept: what a server that starts again reads is what it signed before.
 *
 * 48 bytes in base64url: register and place (16 each, RFC 9562), slot (4, big-endian: moments since
 * 1970 / ROLL_CODE_EVERY_US), and 12 bytes of a keyed HMAC-SHA256 over these. Whoever guesses has
 * 2^-96. Any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/id.h"
#include "base/token.h"

#define ROLL_CODE_EVERY_US (20 * CLOCK_US_PER_S)
#define ROLL_CODE_GOOD_US  (40 * CLOCK_US_PER_S)
#define ROLL_CODE_CHARS    64

typedef struct RollCode {
    char register_id[ID_TEXT_BYTES], place_id[ID_TEXT_BYTES];
} RollCode;

/* `ret_changes_at_us`: when the next one takes its place. */
void roll_code_make(const TokenKeys *keys, const RollCode *code, int64_t now_us,
                    char ret_text[ROLL_CODE_CHARS + 1], int64_t *ret_changes_at_us);

/* ERROR_INVALID for what was never a code of this server, ERROR_GONE for an old one. */
bool roll_code_read(const TokenKeys *keys, const char *text, int64_t now_us, RollCode *ret_code,
                    GError **error);
