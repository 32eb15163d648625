/* Who is told as speaking, and how much was delivered. */
#include "media/rtc/rtc_speakers.h"

#include <string.h>

#include "media/rtc/rtc_delivery.h"
#include "tests/unit/rtc/fake_room.h"

#define MS     INT64_C(1000)
#define LOUD   20
#define QUIET  100
#define WAIT_S 20

/* ---- speakers: on the loop of a real worker ---- */

typedef struct Fixture {
    FakeRoom room;
    Worker *worker;
    GAsyncQueue *told; /* "active: loudest" */
    RtcPublisher *people[4];
    uint8_t levels[4];
    bool has_no_level;
    Timer packets; /* each 20 ms */
    gint64 told_us;
    bool is_hasty;
} Fixture;

static void on_speakers(const RtcSpeakersNews *news, void *user) {
    Fixture *f = user;
    GString *text = g_string_new(news->active ? news->active : "-");
    for (unsigned i = 0; i < news->n_names; i++)
        g_string_append_printf(text, " %s", news->names[i]);
    g_assert_cmpstr(news->channel, ==, "room");
    gint64 now_us = rtc_core_now_us(&f->room.worker);
    f->is_hasty |= f->told_us != 0 && now_us - f->told_us < 300 * MS;
    f->told_us = now_us;
    g_async_queue_push(f->told, g_string_free(text, FALSE));
}

static const RtcEvents EVENTS = {.on_speakers = on_speakers};

static void on_packets(Timer *timer, void *loop) {
    Fixture *f = (Fixture *)(void *)((char *)timer - offsetof(Fixture, packets));
    for (unsigned i = 0; i < G_N_ELEMENTS(f->people); i++) {
        RtpPacket rtp = {.has = f->has_no_level ? 0 : 1u << RTP_EXTENSION_AUDIO_LEVEL,
                         .audio_level = f->levels[i]};
        if (f->people[i] && f->levels[i] != 0)
            rtc_speakers_hear(f->room.channel->speakers, &f->people[i]->tracks[0], &rtp,
                              rtc_core_now_us(&f->room.worker));
    }
    event_loop_set_timer(f->room.worker.loop, timer,
                         event_loop_now_us(f->room.worker.loop) + 20 * MS, on_packets);
}

static void set_up(Fixture *f, const void *unused) {
    g_autoptr(GError) error = NULL;
    fake_room_init(&f->room, &EVENTS, f);
    f->told = g_async_queue_new_full(g_free);
    f->worker = worker_start(&(WorkerOptions){.name = "rtc-0",
                                              .mailbox_posts = 64,
                                              .loop = &WORKER_LOOP_EVENTS,
                                              .loop_data = f->room.worker.loop},
                             &error);
    g_assert_no_error(error);
}

static void end(void *data) {
    Fixture *f = data;
    event_loop_cancel_timer(f->room.worker.loop, &f->packets);
    while (f->room.peers->len > 0)
        fake_room_leave(&f->room, f->room.peers->pdata[0]);
    g_async_queue_push(f->told, g_strdup("end"));
}

static void run(Fixture *f, WorkerFn fn) {
    g_assert_true(worker_post(f->worker, fn, f, NULL, NULL));
}

/* What is told in between may be more or less, as the machine is busy. */
static void await(Fixture *f, const char *text) {
    for (bool is_there = false; !is_there;) {
        g_autofree char *told = g_async_queue_timeout_pop(f->told, WAIT_S * G_USEC_PER_SEC);
        g_test_message("told: %s", told);
        g_assert_nonnull(told);
        is_there = strcmp(told, text) == 0;
    }
}

static void tear_down(Fixture *f, const void *unused) {
    run(f, end);
    await(f, "end");
    g_assert_false(f->is_hasty);
    worker_free(f->worker);
    f->worker = NULL;
    fake_room_clear(&f->room);
    g_async_queue_unref(f->told);
}

static void begin(void *data) {
    Fixture *f = data;
    static const char *const NAMES[] = {"ann", "bob", "cid", NULL};
    for (unsigned i = 0; i < G_N_ELEMENTS(f->people); i++) {
        f->people[i] = fake_room_publish(&f->room, NAMES[i], "m");
        f->levels[i] = QUIET;
    }
    f->levels[1] = LOUD;
    event_loop_set_timer(f->room.worker.loop, &f->packets, rtc_core_now_us(&f->room.worker),
                         on_packets);
}

static void let_ann_speak(void *data) {
    Fixture *f = data;
    f->levels[0] = LOUD;
    f->levels[1] = QUIET;
}

static void hold_ann(void *data) {
    Fixture *f = data;
    rtc_publisher_hold(f->people[0], RTC_HOLD_MICROPHONE, true);
}

static void let_bob_leave(void *data) {
    Fixture *f = data;
    fake_room_leave(&f->room, f->people[1]->peer);
    f->people[1] = NULL;
}

static void test_told(Fixture *f, const void *unused) {
    run(f, begin);
    await(f, "bob bob");
    run(f, let_ann_speak);
    await(f, "ann ann"); /* bob's pause is over */
    run(f, hold_ann);
    await(f, "-"); /* nobody is heard */
}

