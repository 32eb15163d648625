#include "media/rtc/rtc_input.h"

#include "media/rtc/rtc_peer.h"
#include "media/rtc/wire/datagram_kind.h"

static RtcPeer *find_by_address(const RtcWorker *worker, const NetAddress *from) {
    uint32_t slot = address_map_find(worker->addresses, from);
    return slot == ADDRESS_MAP_NONE ? NULL : worker->peers[slot];
}

static RtcPeer *find_by_name(const RtcWorker *worker, const StunMessage *message) {
    uint32_t index, slot;
    if (!message->username ||
        !ice_credentials_locate(message->username, message->username_length, &index, &slot) ||
        index != worker->index || slot >= RTC_WORKER_MAX_PEERS)
        return NULL;
    return worker->peers[slot];
}

static void take_stun(RtcWorker *worker, const UdpDatagram *datagram) {
    StunMessage message;
    IceAnswer answer;
    if (!stun_parse(datagram->bytes, datagram->length, &message)) {
        worker->stats.malformed++;
        return;
    }
    RtcPeer *peer = find_by_name(worker, &message);
    if (peer) {
        rtc_peer_take_check(peer, &message, &datagram->from);
        return;
    }
    worker->stats.strangers++;
    if (ice_check_refuse_stranger(&message, &answer) == ICE_REFUSED)
        rtc_core_send(worker, &datagram->from, answer.bytes, answer.length);
}

static void take_rtp(RtcPeer *peer, UdpDatagram *datagram) {
    SrtpIncoming incoming;
    if (!peer->kind || !peer->kind->on_rtp ||
        srtp_receiver_open(peer->receiver, datagram->bytes, datagram->length, &incoming) !=
            SRTP_OK) {
        peer->worker->stats.malformed++;
        return;
    }
    peer->kind->on_rtp(peer->media, datagram->bytes, &incoming);
}

static void take_rtcp(RtcPeer *peer, UdpDatagram *datagram) {
    size_t length;
    if (srtp_receiver_open_rtcp(peer->receiver, datagram->bytes, datagram->length, &length) !=
        SRTP_OK) {
        peer->worker->stats.malformed++;
        return;
    }
    if (peer->kind)
        peer->kind->on_rtcp(peer->media, datagram->bytes, length);
}

static void take_media(RtcWorker *worker, RtcPeer *peer, DatagramKind kind, UdpDatagram *datagram) {
    if (kind == DATAGRAM_DTLS) {
        rtc_peer_take_dtls(peer, datagram->bytes, datagram->length);
        return;
    }
    if (!peer->is_keyed) { /* faster than its last flight */
        worker->stats.malformed++;
        return;
    }
    peer->heard_us = rtc_core_now_us(worker);
    if (kind == DATAGRAM_RTP)
        take_rtp(peer, datagram);
    else
        take_rtcp(peer, datagram);
}

void rtc_input_take(RtcWorker *worker, UdpDatagram *datagram) {
    DatagramKind kind = datagram_kind(datagram->bytes, datagram->length);
    RtcPeer *peer = NULL;
    if (kind == DATAGRAM_STUN)
        take_stun(worker, datagram);
    else if (kind == DATAGRAM_UNKNOWN)
        worker->stats.malformed++;
    else if (!(peer = find_by_address(worker, &datagram->from)))
        worker->stats.strangers++;
    else
        take_media(worker, peer, kind, datagram);
}
