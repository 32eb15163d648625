#include "base/api_flow.h"

#include "base/api_origin.h"
#include "base/api_reply.h"
#include "base/error.h"

/* Sent when libsoup itself refuses a request: it takes what stands in the message by then. */
#define UNREADABLE_TEXT "The request could not be understood."

static void refuse(ApiRequest *request, ErrorCode code, const char *text) {
    g_autoptr(GError) error = g_error_new_literal(BASE_ERROR, (int)code, text);
    api_reply_error(request, error);
}

/* ---- the handler ---- */

/* From here on only the answer is awaited. */
static void wait_for_answer(ApiRequest *request) {
    if (request->is_answered || !request->msg)
        return;
    api_message_pause(request, API_PAUSE_ANSWER);
    api_hangup_watch(request->context->hangup, g_socket_get_fd(request->socket), request->id);
}

static void end_body(ApiRequest *request) {
    ApiHandler fn = request->on_body_end;
    request->on_body_end = NULL;
    if (fn)
        fn(request, request->on_body_end_user);
}

static void run_handler(ApiRequest *request) {
    g_autoptr(ApiRequest) kept = api_request_ref(request);
    request->is_handled = true;
    request->match.route->handler(request, request->context->user);
    if (!request->has_body)
        return;
    if (!request->is_answered)
        end_body(request);
    wait_for_answer(request);
}

/* ---- identity, roles, origin ---- */

static ApiCredential credential_of(const ApiRequest *request) {
    if (request->identity.account_id[0] == '\0')
        return API_CREDENTIAL_NONE;
    return request->identity.session_id[0] ? API_CREDENTIAL_COOKIE : API_CREDENTIAL_BEARER;
}

static bool check_origin(ApiRequest *request) {
    if (api_origin_is_safe_method(request->method))
        return true;
    ApiOriginFields fields = {
        .host = api_request_field(request, "Host"),
        .origin = api_request_field(request, "Origin"),
        .sec_fetch_site = api_request_field(request, "Sec-Fetch-Site"),
        .proof = api_request_field(request, request->context->proof_field),
    };
    if (api_origin_allows(&fields, credential_of(request)))
        return true;
    refuse(request, ERROR_FORBIDDEN, "This request came from another site.");
    return false;
}

static bool check_roles(ApiRequest *request) {
    ApiRoles needed = request->match.route->roles;
    if (needed == 0 || (request->identity.account_id[0] && (request->identity.roles & needed)))
        return true;
    if (request->identity.account_id[0])
        refuse(request, ERROR_FORBIDDEN, "Your roles do not allow this.");
    else
        refuse(request, ERROR_UNAUTHENTICATED, "Sign in first.");
    return false;
}

static void on_identity(ApiRequest *request) {
    if (!check_roles(request) || !check_origin(request))
        return;
    api_message_resume(request, API_PAUSE_IDENTITY);
    if (request->has_body || request->match.route->on_chunk)
        run_handler(request);
}

static void ask_identity(ApiRequest *request) {
    request->on_identity = on_identity;
    if (request->match.route->roles == 0) {
        request->has_identity = true;
        on_identity(request);
        return;
    }
    g_autoptr(ApiRequest) kept = api_request_ref(request);
    request->has_asked = true;
    request->context->authenticate(request, request->context->user);
    if (!request->has_identity && request->msg)
        api_message_pause(request, API_PAUSE_IDENTITY);
}

/* ---- the body ---- */

static void on_chunk(SoupServerMessage *msg, GBytes *bytes, void *data) {
    ApiRequest *request = data;
    if (request->is_answered)
        return;
    g_autoptr(ApiRequest) kept = api_request_ref(request);
    const ApiRoute *route = request->match.route;
    size_t length;
    const uint8_t *at = g_bytes_get_data(bytes, &length);
    request->body_bytes += length;
    if (request->body_bytes > route->body_max_bytes) {
        refuse(request, ERROR_TOO_LARGE, "The body is larger than this path takes.");
        return;
    }
    if (!route->on_chunk)
        g_byte_array_append(request->gathering, at, (guint)length);
    else if (!route->on_chunk(request, at, length, request->context->user) && !request->is_answered)
        refuse(request, ERROR_INTERNAL, "a streamed body was refused without an answer");
}

