#include "signaling/signaling_service.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/ws_server.h"
#include "signaling/dispatch.h"
#include "signaling/switchboard.h"

#define SPARE_SESSIONS    1024  /* seats that wait for their client beside max_connections */
#define WS_MAILBOX_POSTS  65536 /* 3 MB */
#define RETRY_INTERVAL_MS 10
#define NEVER             (-1) /* of a GSource */

struct SignalingService {
    Worker *control; /* borrowed */
    WsServer *ws;
    bool is_stopped;

    /* control thread */
    Switchboard *switchboard;
    Answers *answers; /* closed when the service has stopped */
    GSource *timer;
    int64_t timer_at_us;         /* what it is set to */
    GHashTable *starved;         /* set of WsId that missed a message: to be closed */
    atomic_uint links, sessions; /* copies for statistics */

    /* ws thread */
    GArray *unreported; /* WsId: closes that the control mailbox refused */

    atomic_bool has_unreported; /* asks control to wake the ws thread */
    _Atomic uint64_t refused_events;
};

/* ---- ws thread: events become mail ---- */

typedef enum EventKind { EVENT_OPEN, EVENT_TEXT, EVENT_CLOSE } EventKind;

typedef struct Event {
    SignalingService *service;
    EventKind kind;
    WsId id;
    int64_t received_at_us; /* EVENT_TEXT */
    SeatIdentity *identity; /* EVENT_OPEN; owned */
    size_t length;          /* EVENT_TEXT */
    char text[];
} Event;

static void run_event(void *data);

static void free_event(void *data) {
    Event *event = data;
    g_free(event->identity);
    g_free(event);
}

static Event *new_event(SignalingService *service, EventKind kind, WsId id, size_t length) {
    Event *event = g_malloc0(sizeof *event + length);
    event->service = service;
    event->kind = kind;
    event->id = id;
    event->length = length;
    return event;
}

static bool post_event(Event *event) {
    SignalingService *service = event->service;
    if (worker_post(service->control, run_event, event, free_event, NULL))
        return true;
    atomic_fetch_add_explicit(&service->refused_events, 1, memory_order_relaxed);
    free_event(event);
    return false;
}

/* A close must not be lost, or its link stays for ever. The flag is up before the mailbox is tried:
 * whatever fills the mailbox then runs later and sees it, and control wakes us. */
static void report_closes(SignalingService *service) {
    worker_assert_current(ws_server_worker(service->ws));
    GArray *ids = service->unreported;
    if (ids->len == 0)
        return;
    atomic_store(&service->has_unreported, true);
    guint n_told = 0;
    while (n_told < ids->len &&
           post_event(new_event(service, EVENT_CLOSE, g_array_index(ids, WsId, n_told), 0)))
        n_told++;
    g_array_remove_range(ids, 0, n_told);
    if (ids->len == 0)
        atomic_store(&service->has_unreported, false);
}

static void run_report_closes(void *data) {
    report_closes(data);
}

static void on_open(WsId id, void *take_identity, const char *peer, void *user) {
    SignalingService *service = user;
    Event *event = new_event(service, EVENT_OPEN, id, 0);
    event->identity = take_identity;
    if (!post_event(event))
        ws_server_close(service->ws, id, WS_CLOSE_TRY_AGAIN, "overloaded", NULL);
}

static void on_text(WsId id, const char *text, size_t length, int64_t received_at_us, void *user) {
    SignalingService *service = user;
    Event *event = new_event(service, EVENT_TEXT, id, length);
    memcpy(event->text, text, length);
    event->received_at_us = received_at_us;
    if (!post_event(event))
        ws_server_close(service->ws, id, WS_CLOSE_TRY_AGAIN, "overloaded", NULL);
}

static void on_close(WsId id, unsigned code, void *user) {
    SignalingService *service = user;
    g_array_append_val(service->unreported, id);
    report_closes(service);
}

/* ---- control thread: messages go out ---- */

/* A client that missed a message no longer knows the truth: it must come again. */
static void starve(SignalingService *service, const WsId *ids, unsigned n_ids) {
    for (unsigned i = 0; i < n_ids; i++)
        g_hash_table_add(service->starved, g_memdup2(&ids[i], sizeof ids[i]));
}

