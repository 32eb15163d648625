/* One peer's transport: found by ICE, keyed by DTLS, protected by SRTP. What it publishes or views
 * hangs on it. Private to media/rtc/; on the worker's thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/dtls/dtls_fingerprint.h"
#include "media/rtc/rtc_core.h"
#include "media/rtc/srtp/srtp_receiver.h"
#include "media/rtc/srtp/srtp_sender.h"
#include "media/rtc/wire/ice_check.h"
#include "media/rtc/wire/ice_credentials.h"
#include "media/rtc/wire/stun.h"

#define RTC_PEER_CONNECT_US INT64_C(15000000) /* from the answer to the keys */
#define RTC_PEER_SILENCE_US                                                                        \
    INT64_C(25000000) /* RFC 7675 §5.1: checks come every 5 s, 30 s end consent */

/* What hangs on a peer: a publisher or a viewer. */
typedef struct RtcPeerMedia {
    void (*on_keys)(void *media);                 /* media may flow */
    void (*on_tick)(void *media, int64_t now_us); /* every 100 ms from then on */
    /* A decrypted packet, borrowed; NULL: none is taken. */
    void (*on_rtp)(void *media, const uint8_t *bytes, const SrtpIncoming *incoming);
    void (*on_rtcp)(void *media, const uint8_t *bytes, size_t length);
    void (*on_end)(void *media); /* frees it */
} RtcPeerMedia;

/* Who it is. */
typedef struct RtcWho {
    RtcRole role;
    const char *channel;
    const char *name; /* NULL: nobody's */
    bool is_chosen;   /* a viewer whose places show what it wishes */
} RtcWho;

struct RtcPeer {
    RtcWorker *worker;
    Timer timer; /* of connecting, then of silence and reports */
    uint64_t number;
    uint32_t slot;
    RtcWho who; /* its texts are owned */
    unsigned name_hash;
    bool is_answered; /* its coming and going is told */
    IceCredentials credentials;
    IceParty party;
    char *remote_ufrag; /* owned */
    NetAddress address; /* media goes there */
    bool has_address, is_nominated, is_keyed;
    int64_t begun_us, heard_us;
    DtlsFingerprint expected;
    DtlsIdentity *identity; /* owned */
    DtlsLine line;
    SrtpSender *sender;       /* owned; with keys */
    SrtpReceiver *receiver;   /* owned; with keys */
    const RtcPeerMedia *kind; /* NULL: nothing hangs on it yet */
    void *media;
};

typedef struct RtcPeerOptions {
    const char *remote_ufrag; /* of the offer */
    DtlsFingerprint expected; /* of the offer */
    RtcWho who;               /* borrowed */
} RtcPeerOptions;

/* With credentials for the answer. ERROR_OVERLOADED when the worker is full. */
RtcPeer *rtc_peer_new(RtcWorker *worker, const RtcPeerOptions *options, GError **error);
/* NULL when there is none with this number any more. */
RtcPeer *rtc_peer_find(const RtcWorker *worker, uint64_t number);
/* Ends it: what hangs on it, then it is told, then everything is free. `why`: one sentence. */
void rtc_peer_end(RtcPeer *peer, const char *why);

/* Both belong to one person: nobody is sent what is his own. */
bool rtc_peer_is_same_person(const RtcPeer *one, const RtcPeer *other);

/* A Binding request that names this peer. */
void rtc_peer_take_check(RtcPeer *peer, const StunMessage *request, const NetAddress *from);
void rtc_peer_take_dtls(RtcPeer *peer, const uint8_t *bytes, size_t length);

/* For the worker's DtlsEvents. */
void rtc_peer_take_keys(RtcPeer *peer, const DtlsKeys *keys);

/* Protects and sends a compound RTCP packet of `length` bytes; there are SRTCP_OVERHEAD_MAX bytes
 * more at `bytes`. Nothing happens without keys and address. */
void rtc_peer_send_rtcp(RtcPeer *peer, uint8_t *bytes, size_t length);
