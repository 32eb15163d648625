#include "media/rtc/dtls/dtls_peers.h"

#include <string.h>

#include "base/clock.h"
#include "base/error.h"
#include "media/rtc/dtls/dtls_context.h"
#include "media/rtc/dtls/dtls_filter.h"
#include "media/rtc/dtls/dtls_mail.h"
#include "media/rtc/dtls/dtls_session.h"

#define RETRY_US     (10 * CLOCK_US_PER_MS) /* news for a listener whose mailbox was full */
#define FLIGHT_BYTES 128u                   /* ChangeCipherSpec and Finished: 75 with GCM */

typedef enum Stage {
    STAGE_WAITING,   /* for the ClientHello; no session */
    STAGE_SHAKING,   /* half open */
    STAGE_LINGERING, /* keys stand; the session only at first */
    STAGE_OVER,      /* no session; the end is not yet told */
} Stage;

typedef struct Peer {
    Timer timer; /* first */
    DtlsPeers *peers;
    uint64_t number;
    DtlsListener listener;
    DtlsIdentity *identity;
    DtlsFingerprint expected;
    DtlsSession *session;
    Stage stage;
    bool is_releasing;            /* what the session sends is for later */
    int64_t until_us;             /* of the stage */
    DtlsMail *mail;               /* being written, or news that were not taken; NULL */
    GList link;                   /* in `lingering` */
    uint8_t n_flight;             /* 0: the last datagram was none of these */
    uint8_t flight[FLIGHT_BYTES]; /* that ended the handshake */
} Peer;

struct DtlsPeers {
    EventLoop *loop;
    DtlsContext *context;
    GHashTable *table;    /* number → Peer, owned */
    GQueue lingering;     /* oldest first */
    DtlsPeersStats stats; /* atomic */
};

#define COUNT(peers, field, n) __atomic_add_fetch(&(peers)->stats.field, (n), __ATOMIC_RELAXED)

/* ---- stages ---- */

static void leave_stage(Peer *peer) {
    if (peer->stage == STAGE_SHAKING)
        COUNT(peer->peers, half_open, -1);
    if (peer->stage == STAGE_LINGERING) {
        g_queue_unlink(&peer->peers->lingering, &peer->link);
        COUNT(peer->peers, lingering, -1);
    }
}

static void enter_stage(Peer *peer, Stage stage, int64_t seconds) {
    leave_stage(peer);
    peer->stage = stage;
    peer->until_us = event_loop_now_us(peer->peers->loop) + seconds * CLOCK_US_PER_S;
    if (stage == STAGE_SHAKING)
        COUNT(peer->peers, half_open, 1);
    if (stage == STAGE_LINGERING) {
        g_queue_push_tail_link(&peer->peers->lingering, &peer->link);
        COUNT(peer->peers, lingering, 1);
    }
}

static void free_peer(void *data) {
    Peer *peer = data;
    leave_stage(peer);
    event_loop_cancel_timer(peer->peers->loop, &peer->timer);
    COUNT(peer->peers, peers, -1);
    dtls_session_free(peer->session);
    dtls_mail_free(peer->mail);
    dtls_identity_unref(peer->identity);
    g_free(peer);
}

static void forget(Peer *peer) {
    g_hash_table_remove(peer->peers->table, &peer->number);
}

/* ---- telling the listener ---- */

static DtlsMail *mail_of(Peer *peer) {
    if (!peer->mail)
        peer->mail = dtls_mail_new(&peer->listener, peer->number);
    return peer->mail;
}

static void on_send(const uint8_t *data, size_t n_bytes, void *user) {
    Peer *peer = user;
    if (peer->is_releasing) {
        dtls_mail_set_farewell(mail_of(peer), data, n_bytes);
        return;
    }
    dtls_mail_add_datagram(mail_of(peer), data, n_bytes);
    peer->n_flight = n_bytes <= FLIGHT_BYTES ? (uint8_t)n_bytes : 0;
    memcpy(peer->flight, data, peer->n_flight);
}

/* Datagrams that are not taken are lost as in a network, news are kept. A listener that is stopping
 * takes nothing more. */
static void post_mail(Peer *peer) {
    g_autoptr(GError) error = NULL;
    if (!peer->mail)
        return;
    if (dtls_mail_post(peer->mail, &error)) {
        peer->mail = NULL;
        return;
    }
    COUNT(peer->peers, dropped, 1);
    if (!dtls_mail_is_news(peer->mail) || g_error_matches(error, BASE_ERROR, ERROR_UNAVAILABLE))
        g_clear_pointer(&peer->mail, dtls_mail_free);
}

static void on_timer(Timer *timer, void *user);

