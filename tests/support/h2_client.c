#include "tests/support/h2_client.h"

#include <poll.h>
#include <string.h>

#include <openssl/ssl.h>

#define PLENTY (1 << 30)

/* A body on its way to the server. */
typedef struct Upload {
    GString *bytes;
    size_t at;
    bool is_whole;
} Upload;

struct H2Client {
    GateClient *wire;
    nghttp2_session *session;
    GHashTable *replies, *uploads; /* by stream */
    bool has_goaway, is_ended;
    uint32_t goaway_code;
    unsigned n_ends, n_firsts;
};

static void free_reply(void *data) {
    H2Reply *reply = data;
    g_string_free(reply->fields, TRUE);
    g_string_free(reply->body, TRUE);
    g_free(reply);
}

static void free_upload(void *data) {
    Upload *upload = data;
    g_string_free(upload->bytes, TRUE);
    g_free(upload);
}

H2Reply *h2_client_reply(H2Client *client, int32_t id) {
    H2Reply *reply = g_hash_table_lookup(client->replies, GINT_TO_POINTER(id));
    if (!reply) {
        reply = g_new0(H2Reply, 1);
        reply->fields = g_string_new(NULL);
        reply->body = g_string_new(NULL);
        g_hash_table_insert(client->replies, GINT_TO_POINTER(id), reply);
    }
    return reply;
}

/* ---- what comes ---- */

static int on_header(nghttp2_session *session, const nghttp2_frame *frame, const uint8_t *name,
                     size_t name_length, const uint8_t *value, size_t value_length, uint8_t flags,
                     void *user) {
    H2Reply *reply = h2_client_reply(user, frame->hd.stream_id);
    if (name_length == 7 && memcmp(name, ":status", 7) == 0) {
        unsigned status = (unsigned)g_ascii_strtoull((const char *)value, NULL, 10);
        if (status < 200)
            reply->n_interim++;
        else
            reply->status = status;
    }
    g_string_append_printf(reply->fields, "%.*s: %.*s\n", (int)name_length, name, (int)value_length,
                           value);
    return 0;
}

static int on_data(nghttp2_session *session, uint8_t flags, int32_t id, const uint8_t *bytes,
                   size_t length, void *user) {
    H2Client *client = user;
    H2Reply *reply = h2_client_reply(client, id);
    if (reply->first_order == 0)
        reply->first_order = ++client->n_firsts;
    g_string_append_len(reply->body, (const char *)bytes, (gssize)length);
    return 0;
}

static int on_close(nghttp2_session *session, int32_t id, uint32_t code, void *user) {
    H2Client *client = user;
    H2Reply *reply = h2_client_reply(client, id);
    reply->is_closed = true;
    reply->code = code;
    reply->end_order = ++client->n_ends;
    return 0;
}

static int on_frame(nghttp2_session *session, const nghttp2_frame *frame, void *user) {
    H2Client *client = user;
    if (frame->hd.type == NGHTTP2_GOAWAY) {
        client->has_goaway = true;
        client->goaway_code = frame->goaway.error_code;
    }
    return 0;
}

static ssize_t on_read(nghttp2_session *session, int32_t id, uint8_t *buffer, size_t length,
                       uint32_t *flags, nghttp2_data_source *source, void *user) {
    Upload *upload = source->ptr;
    size_t n = MIN(length, upload->bytes->len - upload->at);
    memcpy(buffer, upload->bytes->str + upload->at, n);
    upload->at += n;
    bool is_all = upload->at == upload->bytes->len;
    if (is_all && upload->is_whole)
        *flags |= NGHTTP2_DATA_FLAG_EOF;
    return n == 0 && !upload->is_whole ? NGHTTP2_ERR_DEFERRED : (ssize_t)n;
}

/* ---- the wire ---- */

static void send_pending(H2Client *client) {
    const uint8_t *bytes;
    ssize_t n;
    while (!client->is_ended && (n = nghttp2_session_mem_send(client->session, &bytes)) > 0)
        if (!gate_client_try_send(client->wire, bytes, (size_t)n))
            break; /* what the server has said before is still read */
}

