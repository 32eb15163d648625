#include "server/ice_servers.h"

#include <string.h>

#include "base/error.h"

#define NAME_CHARS 12u
#define SHA1_BYTES 20u

bool ice_servers_of(const Settings *settings, IceServers *ret_servers) {
    *ret_servers =
        (IceServers){(const char *const *)settings->rtc_turn_urls, settings->rtc_turn_secret};
    return ret_servers->urls && ret_servers->urls[0] && ret_servers->secret;
}

static char *name_of(const IceServers *servers, const char *account) {
    return g_compute_hmac_for_string(G_CHECKSUM_SHA256, (const guchar *)servers->secret,
                                     strlen(servers->secret), account, -1);
}

void ice_servers_credential(const IceServers *servers, const char *account, int64_t now_s,
                            IceCredential *ret_credential) {
    g_autofree char *name = name_of(servers, account);
    guint8 digest[SHA1_BYTES];
    gsize length = sizeof digest;
    g_snprintf(ret_credential->username, sizeof ret_credential->username,
               "%" G_GINT64_FORMAT ":%.*s", now_s + ICE_SERVERS_LIFETIME_S, (int)NAME_CHARS, name);
    GHmac *hmac =
        g_hmac_new(G_CHECKSUM_SHA1, (const guchar *)servers->secret, strlen(servers->secret));
    g_hmac_update(hmac, (const guchar *)ret_credential->username, -1);
    g_hmac_get_digest(hmac, digest, &length);
    g_hmac_unref(hmac);
    g_autofree char *text = g_base64_encode(digest, length);
    g_strlcpy(ret_credential->password, text, sizeof ret_credential->password);
}

char *ice_servers_link(const char *url, const IceCredential *credential) {
    return g_strdup_printf("<%s>; rel=\"ice-server\"; username=\"%s\"; credential=\"%s\"; "
                           "credential-type=\"password\"",
                           url, credential->username, credential->password);
}

/* ---- settings ---- */

/* Host, port and transport of RFC 7065 §3.1; strict, as it goes into fields and pages. */
static bool is_turn_url(const char *url) {
    return g_regex_match_simple("^turns?:([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?"
                                "(\\?transport=(udp|tcp))?$",
                                url, G_REGEX_DOLLAR_ENDONLY, 0);
}

bool ice_servers_check(const Settings *settings, GError **error) {
    unsigned n = settings->rtc_turn_urls ? g_strv_length(settings->rtc_turn_urls) : 0;
    if ((n > 0) != (settings->rtc_turn_secret != NULL)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_CONFIG,
                            "rtc.turn_urls and rtc.turn_secret: each needs the other one");
        return false;
    }
    if (n > ICE_SERVERS_MAX) {
        g_set_error(error, BASE_ERROR, ERROR_CONFIG, "rtc.turn_urls: %u are more than %u", n,
                    ICE_SERVERS_MAX);
        return false;
    }
    for (unsigned i = 0; i < n; i++) {
        const char *url = settings->rtc_turn_urls[i];
        if (strlen(url) <= ICE_SERVERS_MAX_URL && is_turn_url(url))
            continue;
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "rtc.turn_urls: '%s' is no address of a TURN server, such as "
                    "turns:turn.example.cn:443?transport=tcp",
                    url);
        return false;
    }
    return true;
}