static void set_timer(Peer *peer) {
    int64_t now_us = event_loop_now_us(peer->peers->loop), at_us = peer->until_us;
    int64_t resend_us = peer->stage == STAGE_SHAKING ? dtls_session_wait_us(peer->session) : -1;
    if (resend_us >= 0)
        at_us = MIN(at_us, now_us + resend_us);
    if (peer->mail)
        at_us = MIN(at_us, now_us + RETRY_US);
    event_loop_set_timer(peer->peers->loop, &peer->timer, at_us, on_timer);
}

/* The last line of everything that happens to a peer, which may be gone after it. */
static void finish_turn(Peer *peer) {
    post_mail(peer);
    if (peer->stage == STAGE_OVER && !peer->mail)
        forget(peer);
    else
        set_timer(peer);
}

/* ---- what happens to a peer ---- */

static void end(Peer *peer, DtlsEnd how, GError *take_error) {
    enter_stage(peer, STAGE_OVER, 0);
    g_clear_pointer(&peer->session, dtls_session_free);
    dtls_mail_set_end(mail_of(peer), how, take_error);
}

/* Nothing can be sealed later: the session writes its last record now. */
static void free_session(Peer *peer) {
    peer->is_releasing = true;
    dtls_session_close(peer->session);
    peer->is_releasing = false;
    g_clear_pointer(&peer->session, dtls_session_free);
}

static void release(Peer *peer) {
    if (peer->session)
        free_session(peer);
    end(peer, DTLS_END_RELEASED, NULL);
}

static void fail(Peer *peer, GError *take_error) {
    if (peer->stage == STAGE_SHAKING)
        COUNT(peer->peers, failed, 1);
    end(peer, DTLS_END_FAILED, take_error);
}

static void release_oldest(DtlsPeers *peers) {
    Peer *oldest = peers->lingering.head->data;
    release(oldest);
    finish_turn(oldest);
}

static void take_keys(Peer *peer) {
    GError *error = NULL;
    DtlsKeys keys;
    if (!dtls_session_get_keys(peer->session, &keys, &error)) {
        fail(peer, error);
        return;
    }
    dtls_mail_set_keys(mail_of(peer), &keys);
    dtls_keys_clear(&keys);
    COUNT(peer->peers, done, 1);
    if (peer->peers->lingering.length == DTLS_PEERS_MAX_LINGERING)
        release_oldest(peer->peers);
    enter_stage(peer, STAGE_LINGERING,
                peer->n_flight > 0 ? DTLS_PEERS_HEAR_S : DTLS_PEERS_LINGER_S);
}

static void begin(Peer *peer) {
    GError *error = NULL;
    peer->session = dtls_session_new(
        &(DtlsSessionOptions){
            .context = peer->peers->context,
            .identity = peer->identity,
            .expected = &peer->expected,
            .send = on_send,
            .user = peer,
        },
        &error);
    if (peer->session)
        enter_stage(peer, STAGE_SHAKING, DTLS_PEERS_HANDSHAKE_S);
    else
        fail(peer, error);
}

/* Only a ClientHello costs a session, and only while there are few. */
static bool may_begin(const DtlsPeers *peers, const uint8_t *data, size_t n_bytes) {
    return peers->stats.half_open < DTLS_PEERS_MAX_HALF_OPEN && dtls_filter_is_hello(data, n_bytes);
}

static void take_datagram(Peer *peer, const uint8_t *data, size_t n_bytes) {
    GError *error = NULL;
    if (!dtls_session_receive(peer->session, data, n_bytes, &error))
        fail(peer, error);
    else if (dtls_session_state(peer->session) == DTLS_STATE_CLOSED)
        end(peer, DTLS_END_CLOSED, NULL);
    else if (dtls_session_state(peer->session) == DTLS_STATE_OPEN && peer->stage == STAGE_SHAKING)
        take_keys(peer);
}

/* What the client may still ask for needs no session. */
static void stop_hearing(Peer *peer) {
    free_session(peer);
    peer->until_us += (DTLS_PEERS_LINGER_S - DTLS_PEERS_HEAR_S) * CLOCK_US_PER_S;
}

static void time_out(Peer *peer, int64_t now_us) {
    if (peer->stage == STAGE_LINGERING && peer->session && peer->n_flight > 0)
        stop_hearing(peer);
    if (now_us < peer->until_us)
        return;
    if (peer->stage == STAGE_LINGERING)
        release(peer);
    else if (peer->stage != STAGE_OVER)
        fail(peer, g_error_new(BASE_ERROR, ERROR_TIMEOUT,
                               "cannot shake hands with the peer by DTLS: it %s within %d s",
                               peer->session ? "did not finish" : "did not begin",
                               peer->session ? DTLS_PEERS_HANDSHAKE_S : DTLS_PEERS_BEGIN_S));
}

