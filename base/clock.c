#include "base/clock.h"

#include <stddef.h>
#include <time.h>

static int64_t read_clock_us(clockid_t id) {
    struct timespec now;
    clock_gettime(id, &now);
    return (int64_t)now.tv_sec * CLOCK_US_PER_S + now.tv_nsec / 1000;
}

static int64_t system_monotonic_us(void) {
    return read_clock_us(CLOCK_MONOTONIC);
}

static int64_t system_wall_us(void) {
    return read_clock_us(CLOCK_REALTIME);
}

static const ClockSource SYSTEM_SOURCE = {system_monotonic_us, system_wall_us};
static ClockSource active_source = {system_monotonic_us, system_wall_us};

int64_t clock_monotonic_us(void) {
    return active_source.monotonic_us();
}

int64_t clock_wall_us(void) {
    return active_source.wall_us();
}

void clock_replace(const ClockSource *source) {
    active_source = source ? *source : SYSTEM_SOURCE;
}