static void send_text(const WsId *ids, unsigned n_ids, WsText *text, void *user) {
    SignalingService *service = user;
    if (!ws_server_send_many(service->ws, ids, n_ids, text, NULL))
        starve(service, ids, n_ids);
}

static void close_socket(WsId id, unsigned code, const char *reason, void *user) {
    SignalingService *service = user;
    if (!ws_server_close(service->ws, id, code, reason, NULL))
        starve(service, &id, 1);
}

static void close_starved(SignalingService *service) {
    GHashTableIter iter;
    void *id;
    g_hash_table_iter_init(&iter, service->starved);
    while (g_hash_table_iter_next(&iter, &id, NULL)) {
        if (!ws_server_close(service->ws, *(WsId *)id, WS_CLOSE_TRY_AGAIN, "overloaded", NULL))
            return;
        g_hash_table_iter_remove(&iter);
    }
}

/* ---- control thread: time ---- */

static void update_stats(SignalingService *service) {
    SwitchboardStats stats;
    switchboard_get_stats(service->switchboard, &stats);
    atomic_store_explicit(&service->links, stats.links, memory_order_relaxed);
    atomic_store_explicit(&service->sessions, stats.sessions, memory_order_relaxed);
}

static void set_timer(SignalingService *service, int64_t at_us) {
    if (at_us == service->timer_at_us)
        return;
    service->timer_at_us = at_us;
    /* GLib has the same clock, unless a test has replaced ours. */
    int64_t wait_us = MAX(at_us - clock_monotonic_us(), 0);
    g_source_set_ready_time(service->timer, at_us < 0 ? NEVER : g_get_monotonic_time() + wait_us);
}

/* After everything that happens on the control thread. */
static void refresh(SignalingService *service) {
    worker_assert_current(service->control);
    int64_t at_us = switchboard_advance(service->switchboard);
    if (g_hash_table_size(service->starved) > 0) {
        close_starved(service);
        at_us = clock_monotonic_us() + RETRY_INTERVAL_MS * CLOCK_US_PER_MS;
    }
    if (atomic_exchange(&service->has_unreported, false) &&
        !worker_post(ws_server_worker(service->ws), run_report_closes, service, NULL, NULL))
        atomic_store(&service->has_unreported, true);
    set_timer(service, at_us);
    update_stats(service);
}

static gboolean on_timer(GSource *source, GSourceFunc callback, void *data) {
    SignalingService *service = *(SignalingService **)(source + 1);
    service->timer_at_us = NEVER;
    g_source_set_ready_time(source, NEVER);
    refresh(service);
    return G_SOURCE_CONTINUE;
}

static GSourceFuncs TIMER_FUNCS = {.dispatch = on_timer};

static void run_event(void *data) {
    Event *event = data;
    SignalingService *service = event->service;
    Switchboard *switchboard = service->switchboard;
    switch (event->kind) {
    case EVENT_OPEN:
        switchboard_on_open(switchboard, event->id, event->identity);
        break;
    case EVENT_TEXT:
        switchboard_on_text(switchboard, event->id, event->text, event->length,
                            event->received_at_us);
        break;
    case EVENT_CLOSE:
        switchboard_on_close(switchboard, event->id);
        break;
    }
    refresh(service);
}

static void answer_beat(const SeatTicket *ticket, const SeatBeatsAnswer *answer, void *user) {
    SignalingService *service = user;
    switchboard_answer_beat(service->switchboard, ticket, answer);
    refresh(service);
}

static void run_answer(AnswersCallFn call, const void *data, void *user) {
    SignalingService *service = user;
    call(service->switchboard, data);
    refresh(service);
}

/* ---- life ---- */

static GSource *new_timer(SignalingService *service) {
    GSource *timer = g_source_new(&TIMER_FUNCS, sizeof(GSource) + sizeof(void *));
    *(SignalingService **)(timer + 1) = service;
    g_source_set_ready_time(timer, NEVER);
    g_source_attach(timer, worker_main_context(service->control));
    return timer;
}

