#include "catalog/api/wire.h"

#include <string.h>

#include "base/clock.h"
#include "catalog/api/api_env.h"
#include "catalog/screen/screen_secrets.h"

char *wire_time(int64_t at_us) {
    if (at_us == 0)
        return NULL;
    g_autoptr(GDateTime) moment = g_date_time_new_from_unix_utc(at_us / CLOCK_US_PER_S);
    if (!moment)
        return NULL;
    g_autofree char *seconds = g_date_time_format(moment, "%Y-%m-%dT%H:%M:%S");
    return g_strdup_printf("%s.%03dZ", seconds, (int)(at_us % CLOCK_US_PER_S / CLOCK_US_PER_MS));
}

char *wire_raw_time(int64_t at_us) {
    g_autofree char *text = wire_time(at_us);
    return text ? g_strdup_printf("\"%s\"", text) : g_strdup("null");
}

bool wire_read_time(const char *text, int64_t *ret_us) {
    g_autoptr(GDateTime) moment = g_date_time_new_from_iso8601(text, NULL);
    int64_t at_us = 0;
    if (moment)
        at_us = g_date_time_to_unix(moment) * CLOCK_US_PER_S + g_date_time_get_microsecond(moment);
    if (at_us <= 0)
        return false;
    *ret_us = at_us;
    return true;
}

bool wire_is_secure(const ApiRequest *request) {
    const char *protocol = api_request_field(request, "X-Forwarded-Proto");
    return protocol && g_str_equal(protocol, "https");
}

char *wire_base_url(const ApiRequest *request, const ApiEnv *env) {
    const char *set = env->address_public ? env->address_public : env->address_internal;
    const char *host = api_request_field(request, "Host");
    char *url = set ? g_strdup(set)
                    : g_strdup_printf("%s://%s", wire_is_secure(request) ? "https" : "http",
                                      host ? host : "localhost");
    for (size_t length = strlen(url); length > 0 && url[length - 1] == '/'; length--)
        url[length - 1] = '\0';
    return url;
}

void wire_add_cookie(ApiRequest *request, const WireCookie *cookie) {
    g_autofree char *age = cookie->max_age_s == WIRE_UNTIL_CLOSED
                               ? g_strdup("")
                               : g_strdup_printf("; Max-Age=%" G_GINT64_FORMAT, cookie->max_age_s);
    g_autofree char *text =
        g_strdup_printf("%s=%s; Path=%s; HttpOnly; SameSite=Lax%s%s", cookie->name, cookie->value,
                        cookie->path, age, wire_is_secure(request) ? "; Secure" : "");
    api_reply_add_field(request, "Set-Cookie", text);
}

void wire_add_session_cookie(ApiRequest *request, const char *secret, int64_t lifetime_us,
                             bool is_shared) {
    WireCookie cookie = {API_COOKIE_SESSION, secret, "/",
                         is_shared ? WIRE_UNTIL_CLOSED : lifetime_us / CLOCK_US_PER_S};
    wire_add_cookie(request, &cookie);
}

bool wire_credential(ApiRequest *request, Credential *ret_credential, char **ret_secret) {
    const char *authorization = api_request_field(request, "Authorization");
    g_autofree char *secret = NULL;
    CredentialKind kind = authorization ? CREDENTIAL_BEARER : CREDENTIAL_COOKIE;
    if (!authorization) {
        secret = api_request_cookie(request, API_COOKIE_SESSION);
        if (!secret)
            secret = api_request_cookie(request, API_COOKIE_SCREEN);
    } else if (g_ascii_strncasecmp(authorization, "Bearer ", strlen("Bearer ")) == 0) {
        secret = g_strstrip(g_strdup(authorization + strlen("Bearer ")));
    }
    if (!secret || !*secret || strlen(secret) > SESSIONS_SECRET_MAX_CHARS)
        return false;
    if (screen_secrets_is_one(secret))
        kind = CREDENTIAL_SCREEN;
    *ret_credential = (Credential){
        .kind = kind,
        .secret = secret,
        .peer = api_request_peer(request),
        .can_renew = kind == CREDENTIAL_COOKIE,
    };
    *ret_secret = g_steal_pointer(&secret);
    return true;
}
