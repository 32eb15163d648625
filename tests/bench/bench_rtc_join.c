/* Viewers join one camera as fast as is told: what the camera is asked for, and how long each waits
 * for picture and sound. Lines of a name and a figure.
 *
 *   bench_rtc_join JOINS_PER_SECOND SECONDS */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/histogram.h"
#include "tests/bench/rtc_crowd.h"

#define HALF_SECOND 0.5
#define PATIENCE_US (20 * G_USEC_PER_SEC)

typedef struct Run {
    RtcCrowd *crowd;
    GArray *begun_us; /* int64_t: of each viewer; 0: has been served */
    GArray *asked_us; /* int64_t: of each key frame request */
    unsigned n_served;
    Histogram wait;
} Run;

static void look(Run *run) {
    int64_t now_us = g_get_monotonic_time();
    while (run->asked_us->len < rtc_crowd_n_key_frames(run->crowd))
        g_array_append_val(run->asked_us, now_us);
    for (unsigned i = 0; i < run->begun_us->len; i++) {
        int64_t *begun_us = &g_array_index(run->begun_us, int64_t, i);
        if (*begun_us == 0 || !rtc_crowd_is_served(rtc_crowd_viewer(run->crowd, i)))
            continue;
        histogram_add(&run->wait, (uint64_t)(now_us - *begun_us));
        *begun_us = 0;
        run->n_served++;
    }
}

static void join_all(Run *run, double rate_hz, unsigned n) {
    int64_t first_us = g_get_monotonic_time();
    while (run->begun_us->len < n) {
        int64_t now_us = g_get_monotonic_time();
        while (run->begun_us->len < n &&
               (double)(now_us - first_us) * rate_hz / G_USEC_PER_SEC >= run->begun_us->len) {
            now_us = g_get_monotonic_time();
            rtc_crowd_view(run->crowd, true);
            g_array_append_val(run->begun_us, now_us);
        }
        rtc_crowd_turn(run->crowd);
        look(run);
    }
}

/* Between two requests at the least; 0: there were fewer. */
static int64_t find_least_gap(const GArray *asked_us) {
    int64_t least_us = 0;
    for (unsigned i = 1; i < asked_us->len; i++) {
        int64_t gap_us =
            g_array_index(asked_us, int64_t, i) - g_array_index(asked_us, int64_t, i - 1);
        least_us = i == 1 ? gap_us : MIN(least_us, gap_us);
    }
    return least_us;
}

int main(int argc, char **argv) {
    if (argc != 3)
        g_error("bench_rtc_join JOINS_PER_SECOND SECONDS");
    double rate_hz = atof(argv[1]);
    unsigned n = (unsigned)(rate_hz * atof(argv[2]));
    g_autoptr(RtcCrowd) crowd = rtc_crowd_new();
    Run run = {.crowd = crowd,
               .begun_us = g_array_new(FALSE, FALSE, sizeof(int64_t)),
               .asked_us = g_array_new(FALSE, FALSE, sizeof(int64_t))};
    int64_t begun_us = g_get_monotonic_time();
    join_all(&run, rate_hz, n);
    double took_s = (double)(g_get_monotonic_time() - begun_us) / G_USEC_PER_SEC;
    int64_t end_us = g_get_monotonic_time() + PATIENCE_US;
    while (run.n_served < n && g_get_monotonic_time() < end_us) {
        rtc_crowd_turn(crowd);
        look(&run);
    }
    double all_s = (double)(g_get_monotonic_time() - begun_us) / G_USEC_PER_SEC;
    if (run.n_served < n || run.asked_us->len == 0)
        g_error("%u of %u viewers saw and heard something", run.n_served, n);
    printf("joins_per_s %.1f\n", n / took_s);
    printf("key_frame_requests %u\n", run.asked_us->len);
    printf("more_per_half_second %.2f\n", (run.asked_us->len - 1) / (all_s / HALF_SECOND));
    printf("least_gap_ms %.0f\n", (double)find_least_gap(run.asked_us) / 1000);
    printf("wait_ms_p50 %.1f\n", (double)histogram_percentile(&run.wait, 0.5) / 1000);
    printf("wait_ms_p99 %.1f\n", (double)histogram_percentile(&run.wait, 0.99) / 1000);
    g_array_unref(run.begun_us);
    g_array_unref(run.asked_us);
    return 0;
}