static void on_body(SoupServerMessage *msg, void *data) {
    ApiRequest *request = data;
    if (request->is_answered)
        return;
    request->has_body = true;
    if (!request->match.route->on_chunk) {
        request->body = g_byte_array_free_to_bytes(g_steal_pointer(&request->gathering));
        run_handler(request);
        return;
    }
    g_autoptr(ApiRequest) kept = api_request_ref(request);
    end_body(request);
    wait_for_answer(request);
}

/* False when refused. A body whose length is not announced is counted while it arrives. */
static bool expect_body(ApiRequest *request) {
    SoupMessageHeaders *fields = soup_server_message_get_request_headers(request->msg);
    bool has_length = soup_message_headers_get_encoding(fields) == SOUP_ENCODING_CONTENT_LENGTH;
    uint64_t length = has_length ? (uint64_t)soup_message_headers_get_content_length(fields) : 0;
    if (request->has_body) {
        request->body = g_bytes_new_static("", 0);
        return true;
    }
    if (request->match.route->body_max_bytes == 0 ||
        length > request->match.route->body_max_bytes) {
        refuse(request, ERROR_TOO_LARGE,
               request->match.route->body_max_bytes ? "The body is larger than this path takes."
                                                    : "This path takes no body.");
        return false;
    }
    if (!request->match.route->on_chunk)
        request->gathering = g_byte_array_sized_new((guint)length);
    g_signal_connect(request->msg, "got-chunk", G_CALLBACK(on_chunk), request);
    g_signal_connect(request->msg, "got-body", G_CALLBACK(on_body), request);
    return true;
}

/* ---- the head ---- */

/* libsoup answers a head that it cannot read by itself and tells nobody: the answer is made ready
 * beforehand. Its status varies (400, 417, 501, 505), so the document names none. */
static void prepare_refusal(SoupServerMessage *msg) {
    static const char problem[] = "{\"type\":\"about:blank\",\"title\":\"Invalid request\","
                                  "\"code\":\"invalid\",\"detail\":\"" UNREADABLE_TEXT "\"}";
    SoupMessageHeaders *fields = soup_server_message_get_response_headers(msg);
    soup_message_headers_replace(fields, "Connection", "close");
    soup_message_headers_replace(fields, "X-Content-Type-Options", "nosniff");
    soup_message_headers_replace(fields, "Cache-Control", "no-store");
    soup_server_message_set_response(msg, "application/problem+json", SOUP_MEMORY_STATIC, problem,
                                     sizeof problem - 1);
}

static void drop_prepared_refusal(SoupServerMessage *msg) {
    SoupMessageHeaders *fields = soup_server_message_get_response_headers(msg);
    soup_message_headers_remove(fields, "Content-Type");
    soup_message_headers_remove(fields, "Cache-Control");
    soup_message_body_truncate(soup_server_message_get_response_body(msg));
}

static bool message_has_body(SoupServerMessage *msg) {
    SoupMessageHeaders *fields = soup_server_message_get_request_headers(msg);
    switch (soup_message_headers_get_encoding(fields)) {
    case SOUP_ENCODING_CONTENT_LENGTH:
        return soup_message_headers_get_content_length(fields) > 0;
    case SOUP_ENCODING_NONE:
        return false;
    default:
        return true;
    }
}

static bool read_query(ApiRequest *request, const char *text) {
    if (!text)
        return true;
    request->query = soup_form_decode(text);
    GHashTableIter iter;
    void *name, *value;
    g_hash_table_iter_init(&iter, request->query);
    while (g_hash_table_iter_next(&iter, &name, &value))
        if (!g_utf8_validate(name, -1, NULL) || (value && !g_utf8_validate(value, -1, NULL)))
            return false;
    return true;
}

