/* Who somebody is: what a session or bearer token stands for. Immutable, shared by any threads. */
#pragma once

#include <glib.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/id.h"

typedef struct Identity {
    atomic_uint references;
    char account_id[ID_TEXT_BYTES]; /* or a screen's id */
    char session_id[ID_TEXT_BYTES]; /* "" for a bearer token */
    char token_id[ID_TEXT_BYTES];   /* of a bearer token, else "" */
    char *name;
    char *display_name;
    char *locale;          /* NULL: the client's choice */
    uint32_t roles;        /* all, also those of appointments */
    uint32_t server_roles; /* those that hold everywhere */
    int64_t expires_at_us; /* of the session or token; 0: never */
    bool is_shared;        /* a session on a computer that others use too */
} Identity;

typedef struct AccountRow AccountRow;

/* `session_id` may be "". */
Identity *identity_new(const AccountRow *account, const char *session_id, int64_t expires_at_us);
/* A paired screen: its id is the account's, its role stands alone, it never expires. */
Identity *identity_new_screen(const char *id, const char *name, const char *locale);
Identity *identity_ref(const Identity *identity);
void identity_unref(Identity *identity); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Identity, identity_unref)
