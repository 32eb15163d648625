#include "base/gate/gate_conn.h"

#include <limits.h>
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <unistd.h>

void gate_conn_set_deadline(GateConn *conn, int64_t in_us) {
    timer_wheel_set(&conn->worker->timers, &conn->timer, conn->worker->now_us + in_us,
                    conn->on_deadline);
}

bool gate_conn_is_taking(GateConn *conn) {
    int unsent = 0;
    if (ioctl(conn->channel.fd, SIOCOUTQ, &unsent) != 0)
        return false;
    bool is_taking = (uint32_t)unsent < conn->unsent_bytes;
    conn->unsent_bytes = (uint32_t)unsent;
    return is_taking;
}

GateConn *gate_conn_of_timer(Timer *timer) {
    return (GateConn *)(void *)((char *)timer - offsetof(GateConn, timer));
}

const GateOptions *gate_conn_options(const GateConn *conn) {
    return &conn->worker->shared->options;
}

/* A proxy's connections are those of many clients. */
static bool enter_counts(GateWorker *worker, const GateAddress *peer, bool is_proxy) {
    GateShared *shared = worker->shared;
    unsigned total = __atomic_add_fetch(&shared->connections, 1, __ATOMIC_RELAXED);
    bool is_full = total > shared->options.max_connections;
    unsigned limit = is_proxy ? UINT_MAX : shared->options.max_connections_per_address;
    if (!is_full && gate_address_counts_enter(shared->address_counts, peer, limit))
        return true;
    __atomic_sub_fetch(&shared->connections, 1, __ATOMIC_RELAXED);
    gate_count(is_full ? &worker->stats.refused_total : &worker->stats.refused_address, 1);
    return false;
}

void gate_conn_leave_place(GateShared *shared, const GateAddress *address) {
    __atomic_sub_fetch(&shared->connections, 1, __ATOMIC_RELAXED);
    gate_address_counts_leave(shared->address_counts, address);
}

static void link_conn(GateConn *conn) {
    conn->next = conn->worker->connections;
    if (conn->next)
        conn->next->prev = conn;
    conn->worker->connections = conn;
    conn->worker->n_connections++;
    gate_count_change(&conn->worker->stats.connections, 1);
    gate_count(&conn->worker->stats.accepted, 1);
}

static void unlink_conn(GateConn *conn) {
    if (conn->prev)
        conn->prev->next = conn->next;
    else
        conn->worker->connections = conn->next;
    if (conn->next)
        conn->next->prev = conn->prev;
    conn->worker->n_connections--;
    gate_count_change(&conn->worker->stats.connections, -1);
}

static void free_conn(GateWatch *watch) {
    g_free(watch);
}

GateConn *gate_conn_new(GateWorker *worker, int take_fd, const GateAddress *peer,
                        const GateConnEvents *events) {
    GateShared *shared = worker->shared;
    bool is_proxy = gate_address_in(peer, shared->proxies, shared->n_proxies);
    if (!enter_counts(worker, peer, is_proxy)) {
        close(take_fd);
        return NULL;
    }
    GateConn *conn = g_new0(GateConn, 1);
    conn->watch.on_ready = events->on_ready;
    conn->on_deadline = events->on_deadline;
    conn->worker = worker;
    conn->channel.fd = take_fd;
    conn->address = *peer;
    conn->is_proxy = is_proxy;
    link_conn(conn);
    gate_conn_set_deadline(conn, gate_conn_options(conn)->header_timeout_us);
    if (gate_worker_watch(worker, take_fd, &conn->watch))
        return conn;
    gate_conn_close(conn);
    return NULL;
}

/* Of what it holds all but the socket. */
static void clear(GateConn *conn) {
    timer_wheel_cancel(&conn->worker->timers, &conn->timer);
    if (conn->stream)
        gate_stream_free(g_steal_pointer(&conn->stream), GATE_ABORTED);
    g_clear_pointer(&conn->relay, gate_relay_free);
    if (conn->h2)
        conn->free_h2(g_steal_pointer(&conn->h2));
    gate_bytes_clear(&conn->input);
}

static void retire(GateConn *conn) {
    unlink_conn(conn);
    gate_worker_retire(conn->worker, &conn->watch, free_conn);
}

void gate_conn_close(GateConn *conn) {
    if (conn->state == CONN_CLOSED)
        return;
    conn->state = CONN_CLOSED;
    clear(conn);
    gate_worker_unwatch(conn->worker, conn->channel.fd);
    gate_channel_close(&conn->channel);
    gate_conn_leave_place(conn->worker->shared, &conn->address);
    retire(conn);
}

void gate_conn_let_go(GateConn *conn) {
    conn->state = CONN_CLOSED;
    clear(conn);
    conn->channel.fd = -1;
    retire(conn);
}

void gate_conn_linger(GateConn *conn) {
    gate_channel_finish(&conn->channel);
    conn->state = CONN_LINGER;
    conn->dropped_bytes = 0;
    gate_conn_set_deadline(conn, GATE_LINGER_US);
}

/* ---- who asks ---- */

/* What proxies that we trust say of their client. Each may have added a line of its own behind
 * those that came: the last is read first. */
static GateAddress read_proxy_fields(const GateShared *shared, const GateAddress *peer,
                                     GateHead *head) {
    GateAddress client = *peer;
    bool has_scheme = false;
    for (unsigned i = head->n_fields; i-- > 0;) {
        GateText name = http_head_slice(head, head->fields[i].name);
        GateText value = http_head_slice(head, head->fields[i].value);
        if (http_text_equals(name, "x-forwarded-for")) {
            client =
                gate_address_behind_proxies(&client, value, shared->proxies, shared->n_proxies);
        } else if (!has_scheme && http_text_equals(name, "x-forwarded-proto")) {
            head->is_secure = http_text_equals(value, "https");
            has_scheme = true;
        }
    }
    return client;
}

void gate_conn_identify(GateConn *conn, GateHead *head) {
    GateShared *shared = conn->worker->shared;
    GateAddress client = conn->address;
    head->is_secure = conn->channel.ssl != NULL;
    if (conn->is_proxy)
        client = read_proxy_fields(shared, &client, head);
    gate_address_format(&client, head->peer, sizeof head->peer);
}