SignalingService *signaling_service_start(const SignalingOptions *options, GError **error) {
    g_autoptr(SignalingService) service = g_new0(SignalingService, 1);
    unsigned max_sessions = options->max_connections + SPARE_SESSIONS;
    unsigned own_limit = options->max_sessions_per_account;
    service->control = options->control;
    service->unreported = g_array_new(FALSE, FALSE, sizeof(WsId));
    service->starved = g_hash_table_new_full(g_int64_hash, g_int64_equal, g_free, NULL);
    service->switchboard = switchboard_new(&(SwitchboardOptions){
        .outlet = {send_text, close_socket, service},
        .max_sessions = max_sessions,
        .max_sessions_per_account = own_limit ? own_limit : max_sessions,
        .beats = options->beats,
        .directory = options->directory,
        .media = options->media,
    });
    service->answers =
        answers_new(options->control, &(AnswersEvents){answer_beat, run_answer, service});
    service->timer = new_timer(service);
    service->timer_at_us = NEVER;
    service->ws = ws_server_start(
        &(WsServerOptions){
            .subprotocol = MESSAGE_SUBPROTOCOL,
            .events = {on_open, on_text, on_close, service},
            .max_connections = options->max_connections,
            .mailbox_posts = WS_MAILBOX_POSTS,
        },
        error);
    return service->ws ? g_steal_pointer(&service) : NULL;
}

static void run_say_stopping(SignalingService *service) {
    switchboard_say_stopping(service->switchboard);
}

static void run_stop_rest(SignalingService *service) {
    answers_close(service->answers);
    g_source_destroy(service->timer);
}

typedef struct Call {
    SignalingService *service;
    void (*run)(SignalingService *service);
    int done_fd;
} Call;

static void run_call(void *data) {
    Call *call = data;
    call->run(call->service);
    uint64_t one = 1;
    ssize_t ignored = write(call->done_fd, &one, sizeof one);
    (void)ignored; /* an eventfd at 0 takes it */
}

/* Waits until `run` has run on the control thread, behind all that was posted before. Only to stop:
 * there a thread has nothing better to do than to wait. */
static void call_control(SignalingService *service, void (*run)(SignalingService *)) {
    if (worker_current() == service->control) {
        run(service);
        return;
    }
    int done_fd = eventfd(0, EFD_CLOEXEC);
    Call call = {service, run, done_fd};
    g_autoptr(GError) error = NULL;
    while (!worker_post(service->control, run_call, &call, NULL, &error) &&
           error_code(error) == ERROR_OVERLOADED) {
        g_clear_error(&error);
        g_usleep(RETRY_INTERVAL_MS * 1000);
    }
    uint64_t count;
    ssize_t ignored = error ? 0 : read(done_fd, &count, sizeof count);
    (void)ignored;
    close(done_fd);
}

void signaling_service_stop(SignalingService *service) {
    if (!service || service->is_stopped)
        return;
    service->is_stopped = true;
    call_control(service, run_say_stopping);
    ws_server_stop(service->ws);
    call_control(service, run_stop_rest); /* behind the last close */
}

void signaling_service_free(SignalingService *service) {
    if (!service)
        return;
    if (service->ws)
        signaling_service_stop(service);
    ws_server_free(service->ws);
    g_source_destroy(service->timer);
    g_source_unref(service->timer);
    answers_unref(service->answers);
    switchboard_free(service->switchboard);
    g_hash_table_unref(service->starved);
    g_array_unref(service->unreported);
    g_free(service);
}

/* ---- any thread ---- */

Answers *signaling_service_answers(SignalingService *service) {
    return answers_ref(service->answers);
}

bool signaling_service_adopt(SignalingService *service, const WsArrival *arrival,
                             const SeatIdentity *identity, GError **error) {
    WsArrival known = *arrival;
    known.take_identity = g_memdup2(identity, sizeof *identity);
    known.free_identity = g_free;
    if (ws_server_adopt(service->ws, &known, error))
        return true;
    g_free(known.take_identity);
    return false;
}

typedef struct Order {
    SignalingService *service;
    char *account_id, *session_id; /* drop */
    char *url;                     /* move */
    GStrv account_ids;             /* notify, with kind and subject */
    int kind;
    char *subject;
} Order;

static void free_order(void *data) {
    Order *order = data;
    g_free(order->account_id);
    g_free(order->session_id);
    g_free(order->url);
    g_strfreev(order->account_ids);
    g_free(order->subject);
    g_free(order);
}

static void run_drop(void *data) {
    Order *order = data;
    switchboard_drop(order->service->switchboard, order->account_id, order->session_id);
    refresh(order->service);
}

