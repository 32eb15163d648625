#include "base/api_reply.h"

#include "base/api_message.h"
#include "base/error.h"
#include "base/log.h"

/* False when there is nobody to answer. */
static bool begin_answer(ApiRequest *request) {
    worker_assert_current(request->context->worker);
    g_return_val_if_fail(!request->is_answered, false);
    request->is_answered = true;
    return request->msg != NULL;
}

static void on_wrote_body(SoupServerMessage *msg, void *data) {
    ApiRequest *request = data;
    request->is_written = true;
}

/* Fields that every answer of the API carries. Connection: close, because libsoup 3.2.3 leaks the
 * descriptor of each kept connection that the client closes. */
static void add_common_fields(SoupMessageHeaders *fields) {
    soup_message_headers_replace(fields, "Connection", "close");
    soup_message_headers_replace(fields, "X-Content-Type-Options", "nosniff");
    if (!soup_message_headers_get_one(fields, "Cache-Control"))
        soup_message_headers_replace(fields, "Cache-Control", "no-store");
}

static void send_answer(ApiRequest *request, unsigned status, const char *content_type,
                        GBytes *bytes) {
    SoupMessageHeaders *fields = soup_server_message_get_response_headers(request->msg);
    SoupMessageBody *body = soup_server_message_get_response_body(request->msg);
    add_common_fields(fields);
    soup_message_body_truncate(body);
    if (content_type)
        soup_message_headers_replace(fields, "Content-Type", content_type);
    if (bytes && g_bytes_get_size(bytes) > 0)
        soup_message_body_append_bytes(body, bytes);
    g_signal_connect(request->msg, "wrote-body", G_CALLBACK(on_wrote_body), request);
    api_message_send(request, status);
}

void api_reply_json(ApiRequest *request, unsigned status, char *take_json) {
    g_autoptr(GBytes) bytes = g_bytes_new_take(take_json, strlen(take_json));
    if (begin_answer(request))
        send_answer(request, status, "application/json", bytes);
}

void api_reply_bytes(ApiRequest *request, unsigned status, const char *content_type,
                     GBytes *bytes) {
    if (begin_answer(request))
        send_answer(request, status, content_type, bytes);
}

void api_reply_empty(ApiRequest *request, unsigned status) {
    if (begin_answer(request))
        send_answer(request, status, NULL, NULL);
}

static void set_default_field(SoupMessageHeaders *fields, const char *name, const char *value) {
    if (!soup_message_headers_get_one(fields, name))
        soup_message_headers_replace(fields, name, value);
}

/* RFC 9110 §11.6.1: a 401 says how to sign in; §10.2.3: when to try again. */
static void add_error_fields(ApiRequest *request, unsigned status) {
    SoupMessageHeaders *fields = soup_server_message_get_response_headers(request->msg);
    if (status == 401)
        set_default_field(fields, "WWW-Authenticate", "Bearer");
    if (status == 429 || status == 503)
        set_default_field(fields, "Retry-After", G_STRINGIFY(API_RETRY_AFTER_S));
    if (status == 405 && request->match.allow)
        set_default_field(fields, "Allow", request->match.allow);
}

/* RFC 9110 §5.3: several lines of a field are one list. */
static char *localize(ApiRequest *request, const char *detail) {
    SoupMessageHeaders *asked = soup_server_message_get_request_headers(request->msg);
    SoupMessageHeaders *fields = soup_server_message_get_response_headers(request->msg);
    const char *accepted = soup_message_headers_get_list(asked, "Accept-Language");
    const char *language = "en";
    char *text = request->context->localize
                     ? request->context->localize(accepted, detail, &language)
                     : g_strdup(detail);
    soup_message_headers_replace(fields, "Content-Language", language);
    return text;
}

void api_reply_error(ApiRequest *request, const GError *error) {
    ErrorCode code = error_code(error);
    unsigned status = error_http_status(code);
    if (error_public_text(error) != error->message)
        log_error(LOG_ERROR, "api", "request failed", error);
    if (!begin_answer(request))
        return;
    g_autofree char *detail = localize(request, error_public_text(error));
    char *json = error_problem_json(status, error_word(code), detail);
    g_autoptr(GBytes) bytes = g_bytes_new_take(json, strlen(json));
    add_error_fields(request, status);
    if (status < 500)
        atomic_fetch_add_explicit(&request->context->n_refused, 1, memory_order_relaxed);
    send_answer(request, status, "application/problem+json", bytes);
}

void api_reply_add_field(ApiRequest *request, const char *name, const char *value) {
    worker_assert_current(request->context->worker);
    if (request->msg)
        soup_message_headers_append(soup_server_message_get_response_headers(request->msg), name,
                                    value);
}
