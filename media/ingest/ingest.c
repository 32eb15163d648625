#include "media/ingest/ingest.h"

#include "media/ingest/ingest_core.h"
#include "media/ingest/rtmp_listener.h"
#include "media/ingest/srt_desk.h"
#include "media/ingest/srt_port.h"

#define MAILBOX_POSTS 4096

struct Ingest {
    IngestCore core;
    RtmpListener rtmp; /* fd -1: off */
    SrtAdmission admission;
    SrtDesk desk;
    SrtPort *srt; /* NULL: off */
};

/* ---- the thread ---- */

static void begin(void *data) {
    Ingest *ingest = data;
    ingest_core_start(&ingest->core);
    if (ingest->rtmp.fd >= 0)
        rtmp_listener_start(&ingest->rtmp);
}

/* ---- from any thread ---- */

static void take_keys(void *data) {
    ingest_core_take_keys(data);
}

/* A full mailbox only delays: the thread looks for new keys once a second, too. */
void ingest_set_keys(Ingest *ingest, const IngestKey *keys, unsigned n_keys) {
    IngestKeys *old = __atomic_exchange_n(&ingest->core.new_keys, ingest_keys_new(keys, n_keys),
                                          __ATOMIC_ACQ_REL);
    ingest_keys_free(old);
    worker_post(ingest->core.worker, take_keys, &ingest->core, NULL, NULL);
}

typedef struct EndOrder {
    IngestCore *core;
    uint64_t source_id;
    char *reason;
} EndOrder;

static void free_end_order(void *data) {
    EndOrder *order = data;
    g_free(order->reason);
    g_free(order);
}

static void end_source(void *data) {
    EndOrder *order = data;
    IngestPublisher *publisher = ingest_core_find(order->core, order->source_id);
    if (!publisher)
        return;
    ingest_core_detach(order->core, publisher, order->reason);
    publisher->verbs->close(publisher, order->reason);
}

void ingest_end_source(Ingest *ingest, uint64_t source_id, const char *reason) {
    EndOrder *order = g_new0(EndOrder, 1);
    *order = (EndOrder){&ingest->core, source_id, g_strdup(reason)};
    if (!worker_post(ingest->core.worker, end_source, order, free_end_order, NULL))
        free_end_order(order);
}

void ingest_get_totals(const Ingest *ingest, IngestTotals *ret_totals) {
    const IngestTotals *totals = &ingest->core.totals;
    *ret_totals = (IngestTotals){
        .accepted = __atomic_load_n(&totals->accepted, __ATOMIC_RELAXED),
        .refused = __atomic_load_n(&totals->refused, __ATOMIC_RELAXED),
        .malformed = __atomic_load_n(&totals->malformed, __ATOMIC_RELAXED),
        .bytes = __atomic_load_n(&totals->bytes, __ATOMIC_RELAXED),
        .takeovers = __atomic_load_n(&totals->takeovers, __ATOMIC_RELAXED),
        .publishers = __atomic_load_n(&totals->publishers, __ATOMIC_RELAXED),
    };
}

unsigned ingest_rtmp_port(const Ingest *ingest) {
    return ingest->rtmp.port;
}

unsigned ingest_srt_port(const Ingest *ingest) {
    return ingest->srt ? srt_port_number(ingest->srt) : 0;
}

Worker *ingest_worker(const Ingest *ingest) {
    return ingest->core.worker;
}

Worker *ingest_srt_worker(const Ingest *ingest) {
    return ingest->srt ? srt_port_worker(ingest->srt) : NULL;
}

/* ---- life ---- */

static bool start_srt(Ingest *ingest, const IngestOptions *options, GError **error) {
    if (!options->srt_listen)
        return true;
    ingest->srt = srt_port_start(
        &(SrtPortOptions){
            .listen = options->srt_listen,
            .admission = &ingest->admission,
            .news = {ingest->core.worker, srt_desk_receive, &ingest->desk},
            .total_bytes = &ingest->core.totals.bytes,
            .malformed = &ingest->core.totals.malformed,
        },
        error);
    return ingest->srt != NULL;
}

static bool start(Ingest *ingest, const IngestOptions *options, GError **error) {
    if (options->rtmp_listen &&
        !rtmp_listener_open(&ingest->rtmp, &ingest->core, options->rtmp_listen, error))
        return false;
    ingest->core.on_changed = srt_desk_on_changed;
    ingest->core.on_changed_user = &ingest->desk;
    ingest->core.worker = worker_start(
        &(WorkerOptions){
            .name = "ingest",
            .mailbox_posts = MAILBOX_POSTS,
            .loop = &WORKER_LOOP_EVENTS,
            .loop_data = ingest->core.loop,
        },
        error);
    return ingest->core.worker && worker_post(ingest->core.worker, begin, ingest, NULL, error) &&
           start_srt(ingest, options, error);
}

Ingest *ingest_start(const IngestOptions *options, GError **error) {
    g_autoptr(Ingest) ingest = g_new0(Ingest, 1);
    ingest->rtmp.fd = -1;
    srt_admission_init(&ingest->admission);
    srt_desk_init(&ingest->desk, &ingest->core, &ingest->admission);
    if (!ingest_core_init(&ingest->core, options, error) || !start(ingest, options, error))
        return NULL;
    return g_steal_pointer(&ingest);
}

void ingest_stop(Ingest *ingest) {
    if (!ingest)
        return;
    if (ingest->srt)
        srt_port_stop(ingest->srt);
    worker_stop(ingest->core.worker);
    rtmp_listener_stop(&ingest->rtmp);
    srt_desk_stop(&ingest->desk);
}

void ingest_free(Ingest *ingest) {
    if (!ingest)
        return;
    ingest_stop(ingest);
    srt_port_free(ingest->srt);
    worker_free(ingest->core.worker);
    rtmp_listener_close(&ingest->rtmp);
    ingest_core_clear(&ingest->core);
    srt_desk_clear(&ingest->desk);
    srt_admission_clear(&ingest->admission);
    g_free(ingest);
}
