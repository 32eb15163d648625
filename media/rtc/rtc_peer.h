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
#include "media/rtc/wire/sdp_types.h"
#include "media/rtc/wire/sdp_writer.h"
#include "media/rtc/wire/stun.h"

#define RTC_PEER_CONNECT_US INT64_C(15000000) /* from the answer to the keys */
#define RTC_PEER_ANSWER_US  INT64_C(30000000) /* from our offer to its answer, WHEP */
#define RTC_PEER_SILENCE_US                                                                        \
    INT64_C(25000000) /* RFC 7675 §5.1: checks come every 5 s, 30 s end consent */

#define RTC_PEER_YIELD_US INT64_C(10000000) /* of silence: its address may be another's by now */

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

/* One ICE session: the names of both sides. */
typedef struct RtcIce {
    IceCredentials credentials;
    IceParty party;     /* points to the others */
    char *remote_ufrag; /* owned; NULL: not known yet */
} RtcIce;

/* The first section of the bundle. */
typedef struct RtcFirstSection {
    SdpKind kind;
    char mid[SDP_MAX_MID_CHARS + 1];
} RtcFirstSection;

typedef struct RtcOffered RtcOffered;

struct RtcPeer {
    RtcWorker *worker;
    Timer timer; /* of connecting, then of silence and reports */
    uint64_t number;
    uint32_t slot;
    RtcWho who; /* its texts are owned */
    unsigned name_hash;
    bool is_answered; /* its coming and going is told */
    RtcIce ice;
    RtcIce past; /* before a restart, until the new session is in use; zeroed: none */
    RtcFirstSection first;
    RtcOffered *offered; /* our offer that waits for its answer; owned; NULL: none */
    void (*free_offered)(RtcOffered *offered);
    NetAddress address; /* media goes there: by UDP or by a line, whichever was nominated last */
    bool has_address, is_nominated, has_begun, is_keyed; /* has_begun: DTLS may flow */
    int64_t begun_us, heard_us;
    DtlsFingerprint expected; /* its length is 0 until its answer is here */
    DtlsIdentity *identity;   /* owned */
    DtlsLine line;
    uint8_t farewell[DTLS_FAREWELL_MAX_BYTES]; /* close_notify, when DTLS is over */
    uint8_t n_farewell;                        /* bytes; 0: the desk still writes one */
    SrtpSender *sender;                        /* owned; with keys */
    SrtpReceiver *receiver;                    /* owned; with keys */
    const RtcPeerMedia *kind;                  /* NULL: nothing hangs on it yet */
    void *media;
};

typedef struct RtcPeerOptions {
    const char *remote_ufrag; /* of the offer; NULL: it is ours, rtc_peer_expect() follows */
    DtlsFingerprint expected; /* of the offer */
    RtcFirstSection first;
    RtcWho who; /* borrowed */
} RtcPeerOptions;

/* With credentials for the answer. ERROR_OVERLOADED when the worker is full. */
RtcPeer *rtc_peer_new(RtcWorker *worker, const RtcPeerOptions *options, GError **error);
/* NULL when there is none with this number any more. */
RtcPeer *rtc_peer_find(const RtcWorker *worker, uint64_t number);
/* Ends it: close_notify is sent (RFC 5246 §7.2.1), what hangs on it ends, then it is told, then
 * everything is free. `why`: one sentence. */
void rtc_peer_end(RtcPeer *peer, const char *why);

/* A datagram of the desk, also of one that is gone: its close_notify. */
void rtc_peer_send_dtls(RtcWorker *worker, uint64_t number, const uint8_t *bytes, size_t length);
void rtc_peer_keep_farewell(RtcPeer *peer, const uint8_t *bytes, size_t length);

/* The answer to our offer is here: DTLS may begin. */
void rtc_peer_expect(RtcPeer *peer, const char *remote_ufrag, const DtlsFingerprint *expected);
/* An ICE restart (RFC 8445 §9): new names of ours. Media goes on as before until the new session is
 * nominated; until then checks of the old one are answered, too. */
void rtc_peer_restart(RtcPeer *peer, const char *remote_ufrag);

/* Both belong to one person: nobody is sent what is his own. */
bool rtc_peer_is_same_person(const RtcPeer *one, const RtcPeer *other);

/* Our side of a description: what is pointed at is the peer's and its worker's. */
SdpLocal rtc_peer_local(const RtcPeer *peer);

/* A Binding request that names this peer. */
void rtc_peer_take_check(RtcPeer *peer, const StunMessage *request, const NetAddress *from);
/* Its line has ended: it goes on from wherever its next check comes. */
void rtc_peer_lose_line(RtcWorker *worker, const NetAddress *of);
void rtc_peer_take_dtls(RtcPeer *peer, const uint8_t *bytes, size_t length);

/* For the worker's DtlsEvents. */
void rtc_peer_take_keys(RtcPeer *peer, const DtlsKeys *keys);

/* Protects and sends a compound RTCP packet of `length` bytes; there are SRTCP_OVERHEAD_MAX bytes
 * more at `bytes`. Nothing happens without keys and address. */
void rtc_peer_send_rtcp(RtcPeer *peer, uint8_t *bytes, size_t length);
