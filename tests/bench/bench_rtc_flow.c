/* What flow control costs, in processor time of this thread: one line "NAME NANOSECONDS" each. */
#include <glib.h>
#include <stdio.h>
#include <time.h>

#include "media/rtc/flow/bwe.h"
#include "media/rtc/flow/layer_choice.h"
#include "media/rtc/flow/pacer.h"
#include "media/rtc/flow/speaker_level.h"

#define ROUNDS       20000u
#define PER_FEEDBACK 23u /* of 230 packets a second, each 100 ms */
#define N_STREAMS    19u /* of a room of twenty */

static int64_t cpu_ns(void) {
    struct timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void say(const char *name, int64_t began_ns, uint64_t n) {
    printf("%s %.1f\n", name, (double)(cpu_ns() - began_ns) / (double)n);
}

static void bench_feedback(void) {
    Bwe *bwe = bwe_new(2000000);
    BwePacket packets[PER_FEEDBACK];
    int64_t now_us = 1000000, began_ns = cpu_ns();
    for (unsigned i = 0; i < ROUNDS; i++) {
        for (unsigned j = 0; j < PER_FEEDBACK; j++) {
            int64_t send_us = now_us + j * 4348;
            packets[j] =
                (BwePacket){send_us, send_us + (i * 7 + j * 13) % 2000, 1100, 0, (i + j) % 50 == 0};
        }
        now_us += 100000;
        bwe_on_feedback(bwe, now_us, packets, PER_FEEDBACK);
    }
    say("feedback_packet", began_ns, (uint64_t)ROUNDS * PER_FEEDBACK);
    bwe_free(bwe);
}

static void bench_pacer(void) {
    Pacer *pacer = pacer_new(0, 10000000);
    int64_t now_us = 0, began_ns = cpu_ns();
    uint64_t n_sent = 0;
    for (unsigned i = 0; i < ROUNDS * PER_FEEDBACK; i++) {
        PacerItem item = {.tag = i, .bytes = 1100, .lane = PACER_VIDEO};
        n_sent += pacer_offer(pacer, now_us += 4348, &item) == PACER_SEND;
    }
    say("pacer_pass", began_ns, n_sent);
    pacer_free(pacer);
}

static void bench_layers(void) {
    LayerStream streams[N_STREAMS] = {0};
    for (unsigned i = 0; i < N_STREAMS; i++) {
        streams[i] = (LayerStream){.shown_px = i ? 180 : 720,
                                   .priority = i ? 0 : 1,
                                   .layers = {{180, {60000, 90000, 150000}},
                                              {360, {200000, 300000, 500000}},
                                              {720, {700000, 1100000, 1800000}}},
                                   .current = {LAYER_NOT_SENT, LAYER_NOT_SENT}};
    }
    int64_t began_ns = cpu_ns();
    for (unsigned i = 0; i < ROUNDS; i++) {
        LayerBudget budget = {(i + 1) * INT64_C(100000), 3000000 + i % 100 * 10000, 120000, 0};
        (void)layer_choice_run(streams, N_STREAMS, &budget);
        for (unsigned j = 0; j < N_STREAMS; j++)
            streams[j].current = streams[j].chosen;
    }
    say("layer_choice_room", began_ns, ROUNDS);
}

static void bench_speakers(void) {
    static SpeakerLevel room;
    speaker_level_init(&room);
    int64_t now_us = 1, began_ns = cpu_ns();
    for (unsigned i = 0; i < ROUNDS * PER_FEEDBACK; i++)
        speaker_level_add(&room, i % 20, now_us += 1000, (uint8_t)(30 + i % 40));
    say("speaker_packet", began_ns, (uint64_t)ROUNDS * PER_FEEDBACK);
    began_ns = cpu_ns();
    for (unsigned i = 0; i < ROUNDS; i++)
        (void)speaker_level_choose(&room, now_us += 1000);
    say("speaker_choose", began_ns, ROUNDS);
}

int main(void) {
    bench_feedback();
    bench_pacer();
    bench_layers();
    bench_speakers();
    return 0;
}
