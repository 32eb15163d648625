/* What one thread of the SFU has: its UDP port, its peers, its channels. Private to media/rtc/; all
 * of it belongs to the worker's thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/event_loop.h"
#include "media/rtc/dtls/dtls_desk.h"
#include "media/rtc/flow/packet_pool.h"
#include "media/rtc/net/address_map.h"
#include "media/rtc/net/send_batch.h"
#include "media/rtc/net/udp_port.h"
#include "media/rtc/srtp/srtp_engine.h"
#include "media/rtc/wire/ice_candidate.h"

#define RTC_WORKER_MAX_PEERS    4096u
#define RTC_WORKER_POOL_PACKETS 32768u /* 50 MB when all are in use: 64 rings of 512 */
#define RTC_WORKER_POSTS        8192u
#define RTC_WORKER_ROUND_READS  4u /* batches before what was read is forwarded */

/* Names a peer among all workers, never used again: worker, serial, slot. */
#define RTC_PEER_NUMBER(worker, serial, slot)                                                      \
    ((uint64_t)(worker) << 52 | ((uint64_t)(serial)&0xffffffffffu) << 12 | (slot))
#define RTC_PEER_WORKER(number) ((uint32_t)((number) >> 52))
#define RTC_PEER_SLOT(number)   ((uint32_t)((number)&0xfffu))

typedef struct RtcPeer RtcPeer;
typedef struct RtcPublisher RtcPublisher;
typedef struct RtcPace RtcPace;
typedef struct RtcPaced RtcPaced;

typedef struct RtcWorkerStats {
    uint64_t strangers;  /* datagrams of no peer */
    uint64_t malformed;  /* that no parser takes, or SRTP refuses */
    uint64_t received;   /* packets of media that were forwarded to somebody or nobody */
    uint64_t forwarded;  /* packets sent to viewers */
    uint64_t unassigned; /* media of a source that no section of the offer explains */
} RtcWorkerStats;

typedef struct RtcWorker {
    EventWatch watch; /* of the UDP port; first */
    Worker *worker;
    EventLoop *loop;
    uint32_t index;
    PacketPool *pool;
    UdpPort *port;
    SendBatch *batch;
    RtcPace *pace;
    AddressMap *addresses; /* to slots */
    SrtpEngine *srtp;
    DtlsDesk *desk; /* borrowed */
    DtlsListener listener;
    IceCandidate candidates[ICE_MAX_ADDRESSES];
    unsigned n_candidates;
    RtcPeer *peers[RTC_WORKER_MAX_PEERS]; /* by slot */
    unsigned n_peers, next_slot;
    uint64_t serial;      /* of peers, never used again */
    GHashTable *channels; /* name (owned by the channel) → RtcChannel */
    RtcPublisher *to_fan; /* publishers with packets of this round */
    RtcWorkerStats stats;
} RtcWorker;

int64_t rtc_core_now_us(const RtcWorker *worker);
