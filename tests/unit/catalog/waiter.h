/* Lets a test wait for things that happen on other threads, with a deadline. */
#pragma once

#define WAITER_DEADLINE_MS 60000

typedef struct Waiter {
    int fd; /* eventfd as a semaphore */
} Waiter;

void waiter_init(Waiter *waiter);
void waiter_clear(Waiter *waiter);

/* Any thread. */
void waiter_signal(Waiter *waiter);

/* Returns after `n` signals; fails the test at the deadline. */
void waiter_wait(Waiter *waiter, unsigned n);
