/* Packets on their way to many subscribers: written into one arena, sent by one system call, a run
 * of equal packets to one subscriber as one message (UDP_SEGMENT; rtc-limits: only segmentation
 * offload removes work per packet). Never blocks: what the kernel does not take is dropped and
 * counted. One owner thread. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/rtc/net/net_address.h"
#include "media/rtc/net/tcp_port.h"

#define SEND_BATCH_MESSAGES     32u
#define SEND_BATCH_ARENA_BYTES  (256u * 1024u) /* stays in the second cache */
#define SEND_BATCH_RUN_PACKETS  16u
#define SEND_BATCH_PACKET_BYTES 1472u /* what a path of 1,500 bytes carries over IPv4 */

typedef struct SendBatch SendBatch;

typedef struct SendBatchStats {
    uint64_t packets, bytes; /* given to the kernel */
    uint64_t messages;       /* packets / messages: how long the runs are */
    uint64_t calls;
    uint64_t dropped; /* packets that the kernel did not take */
} SendBatchStats;

/* Over a UDP socket that is borrowed; `is_v6`: of the socket. */
SendBatch *send_batch_new(int fd, bool is_v6);
void send_batch_free(SendBatch *batch);
/* Where packets to a NetAddress with a line go; borrowed. Without: dropped. */
void send_batch_set_lines(SendBatch *batch, TcpPort *lines);

/* Room for one packet of at most `max_bytes` (up to SEND_BATCH_PACKET_BYTES) to this address; sends
 * what waits when there is none. Write there, then commit with the true length, or call nothing. */
uint8_t *send_batch_reserve(SendBatch *batch, const NetAddress *to, size_t max_bytes);
void send_batch_commit(SendBatch *batch, size_t length);

/* At the end of a round. */
void send_batch_flush(SendBatch *batch);

const SendBatchStats *send_batch_stats(const SendBatch *batch);
/* Whether runs are sent as one message: false when the kernel or the device refused it. */
bool send_batch_has_segments(const SendBatch *batch);
