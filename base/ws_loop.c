#include "base/ws_loop.h"

#include <ev.h>
#include <libwebsockets.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"

#define STOP_GRACE_S 2.0  /* for clients to answer the 1001 */
#define READ_BYTES   1024 /* per connection, held for its life; longer frames come in pieces */
#define FRAMES_BYTES (WS_QUEUE_MAX_BYTES + 16) /* longest frame written at once */
/* libwebsockets takes more than ten million descriptors for an error and then allows 2,560. */
#define DESCRIPTORS_MAX 1048576

struct WsLoop {
    WsHub hub;
    const char *subprotocol; /* borrowed */
    struct lws_protocols protocols[3];
    struct ev_loop *ev;
    ev_io mail;
    ev_prepare prepare;
    ev_timer timer; /* of the wheel */
    ev_timer stop_timer;
    Worker *worker;         /* while it runs */
    WsConnection *adopting; /* inside lws_adopt_…, until its socket is known */
};

static void on_library_log(int level, const char *line) {
    g_autofree char *text = g_strchomp(g_strdup(line));
    log_event(LOG_DEBUG, "base", "libwebsockets", LOG_FIELDS({"text", .text = text}));
}

/* ---- the protocol ---- */

static bool offers_subprotocol(struct lws *wsi, const char *subprotocol) {
    char list[128]; /* libwebsockets' own limit for it */
    if (lws_hdr_copy(wsi, list, sizeof list, WSI_TOKEN_PROTOCOL) <= 0)
        return false;
    g_auto(GStrv) names = g_strsplit(list, ",", -1);
    for (char **name = names; *name; name++)
        if (g_str_equal(g_strstrip(*name), subprotocol))
            return true;
    return false;
}

/* Answers 400 and hangs up. */
static int refuse(struct lws *wsi, WsLoop *loop) {
    static const char answer[] = "HTTP/1.1 400 Bad Request\r\n"
                                 "Connection: close\r\nContent-Length: 0\r\n\r\n";
    unsigned char *data = loop->hub.scratch + LWS_PRE;
    memcpy(data, answer, sizeof answer - 1);
    int ignored = lws_write(wsi, data, sizeof answer - 1, LWS_WRITE_HTTP_HEADERS);
    (void)ignored; /* closed either way */
    return -1;
}

/* Refuses "h2c" too, which libwebsockets would follow. */
static int confirm_upgrade(struct lws *wsi, const char *upgrade, WsLoop *loop) {
    bool is_ours =
        g_ascii_strcasecmp(upgrade, "websocket") == 0 && offers_subprotocol(wsi, loop->subprotocol);
    return is_ours ? 0 : refuse(wsi, loop);
}

/* lws_adopt_socket_vhost_readbuf() takes no user data and serves the first bytes before it returns:
 * its first callback is the place to say whose socket it is. From then on LWS_CALLBACK_WSI_DESTROY
 * comes for sure. */
static int on_unknown(struct lws *wsi, enum lws_callback_reasons reason, WsLoop *loop) {
    if (reason != LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED || !loop->adopting)
        return 0;
    WsConnection *connection = g_steal_pointer(&loop->adopting);
    lws_set_opaque_user_data(wsi, connection);
    ws_connection_bind(connection, wsi);
    return 0;
}

static int on_protocol(struct lws *wsi, enum lws_callback_reasons reason, void *session, void *in,
                       size_t length) {
    WsLoop *loop = lws_context_user(lws_get_context(wsi));
    WsConnection *connection = lws_get_opaque_user_data(wsi);
    if (!connection)
        return on_unknown(wsi, reason, loop);
    switch (reason) {
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        return confirm_upgrade(wsi, in, loop);
    case LWS_CALLBACK_HTTP:
        return refuse(wsi, loop);
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION:
        return g_str_equal(lws_get_protocol(wsi)->name, loop->subprotocol) ? 0 : 1;
    case LWS_CALLBACK_ESTABLISHED:
        ws_connection_on_open(connection);
        return 0;
    case LWS_CALLBACK_RECEIVE:
        ws_connection_on_data(connection, in, length);
        return 0;
    case LWS_CALLBACK_RECEIVE_PONG:
        ws_connection_on_pong(connection);
        return 0;
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        ws_connection_on_peer_close(connection, in, length);
        return 0;
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return ws_connection_on_writable(connection);
    case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
        ws_connection_on_drop(connection);
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        ws_connection_free(connection);
        return 0;
    default:
        return 0;
    }
}

void ws_loop_adopt(WsLoop *loop, const WsArrival *arrival, WsConnection *take_connection) {
    worker_assert_current(loop->worker);
    struct lws_vhost *vhost = lws_get_vhost_by_name(loop->hub.context, "default");
    loop->adopting = take_connection;
    lws_adopt_socket_vhost_readbuf(vhost, arrival->take_fd, arrival->bytes, arrival->n_bytes);
    ws_connection_free(g_steal_pointer(&loop->adopting)); /* the socket is closed */
}

WsHub *ws_loop_hub(WsLoop *loop) {
    worker_assert_current(loop->worker);
    return &loop->hub;
}

/* ---- the loop ---- */

static void on_mail(struct ev_loop *ev, ev_io *watcher, int events) {
    WsLoop *loop = watcher->data;
    worker_dispatch(loop->worker);
    if (worker_is_stopping(loop->worker))
        ev_break(ev, EVBREAK_ALL);
}

static void on_wheel(struct ev_loop *ev, ev_timer *watcher, int events) {
    /* on_prepare() advances the wheel before each wait. */
}

