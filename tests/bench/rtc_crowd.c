#include "tests/bench/rtc_crowd.h"

#include <string.h>
#include <time.h>

#define TURN_US         2000
#define FRAME_US        33333
#define FRAME_PACKETS   5
#define PICTURE_BYTES   RTC_GUEST_MAX_PICTURE
#define SOUND_US        20000
#define LOUD            20
#define CHANNEL         "bench"
#define SETTLE_US       (60 * G_USEC_PER_SEC)
#define US_PER_S        1000000
#define NS_PER_US       1000
#define REPORT_US       1000000
#define PICTURE_SECTION 0
#define SOUND_SECTION   1

struct RtcCrowd {
    Rtc *rtc;
    SrtpEngine *engine;
    RtcGuest *camera, *microphone;
    GPtrArray *viewers;                             /* RtcGuest */
    int64_t turn_us, frame_us, sound_us, report_us; /* when the next one is due */
};

static RtcGuest *join(const RtcCrowd *crowd, RtcGuestOptions options) {
    options.rtc = crowd->rtc;
    options.engine = crowd->engine;
    options.channel = CHANNEL;
    return rtc_guest_new(&options);
}

RtcCrowd *rtc_crowd_new(void) {
    const RtcOptions options = {.listen = "127.0.0.1:0", .n_workers = 1};
    g_autoptr(GError) error = NULL;
    RtcCrowd *crowd = g_new0(RtcCrowd, 1);
    crowd->rtc = rtc_start(&options, &error);
    if (!crowd->rtc)
        g_error("%s", error->message);
    crowd->engine = srtp_engine_new(SRTP_BACK_END_BEST);
    crowd->viewers = g_ptr_array_new_with_free_func((GDestroyNotify)rtc_guest_free);
    crowd->camera = join(crowd, (RtcGuestOptions){.role = RTC_PUBLISH,
                                                  .sections = "c",
                                                  .picture_bytes = PICTURE_BYTES,
                                                  .has_feedback = true,
                                                  .is_thrifty = true});
    crowd->microphone =
        join(crowd, (RtcGuestOptions){.role = RTC_PUBLISH, .sections = "m", .has_feedback = true});
    crowd->turn_us = crowd->frame_us = crowd->sound_us = g_get_monotonic_time();
    int64_t deadline_us = crowd->turn_us + SETTLE_US;
    while (!rtc_guest_is_connected(crowd->camera) || !rtc_guest_is_connected(crowd->microphone)) {
        g_assert_cmpint(g_get_monotonic_time(), <, deadline_us);
        rtc_crowd_turn(crowd);
    }
    return crowd;
}

void rtc_crowd_free(RtcCrowd *crowd) {
    rtc_free(crowd->rtc);
    g_ptr_array_unref(crowd->viewers);
    rtc_guest_free(crowd->camera);
    rtc_guest_free(crowd->microphone);
    srtp_engine_free(crowd->engine);
    g_free(crowd);
}

RtcGuest *rtc_crowd_view(RtcCrowd *crowd, bool has_feedback) {
    RtcGuest *viewer = join(
        crowd, (RtcGuestOptions){.role = RTC_VIEW, .sections = "cm", .has_feedback = has_feedback});
    g_ptr_array_add(crowd->viewers, viewer);
    return viewer;
}

unsigned rtc_crowd_n_viewers(const RtcCrowd *crowd) {
    return crowd->viewers->len;
}

RtcGuest *rtc_crowd_viewer(const RtcCrowd *crowd, unsigned index) {
    return crowd->viewers->pdata[index];
}

/* ---- media ---- */

/* How often it was due since it was last asked; who is late by far does not make up for it. */
static unsigned count_due(int64_t *due_us, int64_t now_us, int64_t period_us) {
    unsigned n = 0;
    for (; *due_us <= now_us; *due_us += period_us)
        n++;
    return MIN(n, 2);
}

static void send_media(RtcCrowd *crowd, int64_t now_us) {
    for (unsigned n = count_due(&crowd->frame_us, now_us, FRAME_US); n > 0; n--)
        for (unsigned i = 0; i < FRAME_PACKETS; i++)
            rtc_guest_send(crowd->camera, 'P', 0);
    for (unsigned n = count_due(&crowd->sound_us, now_us, SOUND_US); n > 0; n--)
        rtc_guest_send(crowd->microphone, 'S', LOUD);
}

static void serve_viewers(RtcCrowd *crowd, int64_t now_us) {
    bool is_report_due = now_us >= crowd->report_us;
    for (unsigned i = 0; i < crowd->viewers->len; i++) {
        RtcGuest *viewer = crowd->viewers->pdata[i];
        rtc_guest_run(viewer);
        if (is_report_due && rtc_guest_is_connected(viewer))
            rtc_guest_report(viewer);
    }
    if (is_report_due)
        crowd->report_us = now_us + REPORT_US;
}

void rtc_crowd_turn(RtcCrowd *crowd) {
    int64_t now_us = g_get_monotonic_time();
    if (now_us < crowd->turn_us)
        g_usleep((gulong)(crowd->turn_us - now_us));
    now_us = g_get_monotonic_time();
    crowd->turn_us = now_us + TURN_US;
    rtc_guest_run(crowd->camera);
    rtc_guest_run(crowd->microphone);
    send_media(crowd, now_us);
    serve_viewers(crowd, now_us);
}

void rtc_crowd_run(RtcCrowd *crowd, int64_t us) {
    int64_t end_us = g_get_monotonic_time() + us;
    while (g_get_monotonic_time() < end_us)
        rtc_crowd_turn(crowd);
}

/* ---- figures ---- */

bool rtc_crowd_is_served(const RtcGuest *viewer) {
    const char *seen = rtc_guest_seen(viewer);
    return seen[PICTURE_SECTION] != '-' && seen[SOUND_SECTION] != '-';
}

unsigned rtc_crowd_n_key_frames(const RtcCrowd *crowd) {
    return rtc_guest_heard(crowd->camera).n_key_frames;
}

typedef struct Reply {
    GAsyncQueue *come;
    uint64_t n_forwarded;
} Reply;

static void on_figures(const RtcFigures *figures, void *user) {
    Reply *reply = user;
    reply->n_forwarded = figures ? figures->totals.forwarded : 0;
    g_async_queue_push(reply->come, reply);
}

uint64_t rtc_crowd_n_forwarded(const RtcCrowd *crowd) {
    g_autoptr(GAsyncQueue) come = g_async_queue_new();
    Reply reply = {.come = come};
    g_assert_true(rtc_figures(crowd->rtc, 0, on_figures, &reply, NULL));
    g_async_queue_pop(come);
    return reply.n_forwarded;
}

static int64_t cpu_of(clockid_t clock) {
    struct timespec used;
    g_assert_cmpint(clock_gettime(clock, &used), ==, 0);
    return used.tv_sec * (int64_t)US_PER_S + used.tv_nsec / NS_PER_US;
}

int64_t rtc_crowd_cpu_us(void) {
    return cpu_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_of(CLOCK_THREAD_CPUTIME_ID);
}
