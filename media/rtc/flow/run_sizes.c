#include "media/rtc/flow/run_sizes.h"

#include <glib.h>

void run_sizes_fill(const uint16_t *lengths, unsigned n, uint8_t *ret_padding) {
    uint16_t sorted[RUN_SIZES_MAX_PACKETS]; /* one of each size, longest first */
    unsigned n_sorted = 0;
    g_assert(n <= RUN_SIZES_MAX_PACKETS);
    for (unsigned i = 0; i < n; i++) {
        unsigned at = 0, end = n_sorted;
        while (at < n_sorted && sorted[at] > lengths[i])
            at++;
        if (lengths[i] == 0 || (at < n_sorted && sorted[at] == lengths[i]))
            continue;
        for (; end > at; end--)
            sorted[end] = sorted[end - 1];
        sorted[at] = lengths[i];
        n_sorted++;
    }
    for (unsigned i = 0; i < n; i++) {
        unsigned full = lengths[i] > 0 ? sorted[0] : 0;
        for (unsigned at = 0; at < n_sorted && sorted[at] >= lengths[i]; at++)
            if (lengths[i] > 0 && full - sorted[at] > RUN_SIZES_MAX_PADDING)
                full = sorted[at];
        ret_padding[i] = (uint8_t)(full - lengths[i]);
    }
}
