/* How long to wait before an input is begun again: twice as long after each failure. Pure. */
#pragma once

#define RETRY_WAIT_FIRST_MS   250u
#define RETRY_WAIT_LONGEST_MS 15000u

/* Zeroed: nothing has failed. */
typedef struct RetryWait {
    unsigned n_failures;
} RetryWait;

void retry_wait_reset(RetryWait *wait);

/* After one more failure. */
unsigned retry_wait_next_ms(RetryWait *wait);
