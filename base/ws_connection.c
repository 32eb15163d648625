#include "base/ws_connection.h"

#include <libwebsockets.h>
#include <string.h>

#include "base/clock.h"
#include "base/ws_queue.h"

#define WRITES_PER_TURN 32u /* then the others have their turn */

typedef enum WsState { WS_HANDSHAKE, WS_OPEN, WS_CLOSING } WsState;

struct WsConnection {
    WsHub *hub; /* borrowed */
    struct lws *wsi;
    WsId id;
    WsState state;
    bool was_open;
    bool close_is_written; /* or on its way in libwebsockets */
    void *identity;        /* owned until on_open */
    GDestroyNotify free_identity;
    void *place; /* left when the socket is gone */
    GDestroyNotify leave_place;
    char *peer;          /* owned until on_open */
    GByteArray *partial; /* owned; fragments of a message that is not complete, or NULL */
    WsQueue queue;
    Timer timer;           /* handshake, next ping, pong or close, by state */
    bool ping_is_due;      /* to be written at the next turn */
    bool pong_is_asked;    /* the timer waits for a sign of life */
    bool was_heard;        /* since the last ping */
    int64_t inbound_at_us; /* theoretical arrival time of the inbound limit */
    unsigned close_code;   /* 0: not known yet */
    char close_reason[WS_CLOSE_REASON_MAX_LEN];
};

static void on_timer(Timer *timer, void *user);

static void count(_Atomic uint64_t *counter, uint64_t n) {
    atomic_fetch_add_explicit(counter, n, memory_order_relaxed);
}

static void set_timer(WsConnection *connection, int64_t after_us) {
    timer_wheel_set(&connection->hub->wheel, &connection->timer, clock_monotonic_us() + after_us,
                    on_timer);
}

WsConnection *ws_connection_new(WsHub *hub, const WsArrival *arrival) {
    WsConnection *connection = g_new0(WsConnection, 1);
    connection->hub = hub;
    connection->id = ++hub->last_id;
    connection->identity = arrival->take_identity;
    connection->free_identity = arrival->free_identity;
    connection->place = arrival->take_place;
    connection->leave_place = arrival->leave_place;
    connection->peer = g_strdup(arrival->peer);
    g_hash_table_insert(hub->connections, &connection->id, connection);
    set_timer(connection, WS_HANDSHAKE_TIMEOUT_S * CLOCK_US_PER_S);
    return connection;
}

static void drop_partial(WsConnection *connection) {
    g_clear_pointer(&connection->partial, g_byte_array_unref);
}

void ws_connection_free(WsConnection *connection) {
    if (!connection)
        return;
    WsHub *hub = connection->hub;
    timer_wheel_cancel(&hub->wheel, &connection->timer);
    g_hash_table_remove(hub->connections, &connection->id);
    atomic_fetch_sub_explicit(&hub->counters->taken, 1, memory_order_relaxed);
    if (connection->was_open) {
        unsigned code = connection->close_code;
        atomic_fetch_sub_explicit(&hub->counters->open, 1, memory_order_relaxed);
        hub->events.on_close(connection->id, code ? code : WS_CLOSE_ABNORMAL, hub->events.user);
    }
    if (connection->identity && connection->free_identity)
        connection->free_identity(connection->identity);
    if (connection->leave_place)
        connection->leave_place(connection->place);
    ws_queue_clear(&connection->queue);
    drop_partial(connection);
    g_free(connection->peer);
    g_free(connection);
}

WsConnection *ws_connection_find(WsHub *hub, WsId id) {
    return g_hash_table_lookup(hub->connections, &id);
}

void ws_connection_bind(WsConnection *connection, struct lws *wsi) {
    connection->wsi = wsi;
}

/* Ends the connection whatever still waits to be written: a close by lws_set_timeout() skips the
 * flush. libwebsockets looks at its timeouts only after an event of its own, hence the cancel. */
