#include "catalog/api/screen_cookie.h"

#include "catalog/api/api_env.h"
#include "catalog/api/wire.h"

#define MAX_AGE_S INT64_C(34560000) /* 400 days: browsers keep none longer; each beat renews it */

static void add(ApiRequest *request, const char *secret, int64_t max_age_s) {
    WireCookie cookie = {API_COOKIE_SCREEN, secret, "/", max_age_s};
    wire_add_cookie(request, &cookie);
}

void screen_cookie_add(ApiRequest *request, const char *secret) {
    add(request, secret, MAX_AGE_S);
}

void screen_cookie_remove(ApiRequest *request) {
    add(request, "", 0);
}
