/* One direction of a bad line, as a model: what enters is lost, copied, queued before a bottleneck,
 * delayed, overtaken. It knows no clock and no socket: the caller says what time it is, so the
 * relay runs it by the machine's clock and tests run it by theirs.
 *
 * Every kind of accident draws from a sequence of its own, once a packet: with one seed, the same
 * packets meet the same accidents whatever their timing, and switching one kind on moves no other.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* In the queue and on the line together: 100 Mbit/s of full packets for two seconds. */
#define LINK_MODEL_MAX_PACKETS 16384u
/* A packet that waits to be overtaken and is not, because nothing follows it, goes on after this.
 */
#define LINK_MODEL_HOLD_US INT64_C(500000)
#define LINK_MODEL_NEVER   INT64_MAX

typedef struct LinkSettings {
    double loss;            /* chance of each packet, 0 to 1 */
    double burst_enter;     /* Gilbert's model: chance per packet that a burst of loss begins … */
    double burst_leave;     /* … and that it ends; within it every packet is lost */
    double duplicate;       /* chance */
    double reorder;         /* chance that a packet lets the next ones pass … */
    unsigned reorder_depth; /* … so many of them */
    int64_t delay_us;
    int64_t jitter_us; /* up to so much more, evenly spread; never overtakes */
    uint64_t rate_bps; /* of the bottleneck; 0: none */
    int64_t queue_us;  /* what waits before the bottleneck, at its rate; beyond it is dropped … */
    uint64_t queue_bytes; /* … or, when not 0, so many bytes */
} LinkSettings;

/* offered + duplicated = lost + burst_lost + dropped + delivered + waiting. */
typedef struct LinkCounters {
    uint64_t offered, lost, burst_lost, dropped, duplicated, reordered, delivered, waiting;
    uint64_t offered_bytes, delivered_bytes;
} LinkCounters;

typedef struct LinkPacket {
    void *data; /* the caller's */
    uint32_t bytes;
} LinkPacket;

typedef struct LinkModel LinkModel;

LinkModel *link_model_new(uint64_t seed);
void link_model_free(LinkModel *link); /* take all packets out first */

const LinkSettings *link_model_settings(const LinkModel *link);
/* What has begun to be sent goes on at the new rate. */
void link_model_set(LinkModel *link, int64_t now_us, const LinkSettings *settings);
LinkCounters link_model_counters(const LinkModel *link);

/* A queue that would not drop `bytes` more. */
bool link_model_has_room(LinkModel *link, int64_t now_us, uint32_t bytes);
/* How many copies of the packet will come out: 0, 1 or 2. Time never goes back. */
unsigned link_model_offer(LinkModel *link, int64_t now_us, LinkPacket packet);
/* The next packet that has arrived by `now_us`; false when there is none. */
bool link_model_take(LinkModel *link, int64_t now_us, LinkPacket *ret_packet);
/* When to ask again; LINK_MODEL_NEVER when nothing is under way. */
int64_t link_model_next_us(const LinkModel *link);
/* Whatever is still inside, one after another, for whoever frees it. */
bool link_model_drain(LinkModel *link, LinkPacket *ret_packet);