static void test_leaves(Fixture *f, const void *unused) {
    run(f, begin);
    await(f, "bob bob");
    run(f, let_bob_leave);
    await(f, "-");
}

/* Who cannot tell how loud he is counts as speaking; whose name is not known is not told. */
static void test_without_levels(Fixture *f, const void *unused) {
    f->has_no_level = true;
    run(f, begin);
    await(f, "ann ann bob cid");
}

/* ---- delivery ---- */

static void send_for(RtcDelivery *delivery, SdpKind kind, int64_t *now_us, int ms, int step_ms) {
    for (int i = 0; i < ms; i += step_ms) {
        *now_us += step_ms * MS;
        rtc_delivery_sent(delivery, kind, *now_us);
        rtc_delivery_count(delivery);
    }
}

static void test_delivery(void) {
    RtcDelivery delivery = {0};
    int64_t now_us = 5000 * MS;
    rtc_delivery_count(&delivery);
    rtc_delivery_confirm(&delivery, SDP_VIDEO, 0);
    g_assert_cmpuint(rtc_delivery_tell_ms(&delivery, SDP_VIDEO), ==, 0);
    send_for(&delivery, SDP_VIDEO, &now_us, 1001, 1);                    /* the first begins it */
    g_assert_cmpuint(rtc_delivery_tell_ms(&delivery, SDP_VIDEO), ==, 0); /* not confirmed */
    rtc_delivery_confirm(&delivery, SDP_AUDIO, 0);
    g_assert_cmpuint(rtc_delivery_tell_ms(&delivery, SDP_VIDEO), ==, 0);
    rtc_delivery_confirm(&delivery, SDP_VIDEO, 127);
    g_assert_cmpuint(rtc_delivery_tell_ms(&delivery, SDP_VIDEO), ==, 1000);
    g_assert_cmpuint(rtc_delivery_tell_ms(&delivery, SDP_VIDEO), ==, 0); /* told once */
    send_for(&delivery, SDP_VIDEO, &now_us, 1000, 100);
    rtc_delivery_confirm(&delivery, SDP_VIDEO, 128); /* half of it was lost */
    rtc_delivery_confirm(&delivery, SDP_VIDEO, 0);
    g_assert_cmpuint(rtc_delivery_tell_ms(&delivery, SDP_VIDEO), ==, 0);
    now_us += 1501 * MS; /* a pause is not counted */
    send_for(&delivery, SDP_VIDEO, &now_us, 200, 100);
    rtc_delivery_confirm(&delivery, SDP_VIDEO, 0);
    g_assert_cmpuint(rtc_delivery_tell_ms(&delivery, SDP_VIDEO), ==, 100);
    send_for(&delivery, SDP_VIDEO, &now_us, 3000, 1000); /* a still screen is */
    rtc_delivery_confirm(&delivery, SDP_VIDEO, 0);
    g_assert_cmpuint(rtc_delivery_tell_ms(&delivery, SDP_VIDEO), ==, 3000);
    for (unsigned i = 0; i < 60; i++) /* nothing comes: nothing grows */
        rtc_delivery_count(&delivery);
    rtc_delivery_confirm(&delivery, SDP_VIDEO, 0);
    g_assert_cmpuint(rtc_delivery_tell_ms(&delivery, SDP_VIDEO), ==, 0);
}

/* Parts of milliseconds are not lost. */
static void test_delivery_parts(void) {
    RtcDelivery delivery = {.until_us = {1}, .sent_us = {1}};
    uint32_t sum_ms = 0;
    for (unsigned i = 1; i <= 30; i++) {
        rtc_delivery_sent(&delivery, SDP_AUDIO, 1 + i * 33333);
        rtc_delivery_count(&delivery);
        rtc_delivery_confirm(&delivery, SDP_AUDIO, 0);
        sum_ms += rtc_delivery_tell_ms(&delivery, SDP_AUDIO);
    }
    g_assert_cmpuint(sum_ms, ==, 999);
}

/* What comes from a publisher: the second of its beginning stands for that of its end. */
static void test_arrival(void) {
    RtcArrival arrival = {0};
    const uint64_t packets[] = {0, 40, 90, 140, 140, 140, 190, 10}; /* the last: it began anew */
    const uint32_t expected_ms[] = {0, 0, 1000, 1000, 0, 0, 0, 1000};
    for (unsigned i = 0; i < G_N_ELEMENTS(packets); i++) {
        uint32_t ms =
            rtc_delivery_arrived_ms(&arrival, SDP_AUDIO, packets[i], (int64_t)(i + 1) * 1000 * MS);
        g_assert_cmpuint(ms, ==, expected_ms[i]);
    }
    g_assert_cmpuint(rtc_delivery_arrived_ms(&arrival, SDP_VIDEO, 7, 9000 * MS), ==, 0);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
#define ADD(name, fn) g_test_add("/rtc/speakers/" name, Fixture, NULL, set_up, fn, tear_down)
    ADD("told", test_told);
    ADD("leaves", test_leaves);
    ADD("without-levels", test_without_levels);
#undef ADD
    g_test_add_func("/rtc/speakers/delivery", test_delivery);
    g_test_add_func("/rtc/speakers/delivery-parts", test_delivery_parts);
    g_test_add_func("/rtc/speakers/arrival", test_arrival);
    return g_test_run();
}
