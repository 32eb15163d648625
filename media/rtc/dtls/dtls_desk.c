#include "media/rtc/dtls/dtls_desk.h"

#include <string.h>

#include "base/clock.h"
#include "base/epoch.h"
#include "base/error.h"
#include "base/event_loop.h"
#include "base/log.h"
#include "base/worker.h"
#include "media/rtc/dtls/dtls_filter.h"

#define RENEWAL_LOOK_US (3600 * CLOCK_US_PER_S)

struct DtlsDesk {
    Timer renewal; /* first */
    Worker *worker;
    EventLoop *loop;
    DtlsPeers *peers;
    DtlsIdentity *identity; /* atomic; replaced by the desk's thread, read within an epoch */
    EpochBin *past;         /* identities that were replaced */
    uint64_t dropped;       /* atomic; before the mailbox */
};

/* ---- identity ---- */

static void free_identity(void *identity) {
    dtls_identity_unref(identity);
}

/* Without a new one the old one stays: browsers look at its fingerprint, not at its dates. */
static void renew(DtlsDesk *desk) {
    g_autoptr(GError) error = NULL;
    DtlsIdentity *fresh = dtls_identity_new(clock_wall_us(), &error);
    if (!fresh) {
        log_error(LOG_WARNING, "media", "certificate for DTLS not renewed", error);
        return;
    }
    epoch_bin_add(desk->past, __atomic_exchange_n(&desk->identity, fresh, __ATOMIC_SEQ_CST),
                  free_identity);
}

static void look_at_identity(Timer *timer, void *user) {
    DtlsDesk *desk = (DtlsDesk *)timer;
    epoch_bin_sweep(desk->past);
    if (dtls_identity_is_due(desk->identity, clock_wall_us()))
        renew(desk);
    event_loop_set_timer(desk->loop, timer, event_loop_now_us(desk->loop) + RENEWAL_LOOK_US,
                         look_at_identity);
}

DtlsIdentity *dtls_desk_identity(DtlsDesk *desk) {
    epoch_enter();
    DtlsIdentity *identity = __atomic_load_n(&desk->identity, __ATOMIC_SEQ_CST);
    dtls_identity_ref(identity);
    epoch_leave();
    return identity;
}

/* ---- life ---- */

static void begin(void *data) {
    DtlsDesk *desk = data;
    look_at_identity(&desk->renewal, desk->loop);
}

DtlsDesk *dtls_desk_start(GError **error) {
    g_autoptr(DtlsDesk) desk = g_new0(DtlsDesk, 1);
    desk->past = epoch_bin_new();
    desk->identity = dtls_identity_new(clock_wall_us(), error);
    desk->loop = desk->identity ? event_loop_new(error) : NULL;
    desk->peers = desk->loop ? dtls_peers_new(desk->loop, error) : NULL;
    if (!desk->peers)
        return NULL;
    desk->worker = worker_start(&(WorkerOptions){.name = "dtls",
                                                 .mailbox_posts = DTLS_DESK_MAX_POSTS,
                                                 .loop = &WORKER_LOOP_EVENTS,
                                                 .loop_data = desk->loop},
                                error);
    if (!desk->worker || !worker_post(desk->worker, begin, desk, NULL, error))
        return NULL;
    return g_steal_pointer(&desk);
}

void dtls_desk_stop(DtlsDesk *desk) {
    if (desk)
        worker_stop(desk->worker);
}

void dtls_desk_free(DtlsDesk *desk) {
    if (!desk)
        return;
    worker_free(desk->worker);
    dtls_peers_free(desk->peers);
    event_loop_free(desk->loop);
    epoch_bin_free(desk->past);
    dtls_identity_unref(desk->identity);
    g_free(desk);
}

/* ---- letters ---- */

typedef struct Opening {
    DtlsDesk *desk;
    uint64_t number;
    DtlsIdentity *identity; /* a reference */
    DtlsFingerprint expected;
    DtlsListener listener;
} Opening;

typedef struct Arrival {
    DtlsDesk *desk;
    uint64_t number;
    size_t n_bytes;
    uint8_t bytes[];
} Arrival;

typedef struct Leave {
    DtlsDesk *desk;
    uint64_t number;
} Leave;

static void on_opening(void *data) {
    const Opening *opening = data;
    dtls_peers_open(opening->desk->peers, &(DtlsPeerOptions){.number = opening->number,
                                                             .identity = opening->identity,
                                                             .expected = &opening->expected,
                                                             .listener = &opening->listener});
}

static void free_opening(void *data) {
    Opening *opening = data;
    dtls_identity_unref(opening->identity);
    g_free(opening);
}

static void on_arrival(void *data) {
    const Arrival *arrival = data;
    dtls_peers_receive(arrival->desk->peers, arrival->number, arrival->bytes, arrival->n_bytes);
}

static void on_leave(void *data) {
    const Leave *leave = data;
    dtls_peers_close(leave->desk->peers, leave->number);
}

/* ---- lines ---- */

bool dtls_desk_open(DtlsDesk *desk, const DtlsPeerOptions *peer, DtlsLine *ret_line,
                    GError **error) {
    Opening *opening = g_new(Opening, 1);
    *opening = (Opening){.desk = desk,
                         .number = peer->number,
                         .identity = dtls_identity_ref(peer->identity),
                         .expected = *peer->expected,
                         .listener = *peer->listener};
    if (!worker_post(desk->worker, on_opening, opening, free_opening, error)) {
        free_opening(opening);
        return false;
    }
    *ret_line = (DtlsLine){.desk = desk, .number = peer->number};
    return true;
}

/* Keeps one peer from filling the mailbox of all. */
static bool is_within_rate(DtlsLine *line) {
    int64_t now_us = clock_monotonic_us();
    if (now_us - line->second_at_us >= CLOCK_US_PER_S) {
        line->second_at_us = now_us;
        line->n_datagrams = 0;
    }
    return ++line->n_datagrams <= DTLS_DESK_PEER_PER_S;
}

bool dtls_desk_receive(DtlsLine *line, const uint8_t *data, size_t n_bytes) {
    DtlsDesk *desk = line->desk;
    if (!desk)
        return false;
    if (n_bytes > 0 && n_bytes <= DTLS_FILTER_MAX_BYTES && is_within_rate(line)) {
        Arrival *arrival = g_malloc(sizeof *arrival + n_bytes);
        *arrival = (Arrival){.desk = desk, .number = line->number, .n_bytes = n_bytes};
        memcpy(arrival->bytes, data, n_bytes);
        if (worker_post(desk->worker, on_arrival, arrival, g_free, NULL))
            return true;
        g_free(arrival);
    }
    __atomic_add_fetch(&desk->dropped, 1, __ATOMIC_RELAXED);
    return false;
}

/* When the mailbox is full the letter is lost, and the peer's stage ends by its time. */
void dtls_desk_close(DtlsLine *line) {
    if (line->desk) {
        Leave *leave = g_new(Leave, 1);
        *leave = (Leave){.desk = line->desk, .number = line->number};
        if (!worker_post(line->desk->worker, on_leave, leave, g_free, NULL))
            g_free(leave);
    }
    *line = (DtlsLine){0};
}

void dtls_desk_get_stats(DtlsDesk *desk, DtlsPeersStats *ret_stats) {
    dtls_peers_get_stats(desk->peers, ret_stats);
    ret_stats->dropped += __atomic_load_n(&desk->dropped, __ATOMIC_RELAXED);
}