static void on_timer(Timer *timer, void *user) {
    Peer *peer = (Peer *)timer;
    GError *error = NULL;
    int64_t now_us = event_loop_now_us(peer->peers->loop);
    if (peer->stage == STAGE_SHAKING && !dtls_session_resend(peer->session, &error))
        fail(peer, error);
    else if (now_us >= peer->until_us)
        time_out(peer, now_us);
    finish_turn(peer);
}

/* ---- verbs ---- */

DtlsPeers *dtls_peers_new(EventLoop *loop, GError **error) {
    DtlsContext *context = dtls_context_new(error);
    if (!context)
        return NULL;
    DtlsPeers *peers = g_new0(DtlsPeers, 1);
    peers->loop = loop;
    peers->context = context;
    peers->table = g_hash_table_new_full(g_int64_hash, g_int64_equal, NULL, free_peer);
    g_queue_init(&peers->lingering);
    return peers;
}

void dtls_peers_free(DtlsPeers *peers) {
    if (!peers)
        return;
    g_hash_table_unref(peers->table);
    dtls_context_free(peers->context);
    g_free(peers);
}

static void refuse(DtlsPeers *peers, const DtlsPeerOptions *options) {
    g_autoptr(DtlsMail) mail = dtls_mail_new(options->listener, options->number);
    dtls_mail_set_end(mail, DTLS_END_FAILED,
                      g_error_new(BASE_ERROR, ERROR_OVERLOADED,
                                  "cannot take a peer for DTLS: there are %d", DTLS_PEERS_MAX));
    if (dtls_mail_post(mail, NULL))
        g_steal_pointer(&mail);
    else
        COUNT(peers, dropped, 1);
}

void dtls_peers_open(DtlsPeers *peers, const DtlsPeerOptions *options) {
    if (g_hash_table_contains(peers->table, &options->number))
        return;
    if (g_hash_table_size(peers->table) == DTLS_PEERS_MAX) {
        refuse(peers, options);
        return;
    }
    Peer *peer = g_new0(Peer, 1);
    peer->peers = peers;
    peer->number = options->number;
    peer->listener = *options->listener;
    peer->identity = dtls_identity_ref(options->identity);
    peer->expected = *options->expected;
    peer->link.data = peer;
    g_hash_table_insert(peers->table, &peer->number, peer);
    COUNT(peers, opened, 1);
    COUNT(peers, peers, 1);
    enter_stage(peer, STAGE_WAITING, DTLS_PEERS_BEGIN_S);
    set_timer(peer);
}

/* The client has not got the last flight. The same records once more: had they come, it would pass
 * over them as replayed (RFC 6347 §4.1.2.6). */
static void repeat_flight(Peer *peer) {
    dtls_mail_add_datagram(mail_of(peer), peer->flight, peer->n_flight);
    finish_turn(peer);
}

void dtls_peers_receive(DtlsPeers *peers, uint64_t number, const uint8_t *data, size_t n_bytes) {
    Peer *peer = g_hash_table_lookup(peers->table, &number);
    if (peer && peer->stage == STAGE_LINGERING && !peer->session &&
        dtls_filter_has_finished(data, n_bytes)) {
        repeat_flight(peer);
        return;
    }
    bool is_heard = peer && (peer->session ||
                             (peer->stage == STAGE_WAITING && may_begin(peers, data, n_bytes)));
    if (!is_heard) {
        COUNT(peers, dropped, 1);
        return;
    }
    if (!peer->session)
        begin(peer);
    if (peer->session)
        take_datagram(peer, data, n_bytes);
    finish_turn(peer);
}

void dtls_peers_close(DtlsPeers *peers, uint64_t number) {
    Peer *peer = g_hash_table_lookup(peers->table, &number);
    if (!peer)
        return;
    if (peer->session) {
        g_clear_pointer(&peer->mail, dtls_mail_free); /* news for nobody */
        dtls_session_close(peer->session);
    }
    post_mail(peer);
    forget(peer);
}

void dtls_peers_get_stats(const DtlsPeers *peers, DtlsPeersStats *ret_stats) {
    const DtlsPeersStats *stats = &peers->stats;
    *ret_stats = (DtlsPeersStats){
        .opened = __atomic_load_n(&stats->opened, __ATOMIC_RELAXED),
        .done = __atomic_load_n(&stats->done, __ATOMIC_RELAXED),
        .failed = __atomic_load_n(&stats->failed, __ATOMIC_RELAXED),
        .dropped = __atomic_load_n(&stats->dropped, __ATOMIC_RELAXED),
        .peers = __atomic_load_n(&stats->peers, __ATOMIC_RELAXED),
        .half_open = __atomic_load_n(&stats->half_open, __ATOMIC_RELAXED),
        .lingering = __atomic_load_n(&stats->lingering, __ATOMIC_RELAXED),
    };
}