static void cut_off(WsConnection *connection) {
    lws_set_timeout(connection->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
    lws_cancel_service(connection->hub->context);
}

/* ---- life ---- */

static void ask_for_pong(WsConnection *connection) {
    connection->ping_is_due = true;
    connection->pong_is_asked = true;
    connection->was_heard = false;
    set_timer(connection, WS_PONG_TIMEOUT_S * CLOCK_US_PER_S);
    lws_callback_on_writable(connection->wsi);
}

static void on_open_timer(WsConnection *connection) {
    if (!connection->pong_is_asked) {
        ask_for_pong(connection);
    } else if (connection->was_heard) {
        connection->pong_is_asked = false;
        set_timer(connection, (WS_PING_INTERVAL_S - WS_PONG_TIMEOUT_S) * CLOCK_US_PER_S);
    } else {
        ws_connection_close(connection, WS_CLOSE_IDLE, "no pong");
    }
}

static void on_timer(Timer *timer, void *user) {
    WsConnection *connection = (WsConnection *)((char *)timer - offsetof(WsConnection, timer));
    if (connection->state == WS_OPEN)
        on_open_timer(connection);
    else
        cut_off(connection);
}

void ws_connection_on_open(WsConnection *connection) {
    WsHub *hub = connection->hub;
    connection->state = WS_OPEN;
    connection->was_open = true;
    atomic_fetch_add_explicit(&hub->counters->open, 1, memory_order_relaxed);
    count(&hub->counters->opened, 1);
    /* Spread, so that clients which came together do not ping together for ever. */
    int64_t first_us = g_random_int_range(WS_PING_INTERVAL_S / 2, WS_PING_INTERVAL_S + 1);
    set_timer(connection, first_us * CLOCK_US_PER_S);
    g_autofree char *peer = g_steal_pointer(&connection->peer);
    hub->events.on_open(connection->id, g_steal_pointer(&connection->identity), peer,
                        hub->events.user);
}

void ws_connection_on_pong(WsConnection *connection) {
    connection->was_heard = true;
}

/* The reason that libwebsockets itself found, e.g. 1002 for a bad frame. */
static unsigned code_of_library(WsConnection *connection) {
    if (lws_get_close_length(connection->wsi) < 2)
        return WS_CLOSE_ABNORMAL;
    const unsigned char *payload = lws_get_close_payload(connection->wsi);
    return (unsigned)payload[0] << 8 | payload[1];
}

void ws_connection_on_drop(WsConnection *connection) {
    if (connection->state != WS_OPEN)
        return;
    if (connection->close_code == 0)
        connection->close_code = code_of_library(connection);
    connection->close_is_written = true;
    connection->state = WS_CLOSING;
    set_timer(connection, WS_CLOSE_TIMEOUT_S * CLOCK_US_PER_S);
}

void ws_connection_on_peer_close(WsConnection *connection, const uint8_t *payload, size_t length) {
    drop_partial(connection);
    ws_queue_clear(&connection->queue);
    if (connection->close_code == 0)
        connection->close_code =
            length >= 2 ? (unsigned)payload[0] << 8 | payload[1] : WS_CLOSE_NO_STATUS;
    ws_connection_on_drop(connection);
}

void ws_connection_close(WsConnection *connection, unsigned code, const char *reason) {
    if (connection->state == WS_HANDSHAKE)
        cut_off(connection);
    if (connection->state != WS_OPEN)
        return;
    connection->state = WS_CLOSING;
    connection->close_code = code;
    g_strlcpy(connection->close_reason, reason ? reason : "", sizeof connection->close_reason);
    drop_partial(connection);
    set_timer(connection, WS_CLOSE_TIMEOUT_S * CLOCK_US_PER_S);
    lws_callback_on_writable(connection->wsi);
}

/* ---- in ---- */

/* Generic cell rate algorithm: one number instead of a bucket and its time. */
static bool may_receive(WsConnection *connection, int64_t now_us) {
    int64_t interval_us = CLOCK_US_PER_S / WS_INBOUND_PER_S;
    int64_t at_us = MAX(connection->inbound_at_us, now_us) + interval_us;
    if (at_us - now_us > interval_us * WS_INBOUND_BURST)
        return false;
    connection->inbound_at_us = at_us;
    return true;
}

static void deliver(WsConnection *connection, const char *text, size_t length) {
    WsHub *hub = connection->hub;
    int64_t now_us = clock_monotonic_us();
    count(&hub->counters->messages_in, 1);
    count(&hub->counters->bytes_in, length);
    if (!may_receive(connection, now_us))
        ws_connection_close(connection, WS_CLOSE_POLICY, "too many messages");
    else if (length > 0 && !g_utf8_validate_len(text, length, NULL))
        ws_connection_close(connection, WS_CLOSE_BAD_DATA, "not UTF-8");
    else
        hub->events.on_text(connection->id, text, length, now_us, hub->events.user);
}

void ws_connection_on_data(WsConnection *connection, const char *bytes, size_t length) {
    connection->was_heard = true;
    if (connection->state != WS_OPEN)
        return;
    if (lws_frame_is_binary(connection->wsi)) {
        ws_connection_close(connection, WS_CLOSE_UNSUPPORTED, "text only");
        return;
    }
    size_t before = connection->partial ? connection->partial->len : 0;
    if (length > WS_MESSAGE_MAX_BYTES - before) {
        ws_connection_close(connection, WS_CLOSE_TOO_BIG, "message too big");
        return;
    }
    bool is_whole = lws_is_final_fragment(connection->wsi);
    if (is_whole && before == 0) {
        deliver(connection, bytes, length);
        return;
    }
    if (!connection->partial)
        connection->partial = g_byte_array_new();
    g_byte_array_append(connection->partial, (const guint8 *)bytes, (guint)length);
    if (is_whole) {
        g_autoptr(GByteArray) message = g_steal_pointer(&connection->partial);
        deliver(connection, (const char *)message->data, message->len);
    }
}

/* ---- out ---- */

static bool write_text(WsConnection *connection, const WsText *text) {
    size_t length;
    const char *bytes = ws_text_bytes(text, &length);
    unsigned char *data = connection->hub->scratch + LWS_PRE;
    memcpy(data, bytes, length);
    if (lws_write(connection->wsi, data, length, LWS_WRITE_TEXT) < 0)
        return false;
    count(&connection->hub->counters->messages_out, 1);
    count(&connection->hub->counters->bytes_out, length);
    return true;
}

static bool write_first(WsConnection *connection) {
    bool is_written = write_text(connection, ws_queue_peek(&connection->queue));
    ws_queue_pop(&connection->queue);
    return is_written;
}

/* lws_write() keeps what the socket does not take; then it must not be called again before the next
 * turn, lws_partial_buffered() says so. */
static bool write_queue(WsConnection *connection, unsigned n_max) {
    for (unsigned i = 0; i < n_max; i++) {
        if (connection->queue.count == 0 || lws_partial_buffered(connection->wsi))
            return true;
        if (!write_first(connection))
            return false;
    }
    return true;
}

/* A burst within one turn of the loop says nothing about the client: full is what stays full after
 * the socket has had its chance. */
static bool push(WsConnection *connection, WsText *text) {
    if (ws_queue_push(&connection->queue, text))
        return true;
    return write_queue(connection, WS_QUEUE_MAX_MESSAGES) &&
           ws_queue_push(&connection->queue, text);
}

/* The socket takes nothing any more; libwebsockets itself would find out when it reads. */
static void break_off(WsConnection *connection) {
    connection->state = WS_CLOSING;
    connection->close_is_written = true;
    drop_partial(connection);
    cut_off(connection);
}

/* To a client that keeps up it goes at once: to be told of room for it takes longer than to send
 * it, and three system calls more. */
void ws_connection_send(WsConnection *connection, WsText *text) {
    if (connection->state != WS_OPEN)
        return;
    if (connection->queue.count == 0 && !lws_partial_buffered(connection->wsi)) {
        if (!write_text(connection, text))
            break_off(connection);
        return;
    }
    if (push(connection, text)) {
        if (connection->queue.count == 1)
            lws_callback_on_writable(connection->wsi);
        return;
    }
    ws_queue_clear(&connection->queue);
    count(&connection->hub->counters->closed_slow, 1);
    ws_connection_close(connection, WS_CLOSE_TRY_AGAIN, "too slow");
}

/* A payload is needed: libwebsockets does not report empty pongs. */
static bool write_ping(WsConnection *connection) {
    connection->ping_is_due = false;
    unsigned char *data = connection->hub->scratch + LWS_PRE;
    data[0] = 'p';
    return lws_write(connection->wsi, data, 1, LWS_WRITE_PING) >= 0;
}

/* libwebsockets writes the close frame and waits for the answer; a second -1 would cut it short. */
static int finish(WsConnection *connection) {
    if (connection->close_is_written)
        return 0;
    connection->close_is_written = true;
    lws_close_reason(connection->wsi, (enum lws_close_status)connection->close_code,
                     (unsigned char *)connection->close_reason, strlen(connection->close_reason));
    return -1;
}

int ws_connection_on_writable(WsConnection *connection) {
    if (connection->state == WS_OPEN && connection->ping_is_due && !write_ping(connection))
        return -1;
    if (!write_queue(connection, WRITES_PER_TURN))
        return -1;
    if (connection->queue.count > 0 || lws_partial_buffered(connection->wsi))
        lws_callback_on_writable(connection->wsi);
    else if (connection->state == WS_CLOSING)
        return finish(connection);
    return 0;
}
