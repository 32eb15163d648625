#include "media/rtc/rtc_worker.h"

#include <string.h>
#include <sys/epoll.h>

#include "base/error.h"
#include "media/rtc/rtc_delivered.h"
#include "media/rtc/rtc_input.h"
#include "media/rtc/rtc_pace.h"
#include "media/rtc/rtc_peer.h"
#include "media/rtc/rtc_rounds.h"

#define ANY_PORT_TRIES 16u

/* ---- what the DTLS desk tells ---- */

static void on_datagram(uint64_t number, const uint8_t *data, size_t length, void *user) {
    rtc_peer_send_dtls(user, number, data, length);
}

static void on_keys(uint64_t number, const DtlsKeys *keys, void *user) {
    RtcPeer *peer = rtc_peer_find(user, number);
    if (peer)
        rtc_peer_take_keys(peer, keys);
}

/* Of one that has gone in the meantime it is said at once. */
static void on_farewell(uint64_t number, const uint8_t *data, size_t length, void *user) {
    RtcPeer *peer = rtc_peer_find(user, number);
    if (peer)
        rtc_peer_keep_farewell(peer, data, length);
    else
        rtc_peer_send_dtls(user, number, data, length);
}

static void on_end(uint64_t number, DtlsEnd end, const GError *error, void *user) {
    RtcPeer *peer = rtc_peer_find(user, number);
    if (!peer)
        return;
    dtls_desk_close(&peer->line);
    if (end != DTLS_END_RELEASED)
        rtc_peer_end(peer, end == DTLS_END_FAILED ? error->message : "It has left.");
}

static const DtlsEvents EVENTS = {on_datagram, on_keys, on_farewell, on_end};

/* ---- datagrams ---- */

static void on_readable(EventWatch *watch, uint32_t events) {
    RtcWorker *worker = (RtcWorker *)watch;
    UdpDatagram read[UDP_PORT_BATCH_PACKETS];
    for (unsigned round = 0; round < RTC_WORKER_ROUND_READS; round++) {
        unsigned n = udp_port_read(worker->port, read);
        for (unsigned i = 0; i < n; i++)
            rtc_input_take(worker, &read[i]);
        if (n < UDP_PORT_BATCH_PACKETS)
            break;
    }
    rtc_rounds_end(worker->rounds);
}

/* ---- for other threads ---- */

static void tell(Timer *timer, void *user) {
    RtcWorker *worker = (RtcWorker *)(void *)((char *)(void *)timer - offsetof(RtcWorker, telling));
    const UdpPortStats *port = udp_port_stats(worker->port);
    const RtcStats stats = {.peers = worker->n_peers,
                            .datagrams = port->packets,
                            .datagram_bytes = port->bytes,
                            .received = worker->stats.received,
                            .forwarded = worker->stats.forwarded,
                            .dropped = send_batch_stats(worker->batch)->dropped,
                            .strangers = worker->stats.strangers,
                            .malformed = worker->stats.malformed,
                            .unassigned = worker->stats.unassigned};
    rtc_counters_tell(&worker->counters, &stats);
    event_loop_set_timer(worker->loop, timer, rtc_core_now_us(worker) + RTC_WORKER_TELL_US, tell);
}

static void on_packet(UdpDatagram *packet, void *user) {
    rtc_input_take(user, packet);
}

static void on_round(void *user) {
    RtcWorker *worker = user;
    rtc_rounds_end(worker->rounds);
}

static void on_over(const NetAddress *of, void *user) {
    rtc_peer_lose_line(user, of);
}

static const TcpPortEvents LINE_EVENTS = {on_packet, on_round, on_over};

/* ---- begin and end ---- */

/* In the order in which they are preferred: the announced addresses by UDP, then by TCP. */
static bool set_candidates(RtcWorker *worker, const char *const *announced, GError **error) {
    static const IceTransport TRANSPORTS[] = {ICE_UDP, ICE_TCP_PASSIVE};
    uint16_t port = (uint16_t)udp_port_number(worker->port);
    for (unsigned t = 0; t < G_N_ELEMENTS(TRANSPORTS); t++)
        for (unsigned i = 0; announced[i] && i < ICE_MAX_ADDRESSES; i++) {
            IceCandidate *candidate = &worker->candidates[worker->n_candidates++];
            if (ice_candidate_init(candidate, announced[i], port, TRANSPORTS[t], i))
                continue;
            g_set_error(error, BASE_ERROR, ERROR_CONFIG, "'%s' is no numeric address",
                        announced[i]);
            return false;
        }
    return true;
}

