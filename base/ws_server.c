#include "base/ws_server.h"

#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/ws_connection.h"
#include "base/ws_loop.h"

struct WsServer {
    char *subprotocol;
    unsigned max_connections;
    WsCounters counters;
    WsLoop *loop;
    Worker *worker;
};

WsServer *ws_server_start(const WsServerOptions *options, GError **error) {
    g_autoptr(WsServer) server = g_new0(WsServer, 1);
    server->subprotocol = g_strdup(options->subprotocol);
    server->max_connections = options->max_connections;
    server->loop = ws_loop_new(server->subprotocol, &options->events, &server->counters, error);
    if (!server->loop)
        return NULL;
    server->worker = worker_start(
        &(WorkerOptions){
            .name = "ws",
            .mailbox_posts = options->mailbox_posts,
            .loop = &WORKER_LOOP_WS,
            .loop_data = server->loop,
        },
        error);
    return server->worker ? g_steal_pointer(&server) : NULL;
}

void ws_server_stop(WsServer *server) {
    if (server)
        worker_stop(server->worker);
}

void ws_server_free(WsServer *server) {
    if (!server)
        return;
    worker_free(server->worker); /* its mail may still hold sockets: before the loop */
    ws_loop_free(server->loop);
    g_free(server->subprotocol);
    g_free(server);
}

Worker *ws_server_worker(WsServer *server) {
    return server->worker;
}

/* ---- adopt ---- */

typedef struct AdoptMail {
    WsServer *server;
    WsArrival arrival; /* owns what it points to, but for the bytes, which follow */
    char bytes[];
} AdoptMail;

static AdoptMail *adopt_mail_new(WsServer *server, const WsArrival *arrival) {
    AdoptMail *mail = g_malloc(sizeof *mail + arrival->n_bytes);
    *mail = (AdoptMail){server, *arrival};
    mail->arrival.peer = g_strdup(arrival->peer);
    mail->arrival.bytes = mail->bytes;
    if (arrival->n_bytes > 0)
        memcpy(mail->bytes, arrival->bytes, arrival->n_bytes);
    return mail;
}

static void free_adopt_mail_only(AdoptMail *mail) {
    g_free((char *)mail->arrival.peer);
    g_free(mail);
}

static void free_adopt_mail(void *data) {
    AdoptMail *mail = data;
    WsArrival *arrival = &mail->arrival;
    if (arrival->take_fd >= 0) { /* never ran */
        close(arrival->take_fd);
        if (arrival->take_identity && arrival->free_identity)
            arrival->free_identity(arrival->take_identity);
        if (arrival->leave_place)
            arrival->leave_place(arrival->take_place);
        atomic_fetch_sub_explicit(&mail->server->counters.taken, 1, memory_order_relaxed);
    }
    free_adopt_mail_only(mail);
}

static void run_adopt(void *data) {
    AdoptMail *mail = data;
    WsLoop *loop = mail->server->loop;
    WsConnection *connection = ws_connection_new(ws_loop_hub(loop), &mail->arrival);
    ws_loop_adopt(loop, &mail->arrival, connection);
    mail->arrival.take_fd = -1;
}

bool ws_server_adopt(WsServer *server, const WsArrival *arrival, GError **error) {
    atomic_uint *taken = &server->counters.taken;
    if (atomic_fetch_add_explicit(taken, 1, memory_order_relaxed) >= server->max_connections) {
        atomic_fetch_sub_explicit(taken, 1, memory_order_relaxed);
        g_set_error(error, BASE_ERROR, ERROR_OVERLOADED,
                    "cannot take a WebSocket: %u are open, that is the limit",
                    server->max_connections);
        return false;
    }
    AdoptMail *mail = adopt_mail_new(server, arrival);
    if (worker_post(server->worker, run_adopt, mail, free_adopt_mail, error))
        return true;
    atomic_fetch_sub_explicit(taken, 1, memory_order_relaxed);
    free_adopt_mail_only(mail);
    return false;
}

/* ---- send and close ---- */

typedef struct SendMail {
    WsServer *server;
    WsText *text;
    unsigned n_ids;
    WsId ids[];
} SendMail;

static void free_send_mail(void *data) {
    SendMail *mail = data;
    ws_text_unref(mail->text);
    g_free(mail);
}

static void run_send(void *data) {
    SendMail *mail = data;
    WsHub *hub = ws_loop_hub(mail->server->loop);
    for (unsigned i = 0; i < mail->n_ids; i++) {
        WsConnection *connection = ws_connection_find(hub, mail->ids[i]);
        if (connection)
            ws_connection_send(connection, mail->text);
    }
}

bool ws_server_send_many(WsServer *server, const WsId *ids, unsigned n_ids, WsText *text,
                         GError **error) {
    SendMail *mail = g_malloc(sizeof *mail + n_ids * sizeof *ids);
    *mail = (SendMail){.server = server, .text = ws_text_ref(text), .n_ids = n_ids};
    memcpy(mail->ids, ids, n_ids * sizeof *ids);
    if (worker_post(server->worker, run_send, mail, free_send_mail, error))
        return true;
    free_send_mail(mail);
    return false;
}

bool ws_server_send(WsServer *server, WsId id, WsText *text, GError **error) {
    return ws_server_send_many(server, &id, 1, text, error);
}

typedef struct CloseMail {
    WsServer *server;
    WsId id;
    unsigned code;
    char reason[WS_CLOSE_REASON_MAX_LEN];
} CloseMail;

static void run_close(void *data) {
    CloseMail *mail = data;
    WsConnection *connection = ws_connection_find(ws_loop_hub(mail->server->loop), mail->id);
    if (connection)
        ws_connection_close(connection, mail->code, mail->reason);
}

bool ws_server_close(WsServer *server, WsId id, unsigned code, const char *reason, GError **error) {
    CloseMail *mail = g_new0(CloseMail, 1);
    *mail = (CloseMail){.server = server, .id = id, .code = code};
    g_strlcpy(mail->reason, reason ? reason : "", sizeof mail->reason);
    if (worker_post(server->worker, run_close, mail, g_free, error))
        return true;
    g_free(mail);
    return false;
}

static uint64_t load(const _Atomic uint64_t *counter) {
    return atomic_load_explicit(counter, memory_order_relaxed);
}

void ws_server_get_stats(WsServer *server, WsStats *ret_stats) {
    const WsCounters *counters = &server->counters;
    *ret_stats = (WsStats){
        .open = atomic_load_explicit(&counters->open, memory_order_relaxed),
        .opened = load(&counters->opened),
        .messages_in = load(&counters->messages_in),
        .messages_out = load(&counters->messages_out),
        .bytes_in = load(&counters->bytes_in),
        .bytes_out = load(&counters->bytes_out),
        .closed_slow = load(&counters->closed_slow),
    };
}
