#include "media/engine/restart_delay.h"

#include <glib.h>

static const int64_t DELAYS_US[] = {0, 500000, 1000000, 2000000, 5000000};

int64_t restart_delay_us(unsigned *short_lives, int64_t lived_us) {
    if (lived_us > RESTART_DELAY_HEALTHY_US)
        *short_lives = 0;
    int64_t delay_us = DELAYS_US[*short_lives];
    *short_lives = MIN(*short_lives + 1, G_N_ELEMENTS(DELAYS_US) - 1);
    return delay_us;
}
