#include "media/rtc/net/send_batch.h"

#include <errno.h>
#include <glib.h>
#include <netinet/udp.h>
#include <string.h>

#include "media/rtc/net/tcp_writer.h"

#ifndef UDP_SEGMENT
#define UDP_SEGMENT 103 /* linux/udp.h, since 4.18 */
#endif

typedef union Control {
    struct cmsghdr head; /* aligns */
    uint8_t bytes[CMSG_SPACE(sizeof(uint16_t))];
} Control;

/* Consecutive packets of the arena to one address, all of `segment` bytes but the last. */
typedef struct Run {
    NetAddress to;
    uint32_t at, length;
    uint16_t segment, n_packets;
    bool is_closed; /* a shorter packet was its last */
} Run;

struct SendBatch {
    int fd;
    bool is_v6, has_segments;
    TcpPort *lines; /* NULL: none */
    SendBatchStats stats;
    Run runs[SEND_BATCH_MESSAGES];
    unsigned n_runs;
    uint32_t used; /* of the arena */
    NetAddress reserved_to;
    uint8_t *arena;
    NetSocketAddress names[SEND_BATCH_MESSAGES];
    struct iovec parts[SEND_BATCH_MESSAGES];
    Control controls[SEND_BATCH_MESSAGES];
    struct mmsghdr messages[SEND_BATCH_MESSAGES];
};

_Static_assert(SEND_BATCH_RUN_PACKETS <= TCP_WRITER_RUN_PACKETS, "a run goes into a line at once");

SendBatch *send_batch_new(int fd, bool is_v6) {
    SendBatch *batch = g_new0(SendBatch, 1);
    batch->fd = fd;
    batch->is_v6 = is_v6;
    batch->has_segments = true;
    batch->arena = g_malloc(SEND_BATCH_ARENA_BYTES);
    return batch;
}

void send_batch_free(SendBatch *batch) {
    if (!batch)
        return;
    g_free(batch->arena);
    g_free(batch);
}

void send_batch_set_lines(SendBatch *batch, TcpPort *lines) {
    batch->lines = lines;
}

/* ---- sending ---- */

static void write_message(SendBatch *batch, unsigned i) {
    const Run *run = &batch->runs[i];
    struct msghdr *head = &batch->messages[i].msg_hdr;
    batch->parts[i] = (struct iovec){batch->arena + run->at, run->length};
    *head = (struct msghdr){.msg_name = &batch->names[i],
                            .msg_namelen =
                                net_address_to_socket(&run->to, batch->is_v6, &batch->names[i]),
                            .msg_iov = &batch->parts[i],
                            .msg_iovlen = 1};
    if (run->n_packets == 1)
        return;
    Control *control = &batch->controls[i];
    head->msg_control = control->bytes;
    head->msg_controllen = sizeof control->bytes;
    control->head = (struct cmsghdr){.cmsg_level = IPPROTO_UDP,
                                     .cmsg_type = UDP_SEGMENT,
                                     .cmsg_len = CMSG_LEN(sizeof(uint16_t))};
    memcpy(CMSG_DATA(&control->head), &run->segment, sizeof run->segment);
}

static void count_sent(SendBatch *batch, const Run *run, bool is_sent) {
    if (!is_sent) {
        batch->stats.dropped += run->n_packets;
        return;
    }
    batch->stats.messages++;
    batch->stats.packets += run->n_packets;
    batch->stats.bytes += run->length;
}

/* Packet by packet, where segments are not taken. */
static void send_singly(SendBatch *batch, const Run *run) {
    NetSocketAddress name;
    socklen_t name_length = net_address_to_socket(&run->to, batch->is_v6, &name);
    for (uint32_t at = 0; at < run->length; at += run->segment) {
        uint32_t n = MIN(run->segment, run->length - at);
        Run one = {.length = n, .n_packets = 1};
        batch->stats.calls++;
        count_sent(batch, &one,
                   sendto(batch->fd, batch->arena + run->at + at, n, MSG_NOSIGNAL, &name.any,
                          name_length) >= 0);
    }
}