static bool find_route(ApiRequest *request) {
    switch (
        api_route_match(request->context->table, request->method, request->path, &request->match)) {
    case API_MATCH_FOUND:
        return true;
    case API_MATCH_NO_PATH:
        refuse(request, ERROR_NOT_FOUND, "There is nothing at this path.");
        return false;
    case API_MATCH_NO_METHOD:
        refuse(request, ERROR_METHOD, "This path does not know this method.");
        return false;
    case API_MATCH_MALFORMED:
        refuse(request, ERROR_INVALID, "The path is not valid percent-encoded UTF-8.");
        return false;
    }
    g_assert_not_reached();
}

/* After libsoup's own checks. */
static void on_head(SoupServerMessage *msg, void *data) {
    ApiRequest *request = data;
    GUri *uri = soup_server_message_get_uri(msg);
    request->method = soup_server_message_get_method(msg);
    request->path = g_strdup(g_uri_get_path(uri));
    request->has_head = true;
    request->has_body = !message_has_body(msg);
    drop_prepared_refusal(msg);
    soup_message_body_set_accumulate(soup_server_message_get_request_body(msg), FALSE);
    if (soup_server_message_get_status(msg) != 0 || !read_query(request, g_uri_get_query(uri)))
        refuse(request, ERROR_INVALID, UNREADABLE_TEXT);
    else if (find_route(request) && expect_body(request))
        ask_identity(request);
}

/* ---- begin and end ---- */

/* libsoup's last word on a message, however it ended. */
static void on_gone(SoupServerMessage *msg, void *data) {
    ApiRequest *request = data;
    ApiContext *context = request->context;
    g_signal_handlers_disconnect_by_data(msg, request);
    g_clear_object(&request->msg);
    g_clear_object(&request->socket);
    request->pauses = 0;
    if (request->has_head && !request->is_written)
        atomic_fetch_add_explicit(&context->n_aborted, 1, memory_order_relaxed);
    atomic_fetch_sub_explicit(&context->n_open, 1, memory_order_relaxed);
    if (!request->is_answered)
        end_body(request);
    g_hash_table_remove(context->open, GSIZE_TO_POINTER(request->id)); /* its reference */
}

void api_flow_on_started(SoupServer *soup, SoupServerMessage *msg, void *data) {
    ApiContext *context = data;
    ApiRequest *request = context->adopting;
    g_assert(request && !request->msg);
    request->msg = g_object_ref(msg);
    prepare_refusal(msg);
    g_signal_connect(msg, "got-headers", G_CALLBACK(on_head), request);
    g_signal_connect(msg, "disconnected", G_CALLBACK(on_gone), request);
}

/* libsoup wants addresses of both ends; nobody reads them. */
static GSocketAddress *any_address(void) {
    static GSocketAddress *address;
    if (!address)
        address = g_inet_socket_address_new_from_string("127.0.0.1", 0);
    return address;
}

void api_flow_begin(ApiContext *context, SoupServer *soup, GSocket *take_socket, char *take_peer) {
    ApiRequest *request = g_new0(ApiRequest, 1);
    atomic_init(&request->references, 1);
    request->context = context;
    request->id = ++context->next_id;
    request->socket = take_socket;
    request->peer = take_peer;
    g_hash_table_insert(context->open, GSIZE_TO_POINTER(request->id), request);
    atomic_fetch_add_explicit(&context->n_requests, 1, memory_order_relaxed);

    g_autoptr(GSocketConnection) stream =
        g_socket_connection_factory_create_connection(take_socket);
    context->adopting = request;
    soup_server_accept_iostream(soup, G_IO_STREAM(stream), any_address(), any_address(), NULL);
    context->adopting = NULL;
}

void api_flow_on_hangup(uint64_t id, void *user) {
    ApiContext *context = user;
    ApiRequest *request = g_hash_table_lookup(context->open, GSIZE_TO_POINTER(id));
    if (request)
        api_message_drop(request);
}

void api_flow_stop_all(ApiContext *context) {
    g_autoptr(GList) ids = g_hash_table_get_keys(context->open);
    for (GList *at = ids; at; at = at->next) {
        ApiRequest *request = g_hash_table_lookup(context->open, at->data);
        if (!request || request->is_answered)
            continue;
        if (request->has_head)
            refuse(request, ERROR_UNAVAILABLE, "The server is stopping.");
        else
            api_message_drop(request);
    }
}
