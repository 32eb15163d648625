/* The end of every way of signing in: a new session and its cookies. */
#pragma once

#include "catalog/api/call.h"
#include "catalog/api/people.h"
#include "catalog/auth/identity.h"
#include "catalog/store/account_table.h"

/* What a new session is; all but `people` comes from sign_in_run(). */
typedef struct SignedIn {
    People *people;     /* owned: what the device brought, when it matters; or NULL */
    char *secret;       /* owned */
    Identity *identity; /* owned */
    GPtrArray *parked;  /* owned: who stays parked; NULL: as it was */
    Identity *ended;    /* owned: whose session ended in its place, or NULL */
} SignedIn;

void sign_in_clear(SignedIn *signed_in);

/* How somebody signs in: fields of every request that can. */
typedef struct SignInWish {
    const char *device; /* a label, or NULL */
    bool is_shared;     /* on a computer that others use too */
    bool keep;          /* who is signed in here stays so */
} SignInWish;

/* ERROR_INVALID for what cannot be together. */
bool sign_in_check(const SignInWish *wish, GError **error);

/* In a write job: makes the session, notes the sign-in. */
bool sign_in_run(Database *database, Call *call, const AccountRow *account, const SignInWish *wish,
                 SignedIn *ret_signed_in, GError **error);

/* Answers with cookies, account and end of the session. `device_id` is that of a known device, or
 * NULL for a new one. */
void sign_in_reply(Call *take_call, const SignedIn *signed_in, const char *device_id);
