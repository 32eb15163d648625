#include "media/ingest/srt_port.h"

#include <stdio.h>
#include <string.h>

#include <srt/srt.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/gate/gate_address.h"
#include "base/listen_address.h"
#include "media/ingest/srt_caller.h"

#define MAILBOX_POSTS       1024
#define WAIT_MS             100 /* srt_epoll_wait(): the mailbox's descriptor wakes it, too */
#define TICK_US             (100 * CLOCK_US_PER_MS)
#define REPORT_US           CLOCK_US_PER_S
#define DRAIN_MAX_MS        2000
#define BACKLOG             64
#define MAX_REFUSALS_POSTED 64u /* not yet read: a flood of callers does not fill the mailbox */
#define STREAM_ID_BYTES     513 /* libsrt: at most 512 */

struct SrtPort {
    Worker *worker;
    SrtPortOptions options;
    SRTSOCKET listener;
    unsigned number;
    int epoll;
    SrtCaller *callers[SRT_MAX_CALLERS];
    unsigned n_callers;
    uint64_t last_id;
    int64_t now_us, tick_at_us;
    unsigned refusals; /* atomic: this second */
    uint8_t batch[SRT_BATCH_BYTES];
};

static bool tell(SrtPort *port, SrtMailKind kind, const SrtCaller *caller) {
    SrtMail mail = {.kind = kind, .caller = caller->id, .fd = -1};
    if (caller->gone_reason)
        g_strlcpy(mail.reason, caller->gone_reason, sizeof mail.reason);
    return srt_mail_post(&port->options.news, &mail);
}

/* ---- libsrt's thread ---- */

/* A wrong passphrase is refused by libsrt itself, after this. */
static int on_listen(void *opaque, SRTSOCKET socket, int handshake_version,
                     const struct sockaddr *peer, const char *stream_id) {
    SrtPort *port = opaque;
    SrtDecision decision;
    srt_admission_decide(port->options.admission, stream_id, &decision);
    if (decision.entry == SRT_ENTRY_OPEN) {
        int length = (int)strlen(decision.passphrase);
        int set = srt_setsockflag(socket, SRTO_PASSPHRASE, decision.passphrase, length);
        explicit_bzero(decision.passphrase, sizeof decision.passphrase);
        return set == 0 ? 0 : -1;
    }
    explicit_bzero(decision.passphrase, sizeof decision.passphrase);
    srt_setrejectreason(socket, decision.reject_code);
    if (__atomic_fetch_add(&port->refusals, 1, __ATOMIC_RELAXED) < MAX_REFUSALS_POSTED) {
        SrtMail mail = {.kind = SRT_MAIL_REFUSED, .fd = -1};
        gate_address_format_peer(peer, mail.peer, sizeof mail.peer);
        g_strlcpy(mail.meeting_id, decision.meeting_id, sizeof mail.meeting_id);
        g_strlcpy(mail.reason, decision.reason, sizeof mail.reason);
        srt_mail_post(&port->options.news, &mail);
    }
    return -1;
}

/* ---- callers ---- */

static SrtCaller *find_socket(SrtPort *port, SRTSOCKET socket) {
    for (unsigned i = 0; i < port->n_callers; i++)
        if (port->callers[i]->socket == socket)
            return port->callers[i];
    return NULL;
}

static SrtCaller *find_id(SrtPort *port, uint64_t id) {
    for (unsigned i = 0; i < port->n_callers; i++)
        if (port->callers[i]->id == id)
            return port->callers[i];
    return NULL;
}

static void listen_to(SrtPort *port, SRTSOCKET socket, int events) {
    srt_epoll_update_usock(port->epoll, socket, &events);
}

static void free_caller(SrtPort *port, SrtCaller *caller) {
    for (unsigned i = 0; i < port->n_callers; i++) {
        if (port->callers[i] == caller) {
            port->callers[i] = port->callers[--port->n_callers];
            srt_caller_free(caller);
            return;
        }
    }
}

