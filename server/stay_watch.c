#include "server/stay_watch.h"

#include <string.h>

/* On the api thread. */
struct StayWatch {
    SignalingAdapter *signaling; /* borrowed, as the others */
    RtcAdapter *rtc;
    Catalog *catalog;
    int64_t reviewed_at_us; /* monotonic: all of them */
    bool is_due;            /* something has changed since */
};

StayWatch *stay_watch_new(SignalingAdapter *signaling, RtcAdapter *rtc, Catalog *catalog) {
    StayWatch *watch = g_new(StayWatch, 1);
    *watch = (StayWatch){signaling, rtc, catalog, clock_monotonic_us(), false};
    return watch;
}

void stay_watch_free(StayWatch *watch) {
    g_free(watch);
}

static void review(StayWatch *watch, const char *meeting_id) {
    signaling_adapter_review(watch->signaling, meeting_id);
    rtc_adapter_review(watch->rtc, watch->catalog, meeting_id);
}

static void review_when_due(StayWatch *watch) {
    int64_t since_us = clock_monotonic_us() - watch->reviewed_at_us;
    if (since_us < (watch->is_due ? STAY_WATCH_EVERY_US : STAY_WATCH_CALM_US))
        return;
    watch->is_due = false;
    watch->reviewed_at_us += since_us;
    review(watch, NULL);
}

/* Somebody may be on his way in, let in by what was true before: all are asked about once more. */
void stay_watch_on_news(StayWatch *watch, const char *kind, const char *subject_id) {
    bool is_meeting = g_str_has_prefix(kind, "meeting.") && subject_id;
    if (is_meeting)
        review(watch, subject_id);
    watch->is_due = watch->is_due || is_meeting || strcmp(kind, "import.changed") == 0;
}

void stay_watch_on_act(StayWatch *watch) {
    watch->is_due = true;
    review_when_due(watch);
}

void stay_watch_on_end(StayWatch *watch, const char *account_id, const char *session_id,
                       const char *except_id) {
    signaling_adapter_end(watch->signaling, account_id, session_id);
    rtc_adapter_end(watch->rtc, account_id, session_id, except_id);
}

static void run_tick(void *data) {
    review_when_due(data);
}

void stay_watch_tick(StayWatch *watch, Worker *api) {
    (void)worker_post(api, run_tick, watch, NULL, NULL); /* the next tick is as good */
}
