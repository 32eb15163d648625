/* A wall clock that stands still until the test moves it. */
#pragma once

#include <stdint.h>

/* For the whole process, before threads start. */
void test_clock_install(int64_t wall_us);
void test_clock_advance(int64_t by_us);
int64_t test_clock_now(void);
