/* O(1) timers for one thread: a hierarchical wheel of 10 ms ticks, four levels of 64 slots (46 h).
 * Timers are embedded in the objects they belong to; the wheel allocates nothing. Not for several
 * threads. A timer fires at its tick or later, never before. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define TIMER_WHEEL_TICK_US INT64_C(10000)
#define TIMER_WHEEL_LEVELS  4
#define TIMER_WHEEL_SLOTS   64

typedef struct Timer Timer;
typedef void (*TimerFn)(Timer *timer, void *user);

struct Timer {
    Timer *next, *prev; /* private */
    int64_t at_tick;    /* private */
    TimerFn fn;
};

typedef struct TimerWheel {
    Timer slots[TIMER_WHEEL_LEVELS][TIMER_WHEEL_SLOTS]; /* list heads */
    uint64_t used[TIMER_WHEEL_LEVELS];                  /* one bit per slot that may hold timers */
    int64_t now_tick;
    unsigned count;
} TimerWheel;

void timer_wheel_init(TimerWheel *wheel, int64_t now_us);

/* A zeroed Timer is valid and not set. */
bool timer_is_set(const Timer *timer);

/* (Re)sets a timer to `at_us`; moments in the past fire at the next advance, moments farther than
 * the wheel reaches go round once more. */
void timer_wheel_set(TimerWheel *wheel, Timer *timer, int64_t at_us, TimerFn fn);
void timer_wheel_cancel(TimerWheel *wheel, Timer *timer);

/* Fires all that is due. A callback may set and cancel any timer, its own too. */
void timer_wheel_advance(TimerWheel *wheel, int64_t now_us, void *user);

/* Microseconds until the wheel wants advance(): 0 when something is due, -1 when it is empty. May
 * be earlier than the next timer (a cascade), never later. */
int64_t timer_wheel_wait_us(const TimerWheel *wheel, int64_t now_us);
