#include "media/rtc/rtc_peer.h"

#include <string.h>

#include "base/error.h"
#include "base/id.h"

#define TICK_US INT64_C(100000) /* reports and silence are looked after so often */

static RtcPeer *peer_of_timer(Timer *timer) {
    return (RtcPeer *)(void *)((char *)timer - offsetof(RtcPeer, timer));
}

RtcPeer *rtc_peer_find(const RtcWorker *worker, uint64_t number) {
    _Static_assert(RTC_WORKER_MAX_PEERS == 1u << 12, "a slot has 12 bits of the number");
    RtcPeer *peer = worker->peers[RTC_PEER_SLOT(number)];
    return peer && peer->number == number ? peer : NULL;
}

/* ---- begin and end ---- */

static void drop(RtcPeer *peer) {
    RtcWorker *worker = peer->worker;
    event_loop_cancel_timer(worker->loop, &peer->timer);
    dtls_desk_close(&peer->line);
    if (peer->has_address) {
        address_map_remove(worker->addresses, &peer->address);
        tcp_port_drop(worker->lines, &peer->address);
    }
    worker->peers[peer->slot] = NULL;
    worker->n_peers--;
    srtp_sender_free(peer->sender);
    srtp_receiver_free(peer->receiver);
    dtls_identity_unref(peer->identity);
    if (peer->offered)
        peer->free_offered(peer->offered);
    g_free(peer->ice.remote_ufrag);
    g_free(peer->past.remote_ufrag);
    g_free((char *)peer->who.channel);
    g_free((char *)peer->who.name);
    g_free(peer);
}

/* `why`: NULL when it is connected. */
static void tell(const RtcPeer *peer, const char *why) {
    const RtcWorker *worker = peer->worker;
    RtcPeerNews news = {
        .channel = peer->who.channel, .name = peer->who.name, .role = peer->who.role, .why = why};
    if (!peer->is_answered || !worker->events->on_peer)
        return;
    rtc_core_write_id(peer->number, news.id);
    worker->events->on_peer(&news, worker->events_user);
}

/* The desk has sealed it in advance, or seals it when it hears of the end: then the address is
 * kept until it comes. A line of TCP says by its own end that it is over. */
static void say_farewell(RtcPeer *peer) {
    RtcWorker *worker = peer->worker;
    if (!peer->has_address || !peer->is_keyed)
        return;
    if (peer->n_farewell > 0) {
        rtc_core_send(worker, &peer->address, peer->farewell, peer->n_farewell);
    } else if (peer->line.desk && peer->address.line == 0) {
        worker->leaving[worker->next_leaving] = (RtcLeaving){peer->number, peer->address};
        worker->next_leaving = (worker->next_leaving + 1) % RTC_WORKER_LEAVING;
    }
}

void rtc_peer_keep_farewell(RtcPeer *peer, const uint8_t *bytes, size_t length) {
    g_return_if_fail(length <= sizeof peer->farewell);
    memcpy(peer->farewell, bytes, length);
    peer->n_farewell = (uint8_t)length;
}

void rtc_peer_send_dtls(RtcWorker *worker, uint64_t number, const uint8_t *bytes, size_t length) {
    const RtcPeer *peer = rtc_peer_find(worker, number);
    if (peer && peer->has_address)
        rtc_core_send(worker, &peer->address, bytes, length);
    for (unsigned i = 0; !peer && i < RTC_WORKER_LEAVING; i++) {
        RtcLeaving *leaving = &worker->leaving[i];
        if (leaving->number != number)
            continue;
        rtc_core_send(worker, &leaving->address, bytes, length);
        leaving->number = 0;
    }
}

void rtc_peer_end(RtcPeer *peer, const char *why) {
    say_farewell(peer);
    if (peer->kind)
        peer->kind->on_end(peer->media);
    tell(peer, why);
    drop(peer);
}

bool rtc_peer_is_same_person(const RtcPeer *one, const RtcPeer *other) {
    return one == other || (one->who.name && g_strcmp0(one->who.name, other->who.name) == 0);
}

static void on_tick(Timer *timer, void *user) {
    RtcPeer *peer = peer_of_timer(timer);
    int64_t now_us = rtc_core_now_us(peer->worker);
    int64_t connect_us = peer->expected.length > 0 ? RTC_PEER_CONNECT_US : RTC_PEER_ANSWER_US;
    if (!peer->is_keyed && now_us - peer->begun_us > connect_us) {
        rtc_peer_end(peer, "It did not connect in time.");
        return;
    }
    if (peer->is_keyed && now_us - peer->heard_us > RTC_PEER_SILENCE_US) {
        rtc_peer_end(peer, "Nothing was heard of it any more.");
        return;
    }
    if (peer->is_keyed && peer->kind)
        peer->kind->on_tick(peer->media, now_us);
    event_loop_set_timer(peer->worker->loop, timer, now_us + TICK_US, on_tick);
}

