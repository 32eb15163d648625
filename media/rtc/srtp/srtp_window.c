#include "media/rtc/srtp/srtp_window.h"

#define HALF_RANGE 0x8000u

static bool is_empty(const SrtpWindow *window) {
    return (window->seen[0] & 1) == 0;
}

uint64_t srtp_window_guess(const SrtpWindow *window, uint16_t sequence) {
    if (is_empty(window))
        return sequence;
    uint32_t last = (uint16_t)window->highest;
    uint64_t roc = window->highest >> 16;
    if (last < HALF_RANGE && sequence > last + HALF_RANGE) {
        if (roc == 0)
            return SRTP_INDEX_NONE;
        roc--;
    } else if (last >= HALF_RANGE && last - HALF_RANGE > sequence) {
        roc++;
    }
    return roc << 16 | sequence;
}

SrtpVerdict srtp_window_check(const SrtpWindow *window, uint64_t index) {
    if (is_empty(window) || index > window->highest)
        return SRTP_OK;
    uint64_t age = window->highest - index;
    if (age >= SRTP_WINDOW_PACKETS)
        return SRTP_TOO_OLD;
    return window->seen[age / 64] >> (age % 64) & 1 ? SRTP_REPLAYED : SRTP_OK;
}

/* Moves all marks `by` packets back. */
static void age_marks(SrtpWindow *window, uint64_t by) {
    if (by >= SRTP_WINDOW_PACKETS) {
        window->seen[0] = window->seen[1] = 0;
    } else if (by >= 64) {
        window->seen[1] = window->seen[0] << (by - 64);
        window->seen[0] = 0;
    } else if (by > 0) {
        window->seen[1] = window->seen[1] << by | window->seen[0] >> (64 - by);
        window->seen[0] <<= by;
    }
}

void srtp_window_mark(SrtpWindow *window, uint64_t index) {
    if (is_empty(window) || index > window->highest) {
        age_marks(window, is_empty(window) ? SRTP_WINDOW_PACKETS : index - window->highest);
        window->highest = index;
    }
    uint64_t age = window->highest - index;
    window->seen[age / 64] |= 1ull << (age % 64);
}
