#include "base/api_message.h"

#define DRAIN_BYTES 65536

void api_message_pause(ApiRequest *request, unsigned reason) {
    bool was_running = request->pauses == 0;
    request->pauses |= reason;
    if (was_running && request->msg)
        soup_server_message_pause(request->msg);
}

/* soup_server_message_pause() of 3.2.3 stops reading and writing alike; unpause goes on from the
 * main loop, never from inside this call. */
void api_message_resume(ApiRequest *request, unsigned reasons) {
    bool was_paused = request->pauses != 0;
    request->pauses &= ~reasons;
    if (was_paused && request->pauses == 0 && request->msg)
        soup_server_message_unpause(request->msg);
}

static GString *write_head(SoupServerMessage *msg) {
    SoupMessageHeaders *fields = soup_server_message_get_response_headers(msg);
    GString *out = g_string_sized_new(1024);
    g_string_append_printf(out, "HTTP/1.1 %u %s\r\n", soup_server_message_get_status(msg),
                           soup_server_message_get_reason_phrase(msg));
    SoupMessageHeadersIter iter;
    const char *name, *value;
    soup_message_headers_iter_init(&iter, fields);
    while (soup_message_headers_iter_next(&iter, &name, &value))
        g_string_append_printf(out, "%s: %s\r\n", name, value);
    return out;
}

/* A socket closed with unread bytes resets its peer (ECONNRESET after the answer). What is here
 * already is thrown away, so that only a peer that is still writing sees it. */
static void drain(GSocket *socket) {
    g_autofree char *scratch = g_malloc(DRAIN_BYTES);
    (void)g_socket_receive_with_blocking(socket, scratch, DRAIN_BYTES, FALSE, NULL, NULL);
}

static void send_by_hand(ApiRequest *request) {
    SoupMessageBody *body = soup_server_message_get_response_body(request->msg);
    g_autoptr(GBytes) bytes = soup_message_body_flatten(body);
    size_t length = g_bytes_get_size(bytes);
    g_autoptr(GString) out = write_head(request->msg);
    g_string_append_printf(out, "Content-Length: %zu\r\n\r\n", length);
    if (request->method != SOUP_METHOD_HEAD) /* RFC 9110 §9.3.2 */
        g_string_append_len(out, g_bytes_get_data(bytes, NULL), (gssize)length);
    gssize n_sent =
        g_socket_send_with_blocking(request->socket, out->str, out->len, FALSE, NULL, NULL);
    request->is_written = n_sent == (gssize)out->len;
    drain(request->socket);
    api_message_drop(request);
}

void api_message_send(ApiRequest *request, unsigned status) {
    soup_server_message_set_status(request->msg, status, NULL);
    if (!request->has_body) {
        send_by_hand(request);
        return;
    }
    if (request->pauses & API_PAUSE_ANSWER)
        api_hangup_unwatch(request->context->hangup, g_socket_get_fd(request->socket));
    api_message_resume(request, request->pauses);
}

/* Stealing the connection is libsoup's only immediate end of a message; it emits "disconnected". */
void api_message_drop(ApiRequest *request) {
    if (!request->msg)
        return;
    if (request->pauses & API_PAUSE_ANSWER)
        api_hangup_unwatch(request->context->hangup, g_socket_get_fd(request->socket));
    request->pauses = 0;
    g_autoptr(SoupServerMessage) msg = g_object_ref(request->msg);
    GIOStream *stream = soup_server_message_steal_connection(msg);
    if (stream) {
        (void)g_io_stream_close(stream, NULL, NULL); /* the peer may be gone: nothing to report */
        g_object_unref(stream);
    }
}