/* The slots that were left last are taken last: a late datagram of somebody who has left finds
 * nobody. */
static bool find_slot(RtcWorker *worker, uint32_t *ret_slot) {
    for (unsigned i = 0; i < RTC_WORKER_MAX_PEERS; i++) {
        uint32_t slot = (worker->next_slot + i) % RTC_WORKER_MAX_PEERS;
        if (worker->peers[slot])
            continue;
        worker->next_slot = slot + 1;
        *ret_slot = slot;
        return true;
    }
    return false;
}

static void draw_names(RtcPeer *peer, const char *remote_ufrag) {
    RtcIce *ice = &peer->ice;
    ice_credentials_draw(peer->worker->index, peer->slot, &ice->credentials);
    ice->remote_ufrag = g_strdup(remote_ufrag);
    ice->party =
        (IceParty){.local_ufrag = ice->credentials.ufrag, .remote_ufrag = ice->remote_ufrag};
    stun_hash_key(ice->credentials.password, ICE_PASSWORD_CHARS, &ice->party.key);
}

/* Nobody guesses the number of a session that is not his. */
static uint64_t draw_number(const RtcWorker *worker, uint32_t slot) {
    uint64_t serial;
    id_random_bytes(&serial, sizeof serial);
    return RTC_PEER_NUMBER(worker->index, serial, slot);
}

RtcPeer *rtc_peer_new(RtcWorker *worker, const RtcPeerOptions *options, GError **error) {
    uint32_t slot;
    worker_assert_current(worker->worker);
    if (!find_slot(worker, &slot)) {
        g_set_error(error, BASE_ERROR, ERROR_OVERLOADED,
                    "This server has its %u conference connections: try again later.",
                    RTC_WORKER_MAX_PEERS);
        return NULL;
    }
    RtcPeer *peer = g_new0(RtcPeer, 1);
    peer->worker = worker;
    peer->slot = slot;
    peer->number = draw_number(worker, slot);
    peer->expected = options->expected;
    peer->first = options->first;
    peer->identity = dtls_desk_identity(worker->desk);
    peer->who = options->who;
    peer->who.channel = g_strdup(options->who.channel);
    peer->who.name = g_strdup(options->who.name);
    peer->name_hash = options->who.name ? g_str_hash(options->who.name) : 0;
    peer->begun_us = peer->heard_us = rtc_core_now_us(worker);
    draw_names(peer, options->remote_ufrag);
    worker->peers[slot] = peer;
    worker->n_peers++;
    event_loop_set_timer(worker->loop, &peer->timer, peer->begun_us + TICK_US, on_tick);
    return peer;
}

SdpLocal rtc_peer_local(const RtcPeer *peer) {
    return (SdpLocal){.session_id = peer->number & INT64_MAX,
                      .version = 1,
                      .credentials = &peer->ice.credentials,
                      .fingerprint = dtls_identity_fingerprint(peer->identity),
                      .candidates = peer->worker->candidates,
                      .n_candidates = peer->worker->n_candidates};
}

/* ---- ICE ---- */

/* DTLS begins with the first address that has proved the password. */
static void open_line(RtcPeer *peer) {
    DtlsPeerOptions options = {.number = peer->number,
                               .identity = peer->identity,
                               .expected = &peer->expected,
                               .listener = &peer->worker->listener};
    g_autoptr(GError) error = NULL;
    peer->has_begun = true;
    if (!dtls_desk_open(peer->worker->desk, &options, &peer->line, &error))
        g_warning("a peer of a conference cannot begin: %s", error->message);
}

static void lose_address(RtcPeer *peer) {
    if (peer->has_address)
        address_map_remove(peer->worker->addresses, &peer->address);
    peer->has_address = false;
}

/* Whoever was heard from there a moment ago keeps his address: nobody takes it by naming it in a
 * forged datagram. A router may give that of somebody who has vanished to the next one. */
static bool make_free(RtcWorker *worker, const NetAddress *address) {
    uint32_t slot = address_map_find(worker->addresses, address);
    if (slot == ADDRESS_MAP_NONE)
        return true;
    RtcPeer *other = worker->peers[slot];
    if (rtc_core_now_us(worker) - other->heard_us < RTC_PEER_YIELD_US)
        return false;
    lose_address(other);
    return true;
}

