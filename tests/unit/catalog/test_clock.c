#include "test_clock.h"

#include <stdatomic.h>
#include <stddef.h>

#include "base/clock.h"

/* The store's writer thread reads the clock that the test moves. */
static _Atomic int64_t now_us;

static int64_t read_clock(void) {
    return now_us;
}

void test_clock_install(int64_t wall_us) {
    static const ClockSource SOURCE = {read_clock, read_clock};
    now_us = wall_us;
    clock_replace(&SOURCE);
}

void test_clock_advance(int64_t by_us) {
    now_us += by_us;
}

int64_t test_clock_now(void) {
    return now_us;
}
