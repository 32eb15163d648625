#include "media/rtc/rtc_pace.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"

struct RtcPace {
    EventWatch watch; /* of the timer; first */
    RtcWorker *worker;
    RtcPaced *waiting;
    int fd;
    bool is_running;
};

RtcPace *rtc_pace_new(RtcWorker *worker, GError **error) {
    int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (fd < 0) {
        g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make a timer: %s", g_strerror(errno));
        return NULL;
    }
    RtcPace *pace = g_new0(RtcPace, 1);
    pace->worker = worker;
    pace->fd = fd;
    pace->watch.fd = -1;
    return pace;
}

void rtc_pace_free(RtcPace *pace) {
    if (!pace)
        return;
    close(pace->fd);
    g_free(pace);
}

static void run(RtcPace *pace, bool is_running) {
    long step_ns = is_running ? (long)RTC_PACE_STEP_US * 1000 : 0;
    const struct itimerspec spec = {.it_interval.tv_nsec = step_ns, .it_value.tv_nsec = step_ns};
    if (pace->is_running == is_running)
        return;
    pace->is_running = is_running;
    if (timerfd_settime(pace->fd, 0, &spec, NULL) != 0)
        g_warning("timerfd_settime: %s", g_strerror(errno));
}

static void on_step(EventWatch *watch, uint32_t events) {
    RtcPace *pace = (RtcPace *)watch;
    int64_t now_us = rtc_core_now_us(pace->worker);
    uint64_t n_steps; /* one that was missed is paid by the pacer */
    if (read(pace->fd, &n_steps, sizeof n_steps) != sizeof n_steps)
        return;
    for (RtcPaced **at = &pace->waiting; *at;) {
        RtcPaced *paced = *at;
        if (paced->fn(paced, now_us)) {
            at = &paced->next;
            continue;
        }
        *at = paced->next;
        paced->next = NULL;
        paced->is_waiting = false;
    }
    send_batch_flush(pace->worker->batch);
    if (!pace->waiting)
        run(pace, false);
}

void rtc_pace_add(RtcPace *pace, RtcPaced *paced) {
    if (paced->is_waiting)
        return;
    if (!event_loop_has(&pace->watch))
        event_loop_add(pace->worker->loop, &pace->watch, pace->fd, EPOLLIN, on_step);
    paced->is_waiting = true;
    paced->next = pace->waiting;
    pace->waiting = paced;
    run(pace, true);
}

void rtc_pace_remove(RtcPace *pace, RtcPaced *paced) {
    for (RtcPaced **at = &pace->waiting; *at; at = &(*at)->next)
        if (*at == paced) {
            *at = paced->next;
            break;
        }
    paced->is_waiting = false;
}

void rtc_pace_stop(RtcPace *pace) {
    event_loop_remove(&pace->watch);
}