static void run_move(void *data) {
    Order *order = data;
    switchboard_move(order->service->switchboard, order->url);
    refresh(order->service);
}

static void run_notify(void *data) {
    Order *order = data;
    SwitchboardNotice notice = {.account_ids = (const char *const *)order->account_ids,
                                .kind = order->kind,
                                .subject = order->subject};
    switchboard_notify(order->service->switchboard, &notice);
    refresh(order->service);
}

static bool post_order(WorkerFn run, Order values, GError **error) {
    Order *order = g_memdup2(&values, sizeof values);
    if (worker_post(values.service->control, run, order, free_order, error))
        return true;
    free_order(order);
    return false;
}

bool signaling_service_drop_session(SignalingService *service, const char *account_id,
                                    const char *session_id, GError **error) {
    Order order = {
        .service = service, .account_id = g_strdup(account_id), .session_id = g_strdup(session_id)};
    return post_order(run_drop, order, error);
}

bool signaling_service_drop_account(SignalingService *service, const char *account_id,
                                    GError **error) {
    return signaling_service_drop_session(service, account_id, NULL, error);
}

bool signaling_service_move(SignalingService *service, const char *url, GError **error) {
    return post_order(run_move, (Order){.service = service, .url = g_strdup(url)}, error);
}

static bool check_notice(const char *const *account_ids, const char *kind, GError **error) {
    unsigned n_accounts = g_strv_length((char **)account_ids);
    if (message_notice_kind(kind) < 0) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot send notice '%s': no such kind",
                    kind);
        return false;
    }
    if (n_accounts > SIGNALING_NOTICE_MAX_ACCOUNTS) {
        g_set_error(error, BASE_ERROR, ERROR_TOO_LARGE,
                    "cannot send notice '%s' to %u accounts: at most %u at once", kind, n_accounts,
                    SIGNALING_NOTICE_MAX_ACCOUNTS);
        return false;
    }
    return true;
}

bool signaling_service_notify(SignalingService *service, const char *const *account_ids,
                              const char *kind, const char *subject, GError **error) {
    if (!check_notice(account_ids, kind, error))
        return false;
    Order order = {.service = service,
                   .account_ids = g_strdupv((char **)account_ids),
                   .kind = message_notice_kind(kind),
                   .subject = g_strdup(subject)};
    return post_order(run_notify, order, error);
}

/* ---- jobs ---- */

typedef struct JobOrder {
    SignalingService *service;
    SwitchboardJob job; /* texts owned */
} JobOrder;

static void free_job_order(void *data) {
    JobOrder *order = data;
    g_free((char *)order->job.id);
    g_free((char *)order->job.lesson_id);
    g_free((char *)order->job.step);
    g_free(order);
}

static void run_tell_job(void *data) {
    const JobOrder *order = data;
    switchboard_tell_job(order->service->switchboard, &order->job);
    refresh(order->service);
}

bool signaling_service_tell_job(SignalingService *service, const SignalingJob *job,
                                GError **error) {
    int state = message_job_state(job->state);
    if (state < 0) {
        g_set_error(error, BASE_ERROR, ERROR_INVALID, "cannot tell of a job that is '%s'",
                    job->state);
        return false;
    }
    JobOrder *order = g_new(JobOrder, 1);
    *order = (JobOrder){service,
                        {g_strdup(job->id), g_strdup(job->lesson_id), g_strdup(job->step), state,
                         job->permille, job->left_s}};
    if (worker_post(service->control, run_tell_job, order, free_job_order, error))
        return true;
    free_job_order(order);
    return false;
}

void signaling_service_get_stats(SignalingService *service, SignalingStats *ret_stats) {
    ws_server_get_stats(service->ws, &ret_stats->ws);
    worker_get_stats(ws_server_worker(service->ws), &ret_stats->ws_mailbox);
    ret_stats->links = atomic_load_explicit(&service->links, memory_order_relaxed);
    ret_stats->sessions = atomic_load_explicit(&service->sessions, memory_order_relaxed);
    ret_stats->refused_events =
        atomic_load_explicit(&service->refused_events, memory_order_relaxed);
}

void signaling_append_tables(GString *out) {
    dispatch_append_tables(out);
}