/* Without room in the mailbox the news is brought by a later tick. */
static void end(SrtPort *port, SrtCaller *caller, const char *reason) {
    if (caller->socket != SRT_INVALID_SOCK)
        srt_epoll_remove_usock(port->epoll, caller->socket);
    srt_caller_close(caller);
    caller->gone_reason = reason;
    if (tell(port, SRT_MAIL_GONE, caller))
        free_caller(port, caller);
}

/* ---- orders ---- */

static void start_reading(SrtPort *port, SrtCaller *caller) {
    caller->reading = SRT_READING_ON;
    listen_to(port, caller->socket, SRT_EPOLL_IN | SRT_EPOLL_ERR);
}

static void receive_order(SrtMail *mail) {
    SrtPort *port = mail->owner;
    SrtCaller *caller = find_id(port, mail->caller);
    if (!caller || caller->socket == SRT_INVALID_SOCK)
        return;
    switch (mail->kind) {
    case SRT_MAIL_OPEN:
        ts_source_open(&caller->source, srt_mail_steal_fd(mail));
        caller->bytes = caller->bytes_at_report = 0;
        caller->report_at_us = port->now_us;
        start_reading(port, caller);
        break;
    case SRT_MAIL_STANDBY:
        start_reading(port, caller);
        break;
    case SRT_MAIL_SHUT:
        ts_source_close(&caller->source);
        break;
    case SRT_MAIL_CLOSE:
        end(port, caller, "The caller was closed.");
        break;
    default:
        break;
    }
}

/* ---- coming in and being read ---- */

static void describe(SRTSOCKET socket, SrtMail *mail) {
    char stream_id[STREAM_ID_BYTES] = "";
    int length = sizeof stream_id - 1, version = 0, version_length = sizeof version;
    srt_getsockflag(socket, SRTO_STREAMID, stream_id, &length);
    stream_name_from_srt(stream_id, strlen(stream_id), &mail->name);
    srt_getsockflag(socket, SRTO_PEERVERSION, &version, &version_length);
    snprintf(mail->encoder, sizeof mail->encoder, "SRT %d.%d.%d", version >> 16,
             version >> 8 & 0xff, version & 0xff);
}

static void take_caller(SrtPort *port, SRTSOCKET socket, const struct sockaddr *peer) {
    SrtMail mail = {.kind = SRT_MAIL_CAME, .caller = ++port->last_id, .fd = -1};
    int events = SRT_EPOLL_IN | SRT_EPOLL_ERR, blocking = 0;
    mail.answer_to = (SrtMailbox){worker_current(), receive_order, port};
    describe(socket, &mail);
    gate_address_format_peer(peer, mail.peer, sizeof mail.peer);
    srt_setsockflag(socket, SRTO_RCVSYN, &blocking, sizeof blocking);
    if (port->n_callers == SRT_MAX_CALLERS || !srt_mail_post(&port->options.news, &mail)) {
        srt_close(socket);
        return;
    }
    port->callers[port->n_callers++] = srt_caller_new(socket, mail.caller, port->now_us);
    srt_epoll_add_usock(port->epoll, socket, &events);
}

static void accept_callers(SrtPort *port) {
    for (;;) {
        struct sockaddr_storage from;
        int length = sizeof from;
        SRTSOCKET socket = srt_accept(port->listener, (struct sockaddr *)&from, &length);
        if (socket == SRT_INVALID_SOCK)
            return;
        take_caller(port, socket, (struct sockaddr *)&from);
    }
}

/* What is in libsrt's buffer becomes readable when its time has come, also after the caller left:
 * it is read by the ticks of one more latency. */
static void drain(SrtPort *port, SrtCaller *caller) {
    int latency_ms = 0, length = sizeof latency_ms;
    if (caller->drained_at_us == 0) {
        srt_getsockflag(caller->socket, SRTO_RCVLATENCY, &latency_ms, &length);
        srt_epoll_remove_usock(port->epoll, caller->socket);
        latency_ms = CLAMP(latency_ms, 0, DRAIN_MAX_MS);
        caller->drained_at_us = port->now_us + latency_ms * CLOCK_US_PER_MS + TICK_US;
    }
    if (port->now_us >= caller->drained_at_us)
        end(port, caller, "The encoder left.");
}

