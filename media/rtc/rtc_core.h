/* What one thread of the SFU has: its UDP and its TCP port of one number, its peers, its channels.
 * Private to media/rtc/; all of it belongs to the worker's thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/event_loop.h"
#include "media/rtc/dtls/dtls_desk.h"
#include "media/rtc/flow/packet_pool.h"
#include "media/rtc/net/address_map.h"
#include "media/rtc/net/send_batch.h"
#include "media/rtc/net/tcp_port.h"
#include "media/rtc/net/udp_port.h"
#include "media/rtc/rtc_counters.h"
#include "media/rtc/rtc_events.h"
#include "media/rtc/rtc_figures.h"
#include "media/rtc/srtp/srtp_engine.h"
#include "media/rtc/wire/ice_candidate.h"

#define RTC_WORKER_MAX_PEERS    4096u
#define RTC_WORKER_POOL_PACKETS 32768u /* 50 MB when all are in use: 64 rings of 512 */
#define RTC_WORKER_POSTS        8192u
#define RTC_CACHE_LINE_BYTES    64u
#define RTC_WORKER_TELL_US      INT64_C(1000000)
#define RTC_WORKER_ROUND_READS  4u  /* batches before what was read is forwarded */
#define RTC_WORKER_LEAVING      64u /* peers that are gone and whose close_notify is being written */

/* Names a peer among all workers, never used again: worker, 40 random bits, slot. */
#define RTC_PEER_NUMBER(worker, serial, slot)                                                      \
    ((uint64_t)(worker) << 52 | ((uint64_t)(serial)&0xffffffffffu) << 12 | (slot))
#define RTC_PEER_WORKER(number) ((uint32_t)((number) >> 52))
#define RTC_PEER_SLOT(number)   ((uint32_t)((number)&0xfffu))

typedef struct RtcPeer RtcPeer;
typedef struct RtcChannel RtcChannel;
typedef struct RtcPace RtcPace;
typedef struct RtcRounds RtcRounds;
typedef struct RtcPaced RtcPaced;

/* Where the close_notify of a peer goes that is gone already; number 0: nobody. */
typedef struct RtcLeaving {
    uint64_t number;
    NetAddress address;
} RtcLeaving;

typedef struct RtcWorker {
    EventWatch watch; /* of the UDP port; first */
    Worker *worker;
    EventLoop *loop;
    uint32_t index;
    const RtcEvents *events; /* borrowed, never NULL */
    void *events_user;
    Timer delivered_timer; /* each second */
    PacketPool *pool;
    UdpPort *port;
    TcpPort *lines;
    SendBatch *batch;
    RtcPace *pace;
    AddressMap *addresses; /* to slots */
    SrtpEngine *srtp;
    DtlsDesk *desk; /* borrowed */
    DtlsListener listener;
    IceCandidate candidates[2 * ICE_MAX_ADDRESSES]; /* all of UDP, then all of TCP */
    unsigned n_candidates;
    RtcPeer *peers[RTC_WORKER_MAX_PEERS]; /* by slot */
    unsigned n_peers, next_slot;
    RtcLeaving leaving[RTC_WORKER_LEAVING]; /* a ring: the oldest is not told */
    unsigned next_leaving;
    GHashTable *channels; /* name (owned by the channel) → RtcChannel */
    RtcChannel *to_fan;   /* channels with packets of this round */
    RtcRounds *rounds;
    RtcWorkerStats stats;
    RtcCounters counters; /* any thread reads them */
    Timer telling;        /* of the counters */
} RtcWorker;

int64_t rtc_core_now_us(const RtcWorker *worker);
/* One packet of STUN, DTLS or RTCP, by UDP or by a line. It may be lost. */
void rtc_core_send(RtcWorker *worker, const NetAddress *to, const uint8_t *bytes, size_t length);
/* A peer's number as others are told it. */
void rtc_core_write_id(uint64_t number, char ret_id[RTC_ID_BYTES]);
