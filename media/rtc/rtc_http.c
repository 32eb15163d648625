#include "media/rtc/rtc_http.h"

#include <string.h>

#include "base/api_reply.h"
#include "base/clock.h"
#include "base/error.h"

/* On its way to a worker and back. */
typedef struct Exchange {
    ApiRequest *request; /* a reference */
    RtcHttp http;
    char *place;
    char *sdp; /* NULL: refused, or nothing to say */
    bool is_patch, is_offer;
    char id[RTC_ID_BYTES], tag[RTC_TAG_BYTES];
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

static char *locate(const Exchange *exchange) {
    const RtcHttp *http = &exchange->http;
    return http->locate ? http->locate(exchange->request, exchange->place, exchange->id, http->user)
                        : g_strdup(exchange->id);
}

static void add_tag(const Exchange *exchange) {
    g_autofree char *tag = g_strdup_printf("\"%s\"", exchange->tag);
    api_reply_add_field(exchange->request, "ETag", tag);
}

static char *until(void) {
    g_autoptr(GDateTime) now = g_date_time_new_from_unix_utc(clock_wall_us() / CLOCK_US_PER_S);
    g_autoptr(GDateTime) end = g_date_time_add_seconds(now, RTC_HTTP_ANSWER_S);
    g_autofree char *text = g_date_time_format(end, "%a, %d %b %Y %H:%M:%S GMT");
    return g_strdup_printf(RTC_HTTP_TYPE "; valid-until=\"%s\"", text);
}

static void reply_to_offer(const Exchange *exchange, GBytes *body) {
    g_autofree char *last = locate(exchange);
    g_autofree char *location = g_strdup_printf("%s/%s", exchange->place, last);
    api_reply_add_field(exchange->request, "Location", location);
    api_reply_add_field(exchange->request, "Accept-Patch", RTC_HTTP_FRAGMENT);
    add_tag(exchange);
    if (exchange->http.add_fields)
        exchange->http.add_fields(exchange->request, exchange->http.user);
    g_autofree char *type = exchange->is_offer ? until() : g_strdup(RTC_HTTP_TYPE);
    api_reply_bytes(exchange->request, exchange->is_offer ? 406 : 201, type, body);
}

static void reply(void *data) {
    const Exchange *exchange = data;
    if (exchange->error) {
        api_reply_error(exchange->request, exchange->error);
        return;
    }
    if (!exchange->sdp) {
        api_reply_empty(exchange->request, 204);
        return;
    }
    g_autoptr(GBytes) body = g_bytes_new(exchange->sdp, strlen(exchange->sdp));
    if (!exchange->is_patch) {
        reply_to_offer(exchange, body);
        return;
    }
    add_tag(exchange);
    api_reply_bytes(exchange->request, 200, RTC_HTTP_FRAGMENT, body);
}

/* On a worker's thread. When the api thread stops, the last reference answers. */
static void on_answered(const RtcAnswer *answer, void *user) {
    Exchange *exchange = user;
    exchange->sdp = g_strdup(answer->sdp);
    exchange->is_offer = answer->is_offer;
    exchange->error = answer->error ? g_error_copy(answer->error) : NULL;
    memcpy(exchange->id, answer->id, sizeof exchange->id);
    memcpy(exchange->tag, answer->tag, sizeof exchange->tag);
    if (!worker_post(exchange->http.api, reply, exchange, free_exchange, NULL))
        free_exchange(exchange);
}

static Exchange *begin_exchange(const RtcHttp *http, ApiRequest *request) {
    Exchange *exchange = g_new0(Exchange, 1);
    exchange->request = api_request_ref(request);
    exchange->http = *http;
    return exchange;
}

static bool has_type(const ApiRequest *request, const char *wanted) {
    const char *type = api_request_field(request, "Content-Type");
    size_t length = strlen(wanted);
    return type && g_ascii_strncasecmp(type, wanted, length) == 0 &&
           (type[length] == '\0' || type[length] == ';' || type[length] == ' ');
}

static const char *body_of(const ApiRequest *request, size_t *ret_length) {
    const char *text = g_bytes_get_data(api_request_body(request), ret_length);
    return text ? text : "";
}

void rtc_http_join(const RtcHttp *http, ApiRequest *request, const char *place,
                   const RtcJoin *join) {
    g_autoptr(GError) error = NULL;
    RtcJoin whole = *join;
    whole.offer = body_of(request, &whole.offer_length);
    bool is_asking = whole.takes_offer && whole.offer_length == 0;
    if (!is_asking && !has_type(request, RTC_HTTP_TYPE)) {
        refuse(request, ERROR_UNSUPPORTED, "An offer comes as application/sdp.");
        return;
    }
    Exchange *exchange = begin_exchange(http, request);
    exchange->place = g_strdup(place);
    whole.fn = on_answered;
    whole.user = exchange;
    if (rtc_join(http->rtc, &whole, &error))
        return;
    api_reply_error(request, error);
    free_exchange(exchange);
}

void rtc_http_offer(const RtcHttp *http, ApiRequest *request, RtcRole role, const char *place,
                    const char *channel) {
    rtc_http_join(http, request, place,
                  &(RtcJoin){.channel = channel, .role = role, .takes_offer = role == RTC_VIEW});
}

void rtc_http_patch(const RtcHttp *http, ApiRequest *request, const char *id) {
    g_autoptr(GError) error = NULL;
    bool is_fragment = has_type(request, RTC_HTTP_FRAGMENT);
    if (!is_fragment && !has_type(request, RTC_HTTP_TYPE)) {
        refuse(request, ERROR_UNSUPPORTED,
               "A session takes application/trickle-ice-sdpfrag, or application/sdp as the "
               "answer to our offer.");
        return;
    }
    Exchange *exchange = begin_exchange(http, request);
    exchange->is_patch = true;
    RtcPatch patch = {.id = id,
                      .kind = is_fragment ? RTC_PATCH_ICE : RTC_PATCH_ANSWER,
                      .if_match = api_request_field(request, "If-Match"),
                      .fn = on_answered,
                      .user = exchange};
    patch.text = body_of(request, &patch.length);
    if (rtc_patch(http->rtc, &patch, &error))
        return;
    api_reply_error(request, error);
    free_exchange(exchange);
}

void rtc_http_leave(const RtcHttp *http, ApiRequest *request, const char *id) {
    g_autoptr(GError) error = NULL;
    if (rtc_leave(http->rtc, id, &error))
        api_reply_empty(request, 204);
    else
        api_reply_error(request, error);
}

/* ---- what there is to be asked ---- */

void rtc_http_head(ApiRequest *request) {
    g_autoptr(GBytes) nothing = g_bytes_new(NULL, 0);
    api_reply_add_field(request, "Accept-Post", RTC_HTTP_TYPE);
    if (strcmp(api_request_method(request), "HEAD") == 0) {
        api_reply_bytes(request, 200, RTC_HTTP_TYPE, nothing);
        return;
    }
    api_reply_add_field(request, "Allow", "HEAD, OPTIONS, POST");
    refuse(request, ERROR_METHOD, "This address takes offers: POST.");
}

void rtc_http_options(ApiRequest *request, RtcRole role) {
    api_reply_add_field(request, "Allow",
                        role == RTC_VIEW ? "HEAD, OPTIONS, POST" : "OPTIONS, POST");
    api_reply_add_field(request, "Accept-Post", RTC_HTTP_TYPE);
    api_reply_empty(request, 204);
}

void rtc_http_session_options(ApiRequest *request, RtcRole role) {
    api_reply_add_field(request, "Allow", "DELETE, OPTIONS, PATCH");
    api_reply_add_field(request, "Accept-Patch",
                        role == RTC_VIEW ? RTC_HTTP_FRAGMENT ", " RTC_HTTP_TYPE
                                         : RTC_HTTP_FRAGMENT);
    api_reply_empty(request, 204);
}
