#include "base/api_request.h"

#include <string.h>

#include "base/api_message.h"
#include "base/api_reply.h"
#include "base/error.h"

ApiRequest *api_request_ref(ApiRequest *request) {
    atomic_fetch_add_explicit(&request->references, 1, memory_order_relaxed);
    return request;
}

static void free_request(ApiRequest *request) {
    g_assert(!request->msg && !request->socket);
    g_clear_pointer(&request->query, g_hash_table_unref);
    g_clear_pointer(&request->gathering, g_byte_array_unref);
    g_clear_pointer(&request->body, g_bytes_unref);
    api_match_clear(&request->match);
    g_free(request->path);
    g_free(request->peer);
    g_free(request);
}

static void drop_reference(ApiRequest *request) {
    unsigned before = atomic_fetch_sub_explicit(&request->references, 1, memory_order_acq_rel);
    if (before == 1)
        free_request(request);
}

/* The server itself holds one reference while the message lives; this is the last but that one. */
static bool is_forgotten(ApiRequest *request) {
    if (atomic_load(&request->references) != 2 || !request->msg || request->is_answered)
        return false;
    bool is_unidentified = request->has_asked && !request->has_identity;
    return is_unidentified || (request->is_handled && request->has_body);
}

static void release_here(void *data) {
    ApiRequest *request = data;
    if (is_forgotten(request)) {
        g_autoptr(GError) error = g_error_new(BASE_ERROR, ERROR_INTERNAL, "nobody answered '%s %s'",
                                              request->method, request->path);
        api_reply_error(request, error);
    }
    drop_reference(request);
}

void api_request_unref(ApiRequest *request) {
    if (!request)
        return;
    Worker *worker = request->context->worker;
    if (worker_current() == worker)
        release_here(request);
    else if (!worker_post(worker, release_here, request, NULL, NULL))
        drop_reference(request); /* stopping: answered 503 already */
}

bool api_request_is_open(const ApiRequest *request) {
    return request->msg != NULL;
}

const ApiRoute *api_request_route(const ApiRequest *request) {
    return request->match.route;
}

const char *api_request_method(const ApiRequest *request) {
    return request->method;
}

const char *api_request_path(const ApiRequest *request) {
    return request->path;
}

const char *api_request_peer(const ApiRequest *request) {
    return request->peer;
}

const char *api_request_segment(const ApiRequest *request, const char *name) {
    return api_match_segment(&request->match, name);
}

const char *api_request_query(const ApiRequest *request, const char *name) {
    return request->query ? g_hash_table_lookup(request->query, name) : NULL;
}

const char *api_request_field(const ApiRequest *request, const char *name) {
    if (!request->msg)
        return NULL;
    return soup_message_headers_get_one(soup_server_message_get_request_headers(request->msg),
                                        name);
}

/* RFC 6265 §5.4: name=value pairs separated by "; ". */
char *api_request_cookie(const ApiRequest *request, const char *name) {
    const char *at = api_request_field(request, "Cookie");
    size_t name_length = strlen(name);
    while (at && *at) {
        at += strspn(at, "; \t");
        size_t length = strcspn(at, ";");
        if (length > name_length && at[name_length] == '=' && memcmp(at, name, name_length) == 0)
            return g_strchomp(g_strndup(at + name_length + 1, length - name_length - 1));
        at += length;
    }
    return NULL;
}

GBytes *api_request_body(const ApiRequest *request) {
    return request->body;
}

const ApiIdentity *api_request_identity(const ApiRequest *request) {
    return &request->identity;
}

void api_request_set_identity(ApiRequest *request, const ApiIdentity *identity) {
    worker_assert_current(request->context->worker);
    g_return_if_fail(!request->has_identity);
    request->identity = *identity;
    request->has_identity = true;
    if (!request->is_answered && request->msg)
        request->on_identity(request);
}

void api_request_pause(ApiRequest *request) {
    worker_assert_current(request->context->worker);
    api_message_pause(request, API_PAUSE_READER);
}

void api_request_resume(ApiRequest *request) {
    worker_assert_current(request->context->worker);
    api_message_resume(request, API_PAUSE_READER);
}

void api_request_on_body_end(ApiRequest *request, ApiHandler fn, void *user) {
    worker_assert_current(request->context->worker);
    request->on_body_end = fn;
    request->on_body_end_user = user;
}
