/* One try of a password or a code, seen by the throttle from its beginning to its end, whatever
 * happens. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "catalog/api/api_env.h"

typedef struct Attempt {
    char *account; /* owned: what makes two names the same */
    char *address; /* owned */
    char *device;  /* owned: id of a known device, or NULL */
    bool is_known_address;
    const char *things; /* what is tried, for the refusal; NULL: "passwords" */
    ApiEnv *under_way;  /* set between begin and end */
} Attempt;

/* ERROR_RATE_LIMITED, ERROR_OVERLOADED: then *ret_retry_after_s says when to come again. */
bool attempt_begin(Attempt *attempt, ApiEnv *env, int64_t *ret_retry_after_s, GError **error);
/* Nothing to do when none is under way. */
void attempt_end(Attempt *attempt, LoginOutcome outcome);
/* Any thread: off the api thread the server is stopping, and nobody counts any more. */
void attempt_clear(Attempt *attempt);