static bool is_readable(H2Client *client, int ms) {
    struct pollfd poll_fd = {.fd = client->wire->fd, .events = POLLIN};
    if (client->wire->ssl && SSL_pending(client->wire->ssl) > 0)
        return true;
    return poll(&poll_fd, 1, ms) > 0;
}

bool h2_client_turn(H2Client *client, int ms) {
    uint8_t bytes[16384];
    send_pending(client);
    if (client->is_ended)
        return false;
    if (!is_readable(client, ms))
        return true;
    ssize_t n = gate_client_read_some(client->wire, bytes, sizeof bytes);
    if (n <= 0) {
        client->is_ended = true;
        return false;
    }
    ssize_t used = nghttp2_session_mem_recv(client->session, bytes, (size_t)n);
    if (used < 0)
        g_error("the server's frames are malformed: %s", nghttp2_strerror((int)used));
    send_pending(client);
    return true;
}

/* ---- life ---- */

static nghttp2_session *new_session(H2Client *client, const H2ClientOptions *options) {
    nghttp2_session_callbacks *callbacks;
    nghttp2_option *option;
    nghttp2_session *session;
    nghttp2_session_callbacks_new(&callbacks);
    nghttp2_session_callbacks_set_on_header_callback(callbacks, on_header);
    nghttp2_session_callbacks_set_on_data_chunk_recv_callback(callbacks, on_data);
    nghttp2_session_callbacks_set_on_stream_close_callback(callbacks, on_close);
    nghttp2_session_callbacks_set_on_frame_recv_callback(callbacks, on_frame);
    nghttp2_option_new(&option);
    nghttp2_option_set_no_auto_window_update(option, options->keeps_window);
    nghttp2_option_set_no_http_messaging(option, 1); /* tests send what is malformed */
    nghttp2_session_client_new2(&session, callbacks, client, option);
    nghttp2_option_del(option);
    nghttp2_session_callbacks_del(callbacks);
    return session;
}

H2Client *h2_client_open(unsigned port, const H2ClientOptions *options) {
    static const H2ClientOptions PLAIN = {0};
    H2Client *client = g_new0(H2Client, 1);
    if (!options)
        options = &PLAIN;
    client->wire = gate_client_open(port);
    if (options->is_tls)
        g_assert_true(gate_client_start_tls(client->wire, &(GateClientTls){.alpn = "\x02h2"}));
    client->replies = g_hash_table_new_full(NULL, NULL, NULL, free_reply);
    client->uploads = g_hash_table_new_full(NULL, NULL, NULL, free_upload);
    client->session = new_session(client, options);
    uint32_t window = options->stream_window > 0 ? options->stream_window : PLENTY;
    nghttp2_settings_entry settings[] = {{NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, window},
                                         {NGHTTP2_SETTINGS_ENABLE_PUSH, 0},
                                         {NGHTTP2_SETTINGS_NO_RFC7540_PRIORITIES, 1}};
    nghttp2_submit_settings(client->session, NGHTTP2_FLAG_NONE, settings, G_N_ELEMENTS(settings));
    if (options->stream_window == 0)
        nghttp2_session_set_local_window_size(client->session, NGHTTP2_FLAG_NONE, 0, PLENTY);
    send_pending(client);
    return client;
}

void h2_client_free(H2Client *client) {
    if (!client)
        return;
    nghttp2_session_del(client->session);
    g_hash_table_destroy(client->replies);
    g_hash_table_destroy(client->uploads);
    gate_client_free(client->wire);
    g_free(client);
}

/* ---- requests ---- */

#define TEXT_NV(text_name, text_value)                                                             \
    (nghttp2_nv) {                                                                                 \
        (uint8_t *)(text_name), (uint8_t *)(text_value), strlen(text_name), strlen(text_value),    \
            NGHTTP2_NV_FLAG_NONE                                                                   \
    }

