#include "base/api_server.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/api_flow.h"
#include "base/error.h"

#define STOP_GRACE_MS 2000 /* for answers that are on their way when the server stops */
#define STOP_TICK_MS  10

struct ApiServer {
    ApiContext context;
    char *proof_field; /* owned */
    SoupServer *soup;  /* owned by the api thread */
    int done_fd;       /* eventfd: the api thread has set up, or let go of everything */
    bool is_started;
    unsigned ticks_left; /* api thread, while stopping */
};

typedef struct Adoption {
    ApiServer *server;
    int fd; /* owned until adopted */
    char *peer;
} Adoption;

static void signal_done(ApiServer *server) {
    uint64_t one = 1;
    ssize_t ignored = write(server->done_fd, &one, sizeof one);
    (void)ignored;
}

static void wait_done(ApiServer *server) {
    uint64_t count;
    while (read(server->done_fd, &count, sizeof count) < 0 && errno == EINTR)
        continue;
}

/* ---- on the api thread ---- */

static void never_called(SoupServer *soup, SoupServerMessage *msg, const char *path,
                         GHashTable *query, void *data) {
    /* base/api_flow.c works on the message's signals; a handler only keeps libsoup from setting a
     * 404 of its own. */
}

static void drop_own_reference(void *data) {
    api_request_unref(data);
}

static void set_up(void *data) {
    ApiServer *server = data;
    ApiContext *context = &server->context;
    context->open = g_hash_table_new_full(NULL, NULL, NULL, drop_own_reference);
    server->soup = soup_server_new("raw-paths", TRUE, NULL);
    soup_server_add_handler(server->soup, NULL, never_called, NULL, NULL);
    g_signal_connect(server->soup, "request-started", G_CALLBACK(api_flow_on_started), context);
    context->hangup =
        api_hangup_new(worker_main_context(context->worker), api_flow_on_hangup, context, NULL);
    signal_done(server);
}

static void tear_down(ApiServer *server) {
    ApiContext *context = &server->context;
    g_autoptr(GList) ids = g_hash_table_get_keys(context->open);
    for (GList *at = ids; at; at = at->next) {
        ApiRequest *request = g_hash_table_lookup(context->open, at->data);
        if (request)
            api_message_drop(request);
    }
    g_clear_object(&server->soup);
    g_clear_pointer(&context->hangup, api_hangup_free);
    g_clear_pointer(&context->open, g_hash_table_unref);
    signal_done(server);
}

static gboolean on_stop_tick(void *data) {
    ApiServer *server = data;
    if (g_hash_table_size(server->context.open) > 0 && server->ticks_left-- > 0)
        return G_SOURCE_CONTINUE;
    tear_down(server);
    return G_SOURCE_REMOVE;
}

static void begin_stop(void *data) {
    ApiServer *server = data;
    api_flow_stop_all(&server->context);
    server->ticks_left = STOP_GRACE_MS / STOP_TICK_MS;
    GSource *source = g_timeout_source_new(STOP_TICK_MS);
    g_source_set_callback(source, on_stop_tick, server, NULL);
    g_source_attach(source, worker_main_context(server->context.worker));
    g_source_unref(source);
}

static void adopt(void *data) {
    Adoption *adoption = data;
    ApiContext *context = &adoption->server->context;
    if (atomic_load(&context->is_stopping))
        return; /* closed by free_adoption() */
    g_autoptr(GError) error = NULL;
    GSocket *socket = g_socket_new_from_fd(adoption->fd, &error);
    if (!socket)
        return;
    adoption->fd = -1;
    api_flow_begin(context, adoption->server->soup, socket, g_steal_pointer(&adoption->peer));
}

/* ---- any thread ---- */

static void free_adoption(void *data) {
    Adoption *adoption = data;
    if (adoption->fd >= 0) {
        close(adoption->fd);
        atomic_fetch_sub_explicit(&adoption->server->context.n_open, 1, memory_order_relaxed);
    }
    g_free(adoption->peer);
    g_free(adoption);
}

bool api_server_adopt(ApiServer *server, int take_fd, const char *peer, GError **error) {
    ApiContext *context = &server->context;
    if (atomic_load(&context->is_stopping)) {
        g_set_error_literal(error, BASE_ERROR, ERROR_UNAVAILABLE,
                            "cannot take a request: the server is stopping");
        return false;
    }
    if (atomic_fetch_add(&context->n_open, 1) >= context->max_requests) {
        atomic_fetch_sub(&context->n_open, 1);
        atomic_fetch_add_explicit(&context->n_refused, 1, memory_order_relaxed);
        g_set_error(error, BASE_ERROR, ERROR_OVERLOADED, "cannot take a request: %u are open",
                    context->max_requests);
        return false;
    }
    Adoption *adoption = g_new(Adoption, 1);
    *adoption = (Adoption){.server = server, .fd = take_fd, .peer = g_strdup(peer)};
    if (worker_post(context->worker, adopt, adoption, free_adoption, error))
        return true;
    adoption->fd = -1; /* the caller's */
    atomic_fetch_sub(&context->n_open, 1);
    free_adoption(adoption);
    return false;
}

ApiServer *api_server_start(const ApiServerOptions *options, GError **error) {
    g_autoptr(ApiServer) server = g_new0(ApiServer, 1);
    server->done_fd = eventfd(0, EFD_CLOEXEC);
    server->proof_field = g_strdup(options->proof_field);
    server->context.table = api_route_table_new(options->routes);
    server->context.authenticate = options->authenticate;
    server->context.localize = options->localize;
    server->context.user = options->user;
    server->context.proof_field = server->proof_field;
    server->context.max_requests = options->max_requests;
    if (server->done_fd < 0) {
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot make an event descriptor: %s",
                    g_strerror(errno));
        return NULL;
    }
    WorkerOptions worker = {
        .name = "api", .mailbox_posts = options->mailbox_posts, .loop = &WORKER_LOOP_GLIB};
    server->context.worker = worker_start(&worker, error);
    if (!server->context.worker)
        return NULL;
    if (!worker_post(server->context.worker, set_up, server, NULL, error))
        return NULL;
    server->is_started = true;
    wait_done(server);
    if (!server->context.hangup) {
        g_set_error_literal(error, BASE_ERROR, ERROR_INTERNAL, "cannot make an epoll set");
        return NULL;
    }
    return g_steal_pointer(&server);
}

void api_server_stop(ApiServer *server) {
    if (!server || !server->is_started)
        return;
    server->is_started = false;
    atomic_store(&server->context.is_stopping, true);
    while (!worker_post(server->context.worker, begin_stop, server, NULL, NULL))
        g_usleep(1000); /* a full mailbox: the api thread is emptying it */
    wait_done(server);
    worker_stop(server->context.worker);
}

void api_server_free(ApiServer *server) {
    if (!server)
        return;
    api_server_stop(server);
    worker_free(server->context.worker);
    api_route_table_free(server->context.table);
    if (server->done_fd >= 0)
        close(server->done_fd);
    g_free(server->proof_field);
    g_free(server);
}

Worker *api_server_worker(ApiServer *server) {
    return server->context.worker;
}

void api_server_get_stats(ApiServer *server, ApiStats *ret_stats) {
    ApiContext *context = &server->context;
    *ret_stats = (ApiStats){
        .requests = atomic_load_explicit(&context->n_requests, memory_order_relaxed),
        .refused = atomic_load_explicit(&context->n_refused, memory_order_relaxed),
        .aborted = atomic_load_explicit(&context->n_aborted, memory_order_relaxed),
        .open = atomic_load_explicit(&context->n_open, memory_order_relaxed),
    };
}
