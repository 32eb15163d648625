#include "base/gate/gate_give.h"

#include <string.h>

#include "base/gate/gate_relay_head.h"

/* What goes with the gift. */
typedef struct Place {
    GateShared *shared; /* borrowed: the gate outlives it */
    GateAddress address;
} Place;

static Place *place_new(const GateConn *conn) {
    Place *place = g_new(Place, 1);
    *place = (Place){conn->worker->shared, conn->address};
    __atomic_add_fetch(&place->shared->given, 1, __ATOMIC_RELAXED);
    return place;
}

static void place_free(Place *place) {
    __atomic_sub_fetch(&place->shared->given, 1, __ATOMIC_RELAXED);
    g_free(place);
}

/* On any thread. */
static void leave_place(void *data) {
    Place *place = data;
    gate_conn_leave_place(place->shared, &place->address);
    place_free(place);
}

/* The upgrade anew, then what came behind the client's. NULL when it does not fit. */
static char *dup_bytes(const GateConn *conn, const GateHead *head, const char *protocol,
                       size_t *ret_length) {
    size_t n_behind = gate_bytes_length(&conn->input);
    g_autofree char *bytes = g_malloc(RELAY_REQUEST_HEAD_MAX_BYTES + n_behind);
    size_t length =
        gate_relay_head_write_upgrade(bytes, RELAY_REQUEST_HEAD_MAX_BYTES, head, protocol);
    if (length == 0)
        return NULL;
    if (n_behind > 0)
        memcpy(bytes + length, gate_bytes_first(&conn->input), n_behind);
    *ret_length = length + n_behind;
    return g_steal_pointer(&bytes);
}

/* The other thread may close the socket at once, and its number may be another's then: it is
 * unwatched before. */
static bool give(GateConn *conn, const GateUpstream *upstream, GateGift *gift) {
    gate_worker_unwatch(conn->worker, conn->channel.fd);
    Place *place = place_new(conn);
    gift->take_place = place;
    gift->leave_place = leave_place;
    if (upstream->adopt_client(gift, upstream->user, NULL))
        return true;
    place_free(place);
    if (!gate_worker_watch(conn->worker, conn->channel.fd, &conn->watch))
        gate_conn_close(conn);
    return false;
}

bool gate_give_is_possible(const GateConn *conn, const GateAnswer *answer) {
    return !conn->channel.ssl && answer->upstream->adopt_client != NULL;
}

GateRelayRefusal gate_give_start(GateConn *conn, const GateHead *head, GateAnswer *answer) {
    GateRelayRefusal refusal = gate_relay_check_upgrade(head);
    if (refusal != GATE_RELAY_ACCEPTED)
        return refusal;
    GateGift gift = {
        .take_fd = conn->channel.fd, .peer = head->peer, .take_context = answer->take_context};
    g_autofree char *bytes = dup_bytes(conn, head, answer->protocol, &gift.n_bytes);
    gift.bytes = bytes;
    if (!bytes || !give(conn, answer->upstream, &gift))
        return GATE_RELAY_BUSY;
    answer->take_context = NULL;
    gate_count(&conn->worker->stats.handed_over, 1);
    gate_stream_free(g_steal_pointer(&conn->stream), GATE_COMPLETE);
    gate_conn_let_go(conn);
    return GATE_RELAY_ACCEPTED;
}
