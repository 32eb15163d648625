#include "base/api_origin.h"

#include <glib.h>
#include <string.h>

bool api_origin_is_safe_method(const char *method) {
    static const char *const safe[] = {"GET", "HEAD", "OPTIONS", "TRACE", NULL};
    return g_strv_contains(safe, method);
}

/* "https://a.example:8443" → "a.example:8443"; NULL unless http or https. */
static const char *host_of_origin(const char *origin) {
    static const char *const schemes[] = {"http://", "https://"};
    for (unsigned i = 0; i < G_N_ELEMENTS(schemes); i++)
        if (g_ascii_strncasecmp(origin, schemes[i], strlen(schemes[i])) == 0)
            return origin + strlen(schemes[i]);
    return NULL;
}

/* Browsers leave the default port out of both Origin and Host, so that plain text comparison is
 * right. The scheme is not compared: a proxy in front may end TLS without saying so. */
static bool is_own_origin(const char *origin, const char *host) {
    const char *origin_host = host_of_origin(origin);
    return origin_host && host && *host && g_ascii_strcasecmp(origin_host, host) == 0;
}

bool api_origin_allows(const ApiOriginFields *fields, ApiCredential credential) {
    if (credential == API_CREDENTIAL_BEARER)
        return true;
    if (fields->origin)
        return is_own_origin(fields->origin, fields->host);
    if (fields->sec_fetch_site)
        return g_str_equal(fields->sec_fetch_site, "same-origin") ||
               g_str_equal(fields->sec_fetch_site, "none");
    return credential == API_CREDENTIAL_NONE || (fields->proof && g_str_equal(fields->proof, "1"));
}
