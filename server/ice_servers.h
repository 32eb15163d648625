/* The TURN servers that peers are told (RFC 8656), with credentials that hold for a while
 * (draft-uberti-behave-turn-rest-00): the TURN server knows the same secret and no accounts. Pure
 * but for the moment, which comes in. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/settings.h"

#define ICE_SERVERS_MAX     8u
#define ICE_SERVERS_MAX_URL 300u
#define ICE_SERVERS_LIFETIME_S                                                                     \
    (12 * 3600) /* longer than a meeting: a new allocation asks again                              \
                 */

typedef struct IceServers {
    const char *const *urls; /* borrowed; never empty */
    const char *secret;      /* borrowed */
} IceServers;

/* "EXPIRY:NAME"; base64 of HMAC-SHA1. */
typedef struct IceCredential {
    char username[48], password[32];
} IceCredential;

/* What the settings say; false: no TURN. */
bool ice_servers_of(const Settings *settings, IceServers *ret_servers);

/* For `account`: its NAME is always the same, so that a TURN server can bound what one account
 * takes, and says nothing about it. `now_s`: seconds since 1970. */
void ice_servers_credential(const IceServers *servers, const char *account, int64_t now_s,
                            IceCredential *ret_credential);

/* The value of a field "Link" for one of the servers (RFC 9725 §4.6). Caller frees. */
char *ice_servers_link(const char *url, const IceCredential *credential);

/* ERROR_CONFIG: no URLs of TURN (RFC 7065), too many, or one of the two settings is missing. */
bool ice_servers_check(const Settings *settings, GError **error);