static void on_prepare(struct ev_loop *ev, ev_prepare *watcher, int events) {
    WsLoop *loop = watcher->data;
    TimerWheel *wheel = &loop->hub.wheel;
    int64_t now_us = clock_monotonic_us();
    timer_wheel_advance(wheel, now_us, NULL);
    int64_t wait_us = timer_wheel_wait_us(wheel, now_us);
    loop->timer.repeat = wait_us < 0 ? 0. : (double)MAX(wait_us, CLOCK_US_PER_MS) / CLOCK_US_PER_S;
    ev_timer_again(ev, &loop->timer);
}

static void on_stop_timer(struct ev_loop *ev, ev_timer *watcher, int events) {
    ev_break(ev, EVBREAK_ALL);
}

static void close_all(WsLoop *loop) {
    GHashTableIter iter;
    void *connection;
    g_hash_table_iter_init(&iter, loop->hub.connections);
    while (g_hash_table_iter_next(&iter, NULL, &connection)) /* nothing is freed at once */
        ws_connection_close(connection, WS_CLOSE_GOING_AWAY, "stopping");
    ev_timer_init(&loop->stop_timer, on_stop_timer, STOP_GRACE_S, 0.);
    ev_timer_start(loop->ev, &loop->stop_timer);
    while (g_hash_table_size(loop->hub.connections) > 0 && ev_is_active(&loop->stop_timer))
        ev_run(loop->ev, EVRUN_ONCE);
    ev_timer_stop(loop->ev, &loop->stop_timer);
}

static void run(Worker *worker, void *loop_data) {
    WsLoop *loop = loop_data;
    loop->worker = worker;
    ev_io_init(&loop->mail, on_mail, worker_event_fd(worker), EV_READ);
    loop->mail.data = loop;
    ev_io_start(loop->ev, &loop->mail);
    while (!worker_is_stopping(worker))
        ev_run(loop->ev, 0);
    ev_io_stop(loop->ev, &loop->mail); /* stays readable after the stop */
    worker_dispatch(worker);
    close_all(loop);
    lws_context_destroy(g_steal_pointer(&loop->hub.context));
}

const WorkerLoop WORKER_LOOP_WS = {.run = run};

/* ---- life ---- */

static void limit_descriptors(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur > DESCRIPTORS_MAX) {
        limit.rlim_cur = DESCRIPTORS_MAX;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static bool open_context(WsLoop *loop, GError **error) {
    /* Name of the first: bound when the client names none; no client can name it (not a token). */
    loop->protocols[0] = (struct lws_protocols){.name = "/", .callback = on_protocol};
    loop->protocols[1] = (struct lws_protocols){
        .name = loop->subprotocol,
        .callback = on_protocol,
        .per_session_data_size = 1, /* without any it does not report the drop */
        .rx_buffer_size = READ_BYTES,
        .tx_packet_size = FRAMES_BYTES,
    };
    static const lws_retry_bo_t no_liveness_checks = {.secs_since_valid_hangup = 0};
    void *foreign[] = {loop->ev};
    const struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN_SERVER,
        .protocols = loop->protocols,
        .vhost_name = "default",
        /* With a loop of its own the plug-in would take SIGINT. */
        .options = LWS_SERVER_OPTION_LIBEV | LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME,
        .foreign_loops = foreign,
        .user = loop,
        .retry_and_idle_policy = &no_liveness_checks, /* its timer list is O(n) */
        /* Its own handshake timeouts come after ours, whose wheel is O(1). */
        .timeout_secs = 2 * WS_HANDSHAKE_TIMEOUT_S,
        .timeout_secs_ah_idle = 2 * WS_HANDSHAKE_TIMEOUT_S,
    };
    lws_set_log_level(LLL_ERR | LLL_WARN, on_library_log);
    limit_descriptors();
    loop->hub.context = lws_create_context(&info);
    if (loop->hub.context)
        return true;
    g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                        "cannot start libwebsockets: is its libev plug-in "
                        "(libwebsockets-evlib-ev) installed?");
    return false;
}

WsLoop *ws_loop_new(const char *subprotocol, const WsEvents *events, WsCounters *counters,
                    GError **error) {
    WsLoop *loop = g_new0(WsLoop, 1);
    loop->subprotocol = subprotocol;
    loop->hub.events = *events;
    loop->hub.counters = counters;
    loop->hub.connections = g_hash_table_new(g_int64_hash, g_int64_equal);
    loop->hub.scratch = g_malloc(LWS_PRE + WS_QUEUE_MAX_BYTES);
    timer_wheel_init(&loop->hub.wheel, clock_monotonic_us());
    loop->ev = ev_loop_new(EVFLAG_NOENV | EVBACKEND_EPOLL);
    if (!loop->ev || !open_context(loop, error)) {
        if (!loop->ev)
            g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE, "cannot make a libev loop");
        ws_loop_free(loop);
        return NULL;
    }
    ev_timer_init(&loop->timer, on_wheel, 0., 0.);
    ev_prepare_init(&loop->prepare, on_prepare);
    loop->prepare.data = loop;
    ev_prepare_start(loop->ev, &loop->prepare);
    return loop;
}

void ws_loop_free(WsLoop *loop) {
    if (!loop)
        return;
    if (loop->hub.context)
        lws_context_destroy(loop->hub.context);
    if (loop->ev)
        ev_loop_destroy(loop->ev);
    g_hash_table_unref(loop->hub.connections);
    g_free(loop->hub.scratch);
    g_free(loop);
}
