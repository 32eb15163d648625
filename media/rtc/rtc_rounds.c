#include "media/rtc/rtc_rounds.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/error.h"
#include "media/rtc/rtc_forward.h"

struct RtcRounds {
    EventWatch watch; /* of the timer; first */
    RtcWorker *worker;
    int fd;
    int64_t until_us; /* the timer is set to; 0: it is not */
};

RtcRounds *rtc_rounds_new(RtcWorker *worker, GError **error) {
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make a timer: %s", g_strerror(errno));
        return NULL;
    }
    RtcRounds *rounds = g_new0(RtcRounds, 1);
    rounds->worker = worker;
    rounds->fd = fd;
    return rounds;
}

void rtc_rounds_free(RtcRounds *rounds) {
    if (!rounds)
        return;
    close(rounds->fd);
    g_free(rounds);
}

void rtc_rounds_stop(RtcRounds *rounds) {
    event_loop_remove(&rounds->watch);
}

static void on_time(EventWatch *watch, uint32_t events) {
    RtcRounds *rounds = (RtcRounds *)watch;
    uint64_t n_times;
    if (read(rounds->fd, &n_times, sizeof n_times) != sizeof n_times)
        return;
    rounds->until_us = 0;
    rtc_rounds_end(rounds);
}

/* A timer that is set and not needed any more fires once, to no effect. */
static void set(RtcRounds *rounds, int64_t until_us) {
    int64_t us = MAX(until_us - rtc_core_now_us(rounds->worker), 1);
    const struct itimerspec spec = {.it_value.tv_nsec = (long)us * 1000};
    if (!event_loop_has(&rounds->watch))
        event_loop_add(rounds->worker->loop, &rounds->watch, rounds->fd, EPOLLIN, on_time);
    rounds->until_us = until_us;
    _Static_assert(ROUND_WAIT_US < 1000000, "less than a second");
    if (timerfd_settime(rounds->fd, 0, &spec, NULL) != 0)
        g_warning("timerfd_settime: %s", g_strerror(errno));
}

void rtc_rounds_end(RtcRounds *rounds) {
    int64_t until_us = rtc_forward_all(rounds->worker);
    send_batch_flush(rounds->worker->batch);
    if (until_us != 0 && until_us != rounds->until_us)
        set(rounds, until_us);
}
