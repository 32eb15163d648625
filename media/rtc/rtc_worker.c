#include "media/rtc/rtc_worker.h"

#include <string.h>
#include <sys/epoll.h>

#include "base/error.h"
#include "media/rtc/rtc_forward.h"
#include "media/rtc/rtc_input.h"
#include "media/rtc/rtc_pace.h"
#include "media/rtc/rtc_peer.h"

/* ---- what the DTLS desk tells ---- */

static void on_datagram(uint64_t number, const uint8_t *data, size_t length, void *user) {
    RtcWorker *worker = user;
    const RtcPeer *peer = rtc_peer_find(worker, number);
    if (peer && peer->has_address)
        udp_port_send(worker->port, &peer->address, data, length);
}

static void on_keys(uint64_t number, const DtlsKeys *keys, void *user) {
    RtcPeer *peer = rtc_peer_find(user, number);
    if (peer)
        rtc_peer_take_keys(peer, keys);
}

static void on_end(uint64_t number, DtlsEnd end, const GError *error, void *user) {
    RtcPeer *peer = rtc_peer_find(user, number);
    if (!peer)
        return;
    dtls_desk_close(&peer->line);
    if (end != DTLS_END_RELEASED)
        rtc_peer_end(peer, end == DTLS_END_FAILED ? error->message : "It has left.");
}

static const DtlsEvents EVENTS = {on_datagram, on_keys, on_end};

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
    rtc_forward_all(worker);
    send_batch_flush(worker->batch);
}

/* ---- begin and end ---- */

static bool set_candidates(RtcWorker *worker, const char *const *announced, GError **error) {
    for (unsigned i = 0; announced[i] && worker->n_candidates < ICE_MAX_ADDRESSES; i++) {
        if (!ice_candidate_init(&worker->candidates[worker->n_candidates], announced[i],
                                (uint16_t)udp_port_number(worker->port), ICE_UDP,
                                worker->n_candidates)) {
            g_set_error(error, BASE_ERROR, ERROR_CONFIG, "'%s' is no numeric address",
                        announced[i]);
            return false;
        }
        worker->n_candidates++;
    }
    return true;
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
    worker->port = udp_port_open(&options->address, error);
    worker->loop = worker->port ? event_loop_new(error) : NULL;
    worker->pace = worker->loop ? rtc_pace_new(worker, error) : NULL;
    if (!worker->pace)
        return false;
    worker->batch = send_batch_new(udp_port_fd(worker->port), udp_port_is_v6(worker->port));
    return set_candidates(worker, options->announced, error);
}

static void watch_port(void *data) {
    RtcWorker *worker = data;
    event_loop_add(worker->loop, &worker->watch, udp_port_fd(worker->port), EPOLLIN, on_readable);
}

RtcWorker *rtc_worker_start(const RtcWorkerOptions *options, GError **error) {
    RtcWorker *worker = g_new0(RtcWorker, 1);
    char name[16];
    worker->index = options->index;
    worker->desk = options->desk;
    g_snprintf(name, sizeof name, "rtc-%u", options->index);
    if (open_all(worker, options, error))
        worker->worker = worker_start(&(WorkerOptions){.name = name,
                                                       .mailbox_posts = RTC_WORKER_POSTS,
                                                       .loop = &WORKER_LOOP_EVENTS,
                                                       .loop_data = worker->loop},
                                      error);
    if (worker->worker) {
        worker->listener = (DtlsListener){worker->worker, &EVENTS, worker};
        if (worker_post(worker->worker, watch_port, worker, NULL, error))
            return worker;
    }
    rtc_worker_free(worker);
    return NULL;
}

static void leave_all(void *data) {
    RtcWorker *worker = data;
    event_loop_remove(&worker->watch);
    for (unsigned i = 0; i < RTC_WORKER_MAX_PEERS; i++)
        if (worker->peers[i])
            rtc_peer_end(worker->peers[i], "The server is stopping.");
    rtc_pace_stop(worker->pace);
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
    send_batch_free(worker->batch);
    udp_port_close(worker->port);
    srtp_engine_free(worker->srtp);
    address_map_free(worker->addresses);
    if (worker->channels)
        g_hash_table_unref(worker->channels);
    packet_pool_free(worker->pool);
    g_free(worker);
}
