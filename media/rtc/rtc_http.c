#include "media/rtc/rtc_http.h"

#include <string.h>

#include "base/api_reply.h"
#include "base/error.h"

/* On its way to a worker and back. */
typedef struct Exchange {
    ApiRequest *request; /* a reference */
    Worker *api;
    char *place;
    char *sdp; /* NULL: refused */
    char id[RTC_ID_BYTES];
    GError *error;
} Exchange;

static void free_exchange(void *data) {
    Exchange *exchange = data;
    api_request_unref(exchange->request);
    g_clear_error(&exchange->error);
    g_free(exchange->place);
    g_free(exchange->sdp);
    g_free(exchange);
}

static void refuse(ApiRequest *request, ErrorCode code, const char *text) {
    g_autoptr(GError) error = g_error_new_literal(BASE_ERROR, (int)code, text);
    api_reply_error(request, error);
}

static void reply(void *data) {
    const Exchange *exchange = data;
    if (!exchange->sdp) {
        api_reply_error(exchange->request, exchange->error);
        return;
    }
    g_autofree char *location = g_strdup_printf("%s/%s", exchange->place, exchange->id);
    g_autofree char *tag = g_strdup_printf("\"%s\"", exchange->id);
    g_autoptr(GBytes) body = g_bytes_new(exchange->sdp, strlen(exchange->sdp));
    api_reply_add_field(exchange->request, "Location", location);
    api_reply_add_field(exchange->request, "ETag", tag);
    api_reply_bytes(exchange->request, 201, RTC_HTTP_TYPE, body);
}

/* On a worker's thread. When the api thread stops, the last reference answers. */
static void on_answered(const RtcAnswer *answer, void *user) {
    Exchange *exchange = user;
    exchange->sdp = g_strdup(answer->sdp);
    exchange->error = answer->error ? g_error_copy(answer->error) : NULL;
    memcpy(exchange->id, answer->id, sizeof exchange->id);
    if (!worker_post(exchange->api, reply, exchange, free_exchange, NULL))
        free_exchange(exchange);
}

static bool has_type(const ApiRequest *request) {
    const char *type = api_request_field(request, "Content-Type");
    size_t length = strlen(RTC_HTTP_TYPE);
    return type && g_ascii_strncasecmp(type, RTC_HTTP_TYPE, length) == 0 &&
           (type[length] == '\0' || type[length] == ';' || type[length] == ' ');
}

void rtc_http_join(const RtcHttp *http, ApiRequest *request, const char *place,
                   const RtcJoin *join) {
    g_autoptr(GError) error = NULL;
    if (!has_type(request)) {
        refuse(request, ERROR_UNSUPPORTED, "An offer comes as " RTC_HTTP_TYPE ".");
        return;
    }
    Exchange *exchange = g_new0(Exchange, 1);
    exchange->request = api_request_ref(request);
    exchange->api = http->api;
    exchange->place = g_strdup(place);
    size_t length;
    const char *text = g_bytes_get_data(api_request_body(request), &length);
    RtcJoin whole = *join;
    whole.offer = text ? text : "";
    whole.offer_length = length;
    whole.fn = on_answered;
    whole.user = exchange;
    if (rtc_join(http->rtc, &whole, &error))
        return;
    api_reply_error(request, error);
    free_exchange(exchange);
}

void rtc_http_offer(const RtcHttp *http, ApiRequest *request, RtcRole role, const char *place,
                    const char *channel) {
    rtc_http_join(http, request, place, &(RtcJoin){.channel = channel, .role = role});
}

void rtc_http_leave(const RtcHttp *http, ApiRequest *request, const char *id) {
    g_autoptr(GError) error = NULL;
    if (rtc_leave(http->rtc, id, &error))
        api_reply_empty(request, 204);
    else
        api_reply_error(request, error);
}
