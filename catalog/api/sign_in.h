/* The end of every way of signing in: a new session and its cookies. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/auth/identity.h"
#include "catalog/store/account_table.h"

/* What a new session is; secret and identity come from sign_in_run(). */
typedef struct SignedIn {
    char *secret;       /* owned */
    Identity *identity; /* owned */
} SignedIn;

void sign_in_clear(SignedIn *signed_in);

/* In a write job: makes the session, notes the sign-in. `device` is a label or NULL. */
bool sign_in_run(Database *database, Call *call, const AccountRow *account, const char *device,
                 SignedIn *ret_signed_in, GError **error);

/* Answers with cookies, account and end of the session. `device_id` is that of a known device, or
 * NULL for a new one. */
void sign_in_reply(Call *take_call, const SignedIn *signed_in, const char *device_id);