/* sendmmsg(2) stops at the first message that fails, and tells why only when it is the first. */
static void skip_refused(SendBatch *batch, unsigned i) {
    const Run *run = &batch->runs[i];
    bool is_refused = errno == EIO || errno == EINVAL || errno == EOPNOTSUPP || errno == EMSGSIZE;
    if (run->n_packets > 1 && is_refused) {
        if (errno != EMSGSIZE)
            batch->has_segments = false;
        send_singly(batch, run);
    } else {
        count_sent(batch, run, false);
    }
}

/* Those to connections; the others move up. */
static void send_to_lines(SendBatch *batch) {
    unsigned kept = 0;
    for (unsigned i = 0; i < batch->n_runs; i++) {
        const Run run = batch->runs[i];
        if (run.to.line == 0) {
            batch->runs[kept++] = run;
            continue;
        }
        unsigned n = batch->lines ? tcp_port_send(batch->lines, &run.to, batch->arena + run.at,
                                                  run.length, run.segment)
                                  : 0;
        batch->stats.messages += n > 0;
        batch->stats.packets += n;
        batch->stats.bytes += n == run.n_packets ? run.length : (uint64_t)n * run.segment;
        batch->stats.dropped += run.n_packets - n;
    }
    batch->n_runs = kept;
}

void send_batch_flush(SendBatch *batch) {
    unsigned done = 0;
    send_to_lines(batch);
    for (unsigned i = 0; i < batch->n_runs; i++)
        write_message(batch, i);
    while (done < batch->n_runs) {
        int n = sendmmsg(batch->fd, batch->messages + done, batch->n_runs - done, MSG_NOSIGNAL);
        batch->stats.calls++;
        for (int i = 0; i < n; i++)
            count_sent(batch, &batch->runs[done + (unsigned)i], true);
        if (n > 0)
            done += (unsigned)n;
        else if (errno != EINTR)
            skip_refused(batch, done++);
    }
    batch->n_runs = 0;
    batch->used = 0;
}

/* ---- filling ---- */

uint8_t *send_batch_reserve(SendBatch *batch, const NetAddress *to, size_t max_bytes) {
    g_assert(max_bytes <= SEND_BATCH_PACKET_BYTES);
    const Run *last = batch->n_runs > 0 ? &batch->runs[batch->n_runs - 1] : NULL;
    bool may_need_run = !last || last->is_closed || last->n_packets == SEND_BATCH_RUN_PACKETS ||
                        !net_address_equal(&last->to, to);
    if (batch->used + max_bytes > SEND_BATCH_ARENA_BYTES ||
        (may_need_run && batch->n_runs == SEND_BATCH_MESSAGES))
        send_batch_flush(batch);
    batch->reserved_to = *to;
    return batch->arena + batch->used;
}

static bool joins(const SendBatch *batch, const Run *run, size_t length) {
    return batch->has_segments && !run->is_closed && run->n_packets < SEND_BATCH_RUN_PACKETS &&
           length <= run->segment && net_address_equal(&run->to, &batch->reserved_to);
}

void send_batch_commit(SendBatch *batch, size_t length) {
    Run *last = batch->n_runs > 0 ? &batch->runs[batch->n_runs - 1] : NULL;
    g_assert(length > 0 && batch->used + length <= SEND_BATCH_ARENA_BYTES);
    if (last && joins(batch, last, length)) {
        last->length += (uint32_t)length;
        last->n_packets++;
        last->is_closed = length < last->segment;
        batch->used += (uint32_t)length;
        return;
    }
    Run run = {.to = batch->reserved_to,
               .at = batch->used,
               .length = (uint32_t)length,
               .segment = (uint16_t)length,
               .n_packets = 1};
    batch->used += (uint32_t)length;
    if (batch->n_runs == SEND_BATCH_MESSAGES) { /* a longer packet than those of the full run */
        uint32_t at = run.at;
        batch->used = at;
        send_batch_flush(batch);
        memmove(batch->arena, batch->arena + at, length);
        run.at = 0;
        batch->used = (uint32_t)length;
    }
    batch->runs[batch->n_runs++] = run;
}

const SendBatchStats *send_batch_stats(const SendBatch *batch) {
    return &batch->stats;
}

bool send_batch_has_segments(const SendBatch *batch) {
    return batch->has_segments;
}
