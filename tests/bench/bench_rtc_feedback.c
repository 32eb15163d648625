/* CPU of the SFU for a packet that it forwards to viewers who report every arrival (transport-wide
 * feedback) and take repeats, as browsers do, and to viewers who only report: lines of a name and
 * microseconds.
 *
 *   bench_rtc_feedback VIEWERS SECONDS */
#include <stdio.h>
#include <stdlib.h>

#include "tests/bench/rtc_crowd.h"

#define SETTLE_US (5 * G_USEC_PER_SEC) /* the estimate has grown, nothing is probed */

static void measure(const char *what, bool has_feedback, unsigned n_viewers, int64_t us) {
    g_autoptr(RtcCrowd) crowd = rtc_crowd_new();
    unsigned n_served = 0;
    for (unsigned i = 0; i < n_viewers; i++) {
        rtc_crowd_view(crowd, has_feedback);
        rtc_crowd_turn(crowd);
    }
    rtc_crowd_run(crowd, SETTLE_US);
    int64_t cpu_us = rtc_crowd_cpu_us();
    uint64_t n = rtc_crowd_n_forwarded(crowd);
    rtc_crowd_run(crowd, us);
    cpu_us = rtc_crowd_cpu_us() - cpu_us;
    n = rtc_crowd_n_forwarded(crowd) - n;
    for (unsigned i = 0; i < n_viewers; i++)
        n_served += rtc_crowd_is_served(rtc_crowd_viewer(crowd, i));
    if (n == 0 || n_served < n_viewers)
        g_error("%u of %u viewers saw and heard something", n_served, n_viewers);
    printf("%s %.3f\n", what, (double)cpu_us / (double)n);
}

int main(int argc, char **argv) {
    if (argc != 3)
        g_error("bench_rtc_feedback VIEWERS SECONDS");
    unsigned n_viewers = (unsigned)atoi(argv[1]);
    int64_t us = (int64_t)(atof(argv[2]) * G_USEC_PER_SEC);
    measure("silent", false, n_viewers, us);
    measure("twcc", true, n_viewers, us);
    return 0;
}