int32_t h2_client_request(H2Client *client, const H2Request *request) {
    GArray *fields = g_array_new(FALSE, FALSE, sizeof(nghttp2_nv));
    nghttp2_nv pseudo[] = {
        TEXT_NV(":method", request->method ? request->method : "GET"),
        TEXT_NV(":scheme", "http"),
        TEXT_NV(":authority", request->authority ? request->authority : "gate.test"),
        TEXT_NV(":path", request->path),
    };
    g_array_append_vals(fields, pseudo, G_N_ELEMENTS(pseudo));
    g_auto(GStrv) lines = g_strsplit(request->fields ? request->fields : "", "\n", -1);
    for (char **line = lines; *line; line++) {
        char *colon = **line ? strchr(*line + 1, ':') : NULL;
        if (!colon)
            continue;
        *colon = '\0';
        nghttp2_nv field = TEXT_NV(*line, g_strchug(colon + 1));
        g_array_append_val(fields, field);
    }
    bool has_body = request->body || request->is_open;
    Upload *upload = g_new0(Upload, 1);
    upload->bytes = g_string_new(NULL);
    upload->is_whole = !request->is_open;
    if (request->body)
        g_string_append_len(upload->bytes, request->body,
                            request->body_length > 0 ? (gssize)request->body_length : -1);
    nghttp2_data_provider provider = {.source.ptr = upload, .read_callback = on_read};
    int32_t id = nghttp2_submit_request(client->session, NULL, (nghttp2_nv *)(void *)fields->data,
                                        fields->len, has_body ? &provider : NULL, NULL);
    g_assert_cmpint(id, >, 0);
    g_hash_table_insert(client->uploads, GINT_TO_POINTER(id), upload);
    g_array_free(fields, TRUE);
    send_pending(client);
    return id;
}

int32_t h2_client_get(H2Client *client, const char *path) {
    return h2_client_request(client, &(H2Request){.path = path});
}

void h2_client_send_more(H2Client *client, int32_t id, const char *bytes, size_t length,
                         bool is_last) {
    Upload *upload = g_hash_table_lookup(client->uploads, GINT_TO_POINTER(id));
    g_string_append_len(upload->bytes, bytes, (gssize)length);
    upload->is_whole = is_last;
    nghttp2_session_resume_data(client->session, id);
    send_pending(client);
}

void h2_client_reset_stream(H2Client *client, int32_t id) {
    nghttp2_submit_rst_stream(client->session, NGHTTP2_FLAG_NONE, id, NGHTTP2_CANCEL);
    send_pending(client);
}

/* ---- waiting ---- */

#define AWAIT(client, condition)                                                                   \
    do {                                                                                           \
        int64_t until_us = g_get_monotonic_time() + GATE_CLIENT_TIMEOUT_S * G_USEC_PER_SEC;        \
        while (!(condition)) {                                                                     \
            bool is_open = h2_client_turn(client, 1000);                                           \
            if (!is_open && !(condition))                                                          \
                g_error("the server has closed before '%s'", #condition);                          \
            if (g_get_monotonic_time() > until_us)                                                 \
                g_error("'%s' has not come true", #condition);                                     \
        }                                                                                          \
    } while (0)

H2Reply *h2_client_await(H2Client *client, int32_t id) {
    H2Reply *reply = h2_client_reply(client, id);
    AWAIT(client, reply->is_closed);
    return reply;
}

H2Reply *h2_client_await_status(H2Client *client, int32_t id) {
    H2Reply *reply = h2_client_reply(client, id);
    AWAIT(client, reply->status != 0);
    return reply;
}

H2Reply *h2_client_await_body(H2Client *client, int32_t id, size_t length) {
    H2Reply *reply = h2_client_reply(client, id);
    AWAIT(client, reply->body->len >= length);
    return reply;
}

uint32_t h2_client_await_goaway(H2Client *client) {
    AWAIT(client, client->has_goaway);
    return client->goaway_code;
}

void h2_client_await_end(H2Client *client) {
    AWAIT(client, client->is_ended);
}

void h2_client_consume(H2Client *client, int32_t id, size_t length) {
    nghttp2_session_consume(client->session, id, length);
    send_pending(client);
}

char *h2_client_field(const H2Reply *reply, const char *name) {
    g_auto(GStrv) lines = g_strsplit(reply->fields->str, "\n", -1);
    size_t length = strlen(name);
    for (char **line = lines; *line; line++)
        if (strncmp(*line, name, length) == 0 && strncmp(*line + length, ": ", 2) == 0)
            return g_strdup(*line + length + 2);
    return NULL;
}

nghttp2_session *h2_client_session(H2Client *client) {
    return client->session;
}

GateClient *h2_client_wire(H2Client *client) {
    return client->wire;
}