static void move_to(RtcPeer *peer, const NetAddress *to) {
    RtcWorker *worker = peer->worker;
    if (peer->has_address && net_address_equal(&peer->address, to))
        return;
    if (!make_free(worker, to) || !address_map_put(worker->addresses, to, peer->slot))
        return;
    lose_address(peer);
    peer->address = *to;
    peer->has_address = true;
    if (!peer->has_begun && peer->expected.length > 0)
        open_line(peer);
}

void rtc_peer_expect(RtcPeer *peer, const char *remote_ufrag, const DtlsFingerprint *expected) {
    peer->ice.remote_ufrag = g_strdup(remote_ufrag);
    peer->ice.party.remote_ufrag = peer->ice.remote_ufrag;
    peer->expected = *expected;
    peer->begun_us = rtc_core_now_us(peer->worker);
    if (peer->has_address)
        open_line(peer);
}

/* ---- ICE restart ---- */

static void forget_past(RtcPeer *peer) {
    g_free(peer->past.remote_ufrag);
    peer->past = (RtcIce){.remote_ufrag = NULL};
}

/* The session that is in use stays; one that nobody has used yet is replaced. */
void rtc_peer_restart(RtcPeer *peer, const char *remote_ufrag) {
    if (peer->past.party.local_ufrag) {
        g_free(peer->ice.remote_ufrag);
    } else {
        peer->past = peer->ice;
        peer->past.party.local_ufrag = peer->past.credentials.ufrag;
    }
    draw_names(peer, remote_ufrag);
}

static const IceParty *party_of(const RtcPeer *peer, const StunMessage *request) {
    const char *past = peer->past.party.local_ufrag;
    bool is_past = past && request->username && request->username_length >= ICE_UFRAG_CHARS &&
                   memcmp(request->username, past, ICE_UFRAG_CHARS) == 0;
    return is_past ? &peer->past.party : &peer->ice.party;
}

/* ---- checks ---- */

void rtc_peer_lose_line(RtcWorker *worker, const NetAddress *of) {
    uint32_t slot = address_map_find(worker->addresses, of);
    if (slot != ADDRESS_MAP_NONE)
        lose_address(worker->peers[slot]);
}

void rtc_peer_take_check(RtcPeer *peer, const StunMessage *request, const NetAddress *from) {
    NetSocketAddress name;
    IceAnswer answer;
    net_address_to_socket(from, true, &name);
    const IceParty *party = party_of(peer, request);
    IceVerdict verdict = ice_check_answer(party, request, &name.any, &answer);
    if (answer.length > 0)
        rtc_core_send(peer->worker, from, answer.bytes, answer.length);
    if (verdict != ICE_ANSWERED && verdict != ICE_NOMINATED)
        return;
    tcp_port_prove(peer->worker->lines, from);
    peer->heard_us = rtc_core_now_us(peer->worker);
    bool is_nominated = verdict == ICE_NOMINATED;
    if (!peer->has_address || is_nominated)
        move_to(peer, from);
    peer->is_nominated |= is_nominated;
    if (is_nominated && party == &peer->ice.party)
        forget_past(peer);
}

/* ---- DTLS and SRTP ---- */

void rtc_peer_take_dtls(RtcPeer *peer, const uint8_t *bytes, size_t length) {
    dtls_desk_receive(&peer->line, bytes, length);
}

void rtc_peer_take_keys(RtcPeer *peer, const DtlsKeys *keys) {
    const SrtpProfile *profile = srtp_profile_find(keys->profile);
    SrtpKeys theirs, ours;
    if (peer->is_keyed || !profile)
        return;
    if (srtp_keys_derive(profile, keys->client.key, keys->client.salt, &theirs) &&
        srtp_keys_derive(profile, keys->server.key, keys->server.salt, &ours)) {
        peer->receiver = srtp_receiver_new(peer->worker->srtp, &theirs);
        peer->sender = srtp_sender_new(peer->worker->srtp, &ours);
        peer->is_keyed = true;
        if (peer->kind)
            peer->kind->on_keys(peer->media);
        tell(peer, NULL);
    }
    srtp_keys_wipe(&theirs);
    srtp_keys_wipe(&ours);
}

void rtc_peer_send_rtcp(RtcPeer *peer, uint8_t *bytes, size_t length) {
    size_t sealed;
    if (!peer->is_keyed || !peer->has_address || length == 0)
        return;
    if (srtp_sender_seal_rtcp(peer->sender, bytes, length, length + SRTCP_OVERHEAD_MAX, &sealed) ==
        SRTP_OK)
        rtc_core_send(peer->worker, &peer->address, bytes, sealed);
}
