#include "media/program/retry_wait.h"

void retry_wait_reset(RetryWait *wait) {
    wait->n_failures = 0;
}

unsigned retry_wait_next_ms(RetryWait *wait) {
    unsigned ms = RETRY_WAIT_FIRST_MS << wait->n_failures;
    if (ms >= RETRY_WAIT_LONGEST_MS)
        return RETRY_WAIT_LONGEST_MS;
    wait->n_failures++;
    return ms;
}
