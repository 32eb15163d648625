/* Small texts of the API: moments, cookies, credentials. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/api_server.h"
#include "catalog/api/api_env.h"
#include "catalog/auth/sessions.h"

/* RFC 3339 in UTC with milliseconds; NULL for 0 (never). Caller frees. */
char *wire_time(int64_t at_us);

/* The same as raw JSON: in quotes, or null. Caller frees. */
char *wire_raw_time(int64_t at_us);

/* The mirror: a moment after 1970 with its offset from UTC; false for anything else. */
bool wire_read_time(const char *text, int64_t *ret_us);

/* Whether the client's connection is encrypted, by the gate's word. */
bool wire_is_secure(const ApiRequest *request);

/* Where people reach this server, without a final "/": the address set for everybody, else the one
 * inside, else the one that the request came to. Caller frees. */
char *wire_base_url(const ApiRequest *request, const ApiEnv *env);

typedef struct WireCookie {
    const char *name, *value;
    const char *path;
    int64_t max_age_s;                /* 0 removes it */
#define WIRE_UNTIL_CLOSED INT64_C(-1) /* instead: the browser keeps it until it is closed */
} WireCookie;

/* Set-Cookie: HttpOnly, SameSite=Lax, Secure when the request came encrypted. */
void wire_add_cookie(ApiRequest *request, const WireCookie *cookie);

/* For `lifetime_us`; on a shared computer until the browser is closed. */
void wire_add_session_cookie(ApiRequest *request, const char *secret, int64_t lifetime_us,
                             bool is_shared);

/* "Authorization: Bearer …", else the session cookie, else that of a screen; false when there is
 * neither. Caller frees *ret_secret, which ret_credential borrows. */
bool wire_credential(ApiRequest *request, Credential *ret_credential, char **ret_secret);
