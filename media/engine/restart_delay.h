/* How long a programme that ended by itself stays away: it begins anew at once, unless its lives
 * are short. Pure. */
#pragma once

#include <stdint.h>

#define RESTART_DELAY_HEALTHY_US INT64_C(5000000) /* no short life */

/* Called with each end; *short_lives is 0 at first. */
int64_t restart_delay_us(unsigned *short_lives, int64_t lived_us);
