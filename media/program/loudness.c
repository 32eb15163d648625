#include "media/program/loudness.h"

#include <math.h>
#include <stdlib.h>

#define BLOCK            4800 /* 0.1 s */
#define MOMENTARY_BLOCKS 4
#define SHORT_BLOCKS     30

/* BS.1770-4 annex 1, tables 1 and 2: pre-filter and weighting curve at 48 kHz. */
typedef struct Biquad {
    double b0, b1, b2, a1, a2;
} Biquad;
static const Biquad SHELF = {1.53512485958697, -2.69169618940638, 1.19839281085285,
                             -1.69065929318241, 0.73248077421585};
static const Biquad PASS = {1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621};

typedef struct Memory {
    double z1, z2;
} Memory;

struct Loudness {
    Memory shelf[2], pass[2];
    double sum; /* of the block that is open */
    size_t filled;
    double blocks[SHORT_BLOCKS]; /* mean squares, both channels added */
    unsigned next;
    int peak;
};

Loudness *loudness_new(void) {
    return g_new0(Loudness, 1);
}

void loudness_free(Loudness *loudness) {
    g_free(loudness);
}

static inline double filter(const Biquad *f, Memory *m, double x) {
    double y = f->b0 * x + m->z1;
    m->z1 = f->b1 * x - f->a1 * y + m->z2;
    m->z2 = f->b2 * x - f->a2 * y;
    return y;
}

void loudness_add(Loudness *loudness, const int16_t *pairs, size_t n) {
    for (size_t i = 0; i < n; i++) {
        for (int channel = 0; channel < 2; channel++) {
            int sample = pairs[2 * i + (size_t)channel];
            loudness->peak = MAX(loudness->peak, abs(sample));
            double y = filter(&SHELF, &loudness->shelf[channel], sample / 32768.0);
            y = filter(&PASS, &loudness->pass[channel], y);
            loudness->sum += y * y;
        }
        if (++loudness->filled == BLOCK) {
            loudness->blocks[loudness->next] = loudness->sum / BLOCK;
            loudness->next = (loudness->next + 1) % SHORT_BLOCKS;
            loudness->sum = 0;
            loudness->filled = 0;
        }
    }
}

static int tenths(double decibels) {
    return isfinite(decibels) ? (int)lround(CLAMP(decibels * 10, LOUDNESS_SILENCE, 1000))
                              : LOUDNESS_SILENCE;
}

static int mean_of_last(const Loudness *loudness, unsigned n) {
    double sum = 0;
    for (unsigned i = 1; i <= n; i++)
        sum += loudness->blocks[(loudness->next + SHORT_BLOCKS - i) % SHORT_BLOCKS];
    return tenths(-0.691 + 10 * log10(sum / n));
}

void loudness_read(Loudness *loudness, LoudnessLevels *ret_levels) {
    ret_levels->momentary = mean_of_last(loudness, MOMENTARY_BLOCKS);
    ret_levels->short_term = mean_of_last(loudness, SHORT_BLOCKS);
    ret_levels->peak = tenths(20 * log10(loudness->peak / 32768.0));
    loudness->peak = 0;
}