/* Both on one number; where any will do, one that is free for both. */
static bool open_ports(RtcWorker *worker, const ListenAddress *address, GError **error) {
    bool is_any = listen_address_port(address) == 0;
    for (unsigned n_left = is_any ? ANY_PORT_TRIES : 1; n_left > 0; n_left--) {
        ListenAddress same = *address;
        g_autoptr(UdpPort) port = udp_port_open(address, error);
        if (!port)
            return false;
        listen_address_set_port(&same, udp_port_number(port));
        worker->lines = tcp_port_open(&same, &LINE_EVENTS, worker, n_left > 1 ? NULL : error);
        if (!worker->lines)
            continue;
        worker->port = g_steal_pointer(&port);
        return true;
    }
    return false;
}

static bool open_all(RtcWorker *worker, const RtcWorkerOptions *options, GError **error) {
    worker->pool = packet_pool_new(RTC_WORKER_POOL_PACKETS);
    worker->addresses = address_map_new(RTC_WORKER_MAX_PEERS);
    worker->channels = g_hash_table_new(g_str_hash, g_str_equal);
    worker->srtp = srtp_engine_new(SRTP_BACK_END_BEST);
    if (!worker->srtp) {
        g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot make the ciphers of SRTP");
        return false;
    }
    worker->loop = open_ports(worker, &options->address, error) ? event_loop_new(error) : NULL;
    worker->pace = worker->loop ? rtc_pace_new(worker, error) : NULL;
    worker->rounds = worker->pace ? rtc_rounds_new(worker, error) : NULL;
    if (!worker->rounds)
        return false;
    worker->batch = send_batch_new(udp_port_fd(worker->port), udp_port_is_v6(worker->port));
    send_batch_set_lines(worker->batch, worker->lines);
    return set_candidates(worker, options->announced, error);
}

static void begin(void *data) {
    RtcWorker *worker = data;
    rtc_delivered_start(worker);
    tcp_port_begin(worker->lines, worker->loop);
    event_loop_add(worker->loop, &worker->watch, udp_port_fd(worker->port), EPOLLIN, on_readable);
    tell(&worker->telling, worker->loop);
}

RtcWorker *rtc_worker_start(const RtcWorkerOptions *options, GError **error) {
    RtcWorker *worker = g_new0(RtcWorker, 1);
    char name[16];
    worker->index = options->index;
    worker->desk = options->desk;
    worker->events = options->events;
    worker->events_user = options->events_user;
    g_snprintf(name, sizeof name, "rtc-%u", options->index);
    if (open_all(worker, options, error))
        worker->worker = worker_start(&(WorkerOptions){.name = name,
                                                       .mailbox_posts = RTC_WORKER_POSTS,
                                                       .loop = &WORKER_LOOP_EVENTS,
                                                       .loop_data = worker->loop},
                                      error);
    if (worker->worker) {
        worker->listener = (DtlsListener){worker->worker, &EVENTS, worker};
        if (worker_post(worker->worker, begin, worker, NULL, error))
            return worker;
    }
    rtc_worker_free(worker);
    return NULL;
}

static void leave_all(void *data) {
    RtcWorker *worker = data;
    event_loop_remove(&worker->watch);
    event_loop_cancel_timer(worker->loop, &worker->telling);
    rtc_delivered_stop(worker);
    for (unsigned i = 0; i < RTC_WORKER_MAX_PEERS; i++)
        if (worker->peers[i])
            rtc_peer_end(worker->peers[i], "The server is stopping.");
    tcp_port_end(worker->lines);
    rtc_pace_stop(worker->pace);
    rtc_rounds_stop(worker->rounds);
}

static void say_left(void *data) {
    g_async_queue_push(data, data);
}

/* Posts keep their order: when the second is run or freed, the first has been. */
void rtc_worker_stop(RtcWorker *worker) {
    if (!worker || !worker->worker)
        return;
    g_autoptr(GAsyncQueue) left = g_async_queue_new();
    if (worker_post(worker->worker, leave_all, worker, NULL, NULL) &&
        worker_post(worker->worker, say_left, left, NULL, NULL))
        g_async_queue_pop(left);
    worker_stop(worker->worker);
}

void rtc_worker_free(RtcWorker *worker) {
    if (!worker)
        return;
    worker_free(worker->worker);
    event_loop_free(worker->loop);
    rtc_pace_free(worker->pace);
    rtc_rounds_free(worker->rounds);
    send_batch_free(worker->batch);
    tcp_port_close(worker->lines);
    udp_port_close(worker->port);
    srtp_engine_free(worker->srtp);
    address_map_free(worker->addresses);
    if (worker->channels)
        g_hash_table_unref(worker->channels);
    packet_pool_free(worker->pool);
    g_free(worker);
}
