/* Cross-site request forgery: may this unsafe request run with the credential it carries? Pure. */
#pragma once

#include <stdbool.h>

/* Header fields of the request, NULL when absent. */
typedef struct ApiOriginFields {
    const char *host;
    const char *origin;
    const char *sec_fetch_site;
    const char *proof; /* a field that only scripts of the same origin can add */
} ApiOriginFields;

typedef enum ApiCredential {
    API_CREDENTIAL_NONE,   /* an open route: sign-in itself */
    API_CREDENTIAL_COOKIE, /* the browser adds it on its own: forgery is possible */
    API_CREDENTIAL_BEARER, /* a script must add it: forgery is not possible */
} ApiCredential;

/* GET, HEAD, OPTIONS, TRACE change nothing (RFC 9110 §9.2.1). */
bool api_origin_is_safe_method(const char *method);

/* For unsafe methods. Origin (RFC 6454) must name the request's own host; without one
 * Sec-Fetch-Site must be same-origin or none; without both (television browsers of 2016) a cookie
 * needs the proof field. */
bool api_origin_allows(const ApiOriginFields *fields, ApiCredential credential);
