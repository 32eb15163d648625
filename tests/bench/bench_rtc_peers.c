/* KiB of a peer of the SFU that has offered and does nothing, of each role, when there are as many
 * as a worker takes; and what is left of it when their time is over, and the
 * milliseconds until they are gone: lines of a name and a figure.
 *
 *   bench_rtc_peers OFFER_OF_A_PUBLISHER OFFER_OF_A_VIEWER     (files with SDP) */
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include <glib.h>

#include "base/clock.h"
#include "media/rtc/rtc.h"

#define KIB       1024.0
#define US_PER_MS 1000.0

static int64_t turned_us;

static int64_t monotonic_us(void) {
    return g_get_monotonic_time() + __atomic_load_n(&turned_us, __ATOMIC_SEQ_CST);
}

static void on_answer(const RtcAnswer *answer, void *user) {
    g_async_queue_push(user, answer->sdp ? GINT_TO_POINTER(1) : GINT_TO_POINTER(2));
}

static bool offer(Rtc *rtc, GAsyncQueue *answers, RtcRole role, const char *text) {
    const RtcJoin join = {.channel = "bench",
                          .role = role,
                          .offer = text,
                          .offer_length = strlen(text),
                          .fn = on_answer,
                          .user = answers};
    return rtc_join(rtc, &join, NULL) && g_async_queue_pop(answers) == GINT_TO_POINTER(1);
}

/* Allocated by the whole process. */
static double used_kib(void) {
    struct mallinfo2 info = mallinfo2();
    return ((double)info.uordblks + (double)info.hblkhd) / KIB;
}

static void measure(const char *what, RtcRole role, const char *file) {
    const RtcOptions options = {.listen = "127.0.0.1:0", .n_workers = 1};
    g_autoptr(GError) error = NULL;
    g_autoptr(GAsyncQueue) answers = g_async_queue_new();
    g_autofree char *text = NULL;
    if (!g_file_get_contents(file, &text, NULL, &error))
        g_error("%s", error->message);
    g_autoptr(Rtc) rtc = rtc_start(&options, &error);
    if (!rtc)
        g_error("%s", error->message);
    double before = used_kib();
    unsigned n = 0;
    while (offer(rtc, answers, role, text))
        n++;
    double full = used_kib();
    int64_t began_us = g_get_monotonic_time();
    __atomic_add_fetch(&turned_us, 60 * CLOCK_US_PER_S, __ATOMIC_SEQ_CST);
    while (!offer(rtc, answers, role, text))
        g_thread_yield();
    printf("%s %.1f\n%s_left %.1f\n", what, (full - before) / n, what, (used_kib() - before) / n);
    printf("%s_gone_ms %.1f\n", what, (double)(g_get_monotonic_time() - began_us) / US_PER_MS);
}

int main(int argc, char **argv) {
    const ClockSource turned = {monotonic_us, g_get_real_time};
    if (argc != 3)
        g_error("bench_rtc_peers OFFER_OF_A_PUBLISHER OFFER_OF_A_VIEWER");
    clock_replace(&turned);
    measure("publishers", RTC_PUBLISH, argv[1]);
    measure("viewers", RTC_VIEW, argv[2]);
    return 0;
}
