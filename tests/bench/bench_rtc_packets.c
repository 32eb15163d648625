/* bench_rtc_packets: what the numbers of a forwarded packet cost, without sockets and ciphers: CPU
 * time for each step on one thread, the best of several rounds. Times fail nothing. */
#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "media/rtc/flow/nack_make.h"
#include "media/rtc/flow/receive_stats.h"
#include "media/rtc/flow/rewrite.h"
#include "media/rtc/flow/twcc_history.h"
#include "media/rtc/flow/twcc_make.h"
#include "media/rtc/wire/codec_vp8.h"
#include "media/rtc/wire/rtp_plan.h"

enum { PACKETS = 200000, ROUNDS = 7, FEEDBACK_PACKETS = 50, STEP_US = 4000 };

typedef struct Bench {
    uint8_t packet[1100], header[RTP_PLAN_MAX_BYTES], feedback[1200];
    size_t length;
    RtpExtensionMap map;
    RtpPlan plan;
    Rewrite rewrite;
    RewriteMark marks[REWRITE_VIDEO_MARKS];
    ReceiveStats stats;
    NackMake nack;
    TwccMake make;
    TwccHistory history;
    TwccSent sent[TWCC_HISTORY_LEAST_SLOTS];
    unsigned sum; /* of what was computed: nothing is left out by the compiler */
} Bench;

static void set_up(Bench *bench) {
    bench->map = (RtpExtensionMap){{4, 10, 11, 2, 3, 1}};
    RtpPlanWish wish = {.ssrc = 1, .payload_type = 96, .map = &bench->map, .mid = "0"};
    rtp_plan_init(&bench->plan, &wish);
    size_t header = rtp_plan_stamp(&bench->plan, &(RtpStamp){0}, bench->packet);
    memcpy(bench->packet + header, "\x90\xf0\x81\x02\xff\x1f\x90\x3c\x02", 9);
    bench->length = sizeof bench->packet;
    rewrite_init(&bench->rewrite, bench->marks, REWRITE_VIDEO_MARKS, 90000, 0, 0);
    rewrite_switch(&bench->rewrite, &(RewriteIn){.number = 1}, NULL, NULL);
    receive_stats_init(&bench->stats, 90000);
    nack_make_init(&bench->nack);
    twcc_make_init(&bench->make);
    twcc_history_init(&bench->history, bench->sent, TWCC_HISTORY_LEAST_SLOTS);
}

static void parse(Bench *bench, unsigned i) {
    RtpPacket packet;
    CodecVp8 vp8;
    bench->packet[3] = (uint8_t)i;
    bench->sum += rtp_parse(bench->packet, bench->length, &bench->map, &packet) &&
                  codec_vp8_parse(bench->packet + packet.payload_at, packet.payload_length, &vp8);
}

static void receive(Bench *bench, unsigned i) {
    int64_t now_us = i * (int64_t)STEP_US;
    uint32_t number;
    receive_stats_take(&bench->stats, (uint16_t)i, i * 360, now_us, &number);
    nack_make_take(&bench->nack, number, now_us);
    twcc_make_take(&bench->make, (uint16_t)i, now_us);
    bench->sum += number;
    if (i % FEEDBACK_PACKETS == 0) {
        RtcpWriter writer = {.bytes = bench->feedback, .size = sizeof bench->feedback};
        bench->sum += twcc_make_write(&bench->make, &writer, 1, 2);
    }
}

/* What each subscriber costs. */
static void forward(Bench *bench, unsigned i) {
    RewriteIn in = {.number = i + 1, .timestamp = i * 360, .picture_id = (uint16_t)i};
    RewriteOut out;
    rewrite_map(&bench->rewrite, &in, &out);
    RtpStamp stamp = {.sequence = out.sequence,
                      .timestamp = out.timestamp,
                      .transport_sequence =
                          twcc_history_add(&bench->history, i * (int64_t)STEP_US, 1100, 0),
                      .send_time = rtp_send_time(i * (int64_t)STEP_US)};
    bench->sum += rtp_plan_stamp(&bench->plan, &stamp, bench->header) + bench->header[3];
}

/* A subscriber's feedback about 50 packets, matched. */
static void match(Bench *bench, unsigned i) {
    static TwccResult results[FEEDBACK_PACKETS];
    twcc_history_add(&bench->history, i * (int64_t)STEP_US, 1100, 0);
    twcc_make_take(&bench->make, (uint16_t)(bench->history.next - 1), i * (int64_t)STEP_US);
    if (i % FEEDBACK_PACKETS != FEEDBACK_PACKETS - 1)
        return;
    RtcpWriter writer = {.bytes = bench->feedback, .size = sizeof bench->feedback};
    twcc_make_write(&bench->make, &writer, 1, 2);
    RtcpWalk walk;
    RtcpBlock block;
    RtcpTwccReader reader;
    rtcp_walk_init(&walk, bench->feedback, writer.length);
    if (rtcp_walk_next(&walk, &block) == RTCP_STEP_BLOCK && rtcp_twcc_reader_init(&reader, &block))
        bench->sum += twcc_history_match(&bench->history, &reader, i * (int64_t)STEP_US,
                                         FEEDBACK_PACKETS, results);
}

static double cpu_s(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(void) {
    static const struct {
        const char *name;
        void (*run)(Bench *, unsigned);
    } STEPS[] = {
        {"parse RTP, four extensions and VP8", parse},
        {"statistics, NACK list, arrivals and feedback towards a publisher", receive},
        {"map, history and header for a subscriber", forward},
        {"history and feedback of a subscriber, written and matched", match},
    };
    for (unsigned step = 0; step < G_N_ELEMENTS(STEPS); step++) {
        double best = 1e9;
        unsigned sum = 0;
        for (unsigned round = 0; round < ROUNDS; round++) {
            g_autofree Bench *bench = g_new0(Bench, 1);
            set_up(bench);
            double begin = cpu_s();
            for (unsigned i = 0; i < PACKETS; i++)
                STEPS[step].run(bench, i);
            double took = cpu_s() - begin;
            best = MIN(best, took);
            sum += bench->sum;
        }
        printf("%6.1f ns a packet: %s (%u)\n", best / PACKETS * 1e9, STEPS[step].name, sum);
    }
    return 0;
}