/* The first message waits in libsrt until the ingest thread has said who is active: a source's
 * beginning holds its tables and its first key frame. */
static void ask(SrtPort *port, SrtCaller *caller) {
    if (!tell(port, SRT_MAIL_HEARD, caller))
        return;
    caller->is_heard = true;
    caller->reading = SRT_READING_ASKED;
    caller->media_at_us = port->now_us;
    listen_to(port, caller->socket, SRT_EPOLL_ERR);
}

static void read_caller(SrtPort *port, SrtCaller *caller) {
    uint64_t n_bytes = 0;
    SRT_SOCKSTATUS state = srt_getsockstate(caller->socket);
    if (caller->reading == SRT_READING_ASKED && state == SRTS_CONNECTED)
        return;
    if (caller->reading == SRT_READING_NOTHING && state == SRTS_CONNECTED) {
        ask(port, caller);
        return;
    }
    SrtCallerResult result = srt_caller_read(caller, port->batch, port->now_us, &n_bytes);
    __atomic_fetch_add(port->options.total_bytes, n_bytes, __ATOMIC_RELAXED);
    if (n_bytes > 0 && !caller->is_heard)
        caller->is_heard = tell(port, SRT_MAIL_HEARD, caller);
    if (result == SRT_CALLER_BROKEN) {
        ts_source_close(&caller->source);
        tell(port, SRT_MAIL_BROKEN, caller);
    } else if (result == SRT_CALLER_FOREIGN) {
        __atomic_fetch_add(port->options.malformed, 1, __ATOMIC_RELAXED);
        end(port, caller, "What came over SRT was no MPEG transport stream.");
    } else if (result == SRT_CALLER_GONE) {
        drain(port, caller);
    }
}

/* ---- time ---- */

static void report(SrtPort *port, SrtCaller *caller) {
    SrtMail mail = {.kind = SRT_MAIL_STATS, .caller = caller->id, .fd = -1};
    srt_caller_measure(caller, port->now_us, &mail.stats);
    srt_mail_post(&port->options.news, &mail);
}

static void check_time(SrtPort *port, SrtCaller *caller) {
    int64_t silent_us = port->now_us - caller->media_at_us;
    if (caller->socket == SRT_INVALID_SOCK) {
        end(port, caller, caller->gone_reason);
        return;
    }
    if (caller->drained_at_us != 0) {
        read_caller(port, caller);
        return;
    }
    ts_source_flush(&caller->source);
    if (silent_us >= SRT_IDLE_US) {
        end(port, caller, "The encoder sent nothing for 30 seconds.");
        return;
    }
    if (silent_us >= INGEST_SILENCE_US && caller->is_heard)
        caller->is_heard = !tell(port, SRT_MAIL_SILENT, caller);
    if (source_pipe_is_open(&caller->source.pipe) &&
        port->now_us - caller->report_at_us >= REPORT_US)
        report(port, caller);
}

static void tick(SrtPort *port) {
    if (port->now_us < port->tick_at_us)
        return;
    port->tick_at_us = port->now_us + TICK_US;
    __atomic_store_n(&port->refusals, 0, __ATOMIC_RELAXED);
    for (unsigned i = port->n_callers; i > 0; i--)
        check_time(port, port->callers[i - 1]);
}

/* ---- the loop ---- */

static void run_round(SrtPort *port, Worker *worker) {
    SRTSOCKET ready[SRT_MAX_CALLERS + 1];
    SYSSOCKET mail[1];
    int n_ready = G_N_ELEMENTS(ready), n_mail = 1;
    srt_epoll_wait(port->epoll, ready, &n_ready, NULL, NULL, WAIT_MS, mail, &n_mail, NULL, NULL);
    port->now_us = clock_monotonic_us();
    worker_dispatch(worker);
    for (int i = 0; i < n_ready && i < (int)G_N_ELEMENTS(ready); i++) {
        SrtCaller *caller = find_socket(port, ready[i]);
        if (ready[i] == port->listener)
            accept_callers(port);
        else if (caller)
            read_caller(port, caller);
    }
    tick(port);
}

