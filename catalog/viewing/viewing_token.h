/* The token in a viewing's URLs: whoever verifies one, also the gate with signers of its own, makes
 * them from the same TokenKeys by the names here.
 *
 *     audience  VIEWING_TOKEN_AUDIENCE; of a lesson COURSE_TOKEN_AUDIENCE (course_media.h)
 *     context   the meeting's or lesson's id
 *     subject   the viewing's id; VIEWING_TOKEN_STUDIO in front of it for who runs the meeting:
 *               rehearsals and recordings under review are for them; likewise for who edits courses
 *
 * It is good for VIEWING_TOKEN_LIFETIME_US, then a new viewing is opened. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/token.h"

#define VIEWING_TOKEN_AUDIENCE    "live"
#define VIEWING_TOKEN_STUDIO      "studio."
#define VIEWING_TOKEN_LIFETIME_US (12 * 3600 * CLOCK_US_PER_S)
#define VIEWING_TOKEN_MAX_SIGNERS                                                                  \
    256 /* meetings and lessons that are watched at once; others cost a derivation */

/* The signers of the meetings and lessons that were used last. Owned by one thread. */
typedef struct ViewingTokens ViewingTokens;

ViewingTokens *viewing_token_open(const TokenKeys *keys); /* borrowed until the end */
void viewing_token_close(ViewingTokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ViewingTokens, viewing_token_close)

typedef struct ViewingTokenOf {
    const char *of_id, *viewing_id;
    bool is_studio; /* not asked about when a token is checked */
    bool is_lesson; /* of_id is that of a lesson, else of a meeting */
} ViewingTokenOf;

void viewing_token_sign(ViewingTokens *tokens, const ViewingTokenOf *of, int64_t expires_at_us,
                        char ret_text[TOKEN_TEXT_MAX_BYTES]);

/* Whether `text` is the token of this very viewing: ERROR_UNAUTHENTICATED. */
bool viewing_token_check(ViewingTokens *tokens, const ViewingTokenOf *of, const char *text,
                         GError **error);

unsigned viewing_token_n_signers(const ViewingTokens *tokens);