static void run(Worker *worker, void *loop_data) {
    SrtPort *port = loop_data;
    int events = SRT_EPOLL_IN;
    port->now_us = clock_monotonic_us();
    srt_epoll_add_ssock(port->epoll, worker_event_fd(worker), &events);
    srt_epoll_add_usock(port->epoll, port->listener, &events);
    while (!worker_is_stopping(worker))
        run_round(port, worker);
    srt_close(port->listener);
    port->listener = SRT_INVALID_SOCK;
    while (port->n_callers > 0) {
        SrtCaller *caller = port->callers[--port->n_callers];
        tell(port, SRT_MAIL_GONE, caller);
        srt_caller_free(caller);
    }
}

static const WorkerLoop LOOP_SRT = {.run = run};

/* ---- life ---- */

static void be_quiet(void *opaque, int level, const char *file, int line, const char *area,
                     const char *message) {
}

static bool set_option(SRTSOCKET socket, SRT_SOCKOPT option, int value) {
    return srt_setsockflag(socket, option, &value, sizeof value) == 0;
}

static bool prepare_listener(SrtPort *port, const ListenAddress *address) {
    SRTSOCKET socket = port->listener = srt_create_socket();
    if (socket == SRT_INVALID_SOCK)
        return false;
    bool is_prepared =
        set_option(socket, SRTO_RCVSYN, 0) && set_option(socket, SRTO_LATENCY, SRT_LATENCY_MS) &&
        (address->storage.ss_family != AF_INET6 || set_option(socket, SRTO_IPV6ONLY, 0));
    return is_prepared && srt_listen_callback(socket, on_listen, port) == 0 &&
           srt_bind(socket, (const struct sockaddr *)&address->storage, (int)address->length) ==
               0 &&
           srt_listen(socket, BACKLOG) == 0;
}

static bool open_listener(SrtPort *port, GError **error) {
    ListenAddress address;
    if (!listen_address_parse(port->options.listen, &address, error))
        return false;
    if (!prepare_listener(port, &address)) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot listen on %s for SRT: %s",
                    port->options.listen, srt_getlasterror_str());
        return false;
    }
    int length = sizeof address.storage;
    srt_getsockname(port->listener, (struct sockaddr *)&address.storage, &length);
    port->number = listen_address_port(&address);
    port->epoll = srt_epoll_create();
    return true;
}

SrtPort *srt_port_start(const SrtPortOptions *options, GError **error) {
    SrtPort *port = g_new0(SrtPort, 1);
    port->options = *options;
    port->listener = SRT_INVALID_SOCK;
    port->epoll = SRT_ERROR;
    srt_startup();
    srt_setloghandler(NULL, be_quiet);
    if (open_listener(port, error))
        port->worker = worker_start(
            &(WorkerOptions){
                .name = "srt",
                .mailbox_posts = MAILBOX_POSTS,
                .loop = &LOOP_SRT,
                .loop_data = port,
            },
            error);
    if (port->worker)
        return port;
    srt_port_free(port);
    return NULL;
}

void srt_port_stop(SrtPort *port) {
    worker_stop(port->worker);
}

void srt_port_free(SrtPort *port) {
    if (!port)
        return;
    worker_free(port->worker);
    if (port->listener != SRT_INVALID_SOCK)
        srt_close(port->listener);
    if (port->epoll != SRT_ERROR)
        srt_epoll_release(port->epoll);
    srt_cleanup();
    g_free(port);
}

unsigned srt_port_number(const SrtPort *port) {
    return port->number;
}

Worker *srt_port_worker(const SrtPort *port) {
    return port->worker;
}
