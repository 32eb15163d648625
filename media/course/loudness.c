#include "media/course/loudness.h"

#include <math.h>
#include <string.h>

#define ABSOLUTE_GATE_LUFS (-70.0)
#define RELATIVE_GATE_LU   10.0
#define OFFSET_LUFS        (-0.691) /* BS.1770-4, annex 1, equation 2 */
#define STEPS_A_SECOND     10u
#define STEPS_OF_BLOCK     4u /* blocks of 400 ms that overlap by three quarters */
#define TINY               1e-15
#define N_PAIRS            (LOUDNESS_MAX_CHANNELS / 2)

typedef double Pair __attribute__((vector_size(16))); /* of two channels */

/* Direct form II, transposed: y = b0 x + s0; s0 = b1 x - a1 y + s1; s1 = b2 x - a2 y. */
typedef struct Biquad {
    double b[3], a[3];
} Biquad;

typedef struct PairState {
    Pair shelf[2], pass[2];
} PairState;

struct Loudness {
    unsigned n_channels, step_samples;
    double weights[LOUDNESS_MAX_CHANNELS + 1];
    Biquad shelf, pass; /* the two stages of the K weighting */
    PairState states[N_PAIRS];
    unsigned n_in_step;
    double energy;                /* weighted, of the step so far */
    double steps[STEPS_OF_BLOCK]; /* energies of the last ones; a ring */
    unsigned n_steps;
    GArray *blocks; /* float: mean squares above the absolute gate */
};

Loudness *loudness_new(void) {
    Loudness *loudness = g_new0(Loudness, 1);
    loudness->blocks = g_array_new(FALSE, FALSE, sizeof(float));
    return loudness;
}

void loudness_free(Loudness *loudness) {
    if (loudness == NULL)
        return;
    g_array_unref(loudness->blocks);
    g_free(loudness);
}

/* ---- K weighting: the filters of BS.1770 annex 1, made for any rate ---- */

static Biquad make_shelf(double rate) {
    const double f0 = 1681.974450955533, gain = 3.999843853973347, q = 0.7071752369554196;
    double k = tan(G_PI * f0 / rate), high = pow(10, gain / 20);
    double band = pow(high, 0.4996667741545416), a0 = 1 + k / q + k * k;
    return (Biquad){
        {(high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0,
         (high - band * k / q + k * k) / a0},
        {1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0},
    };
}

static Biquad make_pass(double rate) {
    const double f0 = 38.13547087602444, q = 0.5003270373238773;
    double k = tan(G_PI * f0 / rate), a0 = 1 + k / q + k * k;
    return (Biquad){{1, -2, 1}, {1, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0}};
}

void loudness_begin(Loudness *loudness, unsigned sample_rate, unsigned n_channels,
                    const double *weights) {
    loudness->n_channels = MIN(n_channels, LOUDNESS_MAX_CHANNELS);
    loudness->step_samples = MAX(sample_rate / STEPS_A_SECOND, 1);
    memset(loudness->weights, 0, sizeof loudness->weights);
    memcpy(loudness->weights, weights, loudness->n_channels * sizeof *weights);
    loudness->shelf = make_shelf(sample_rate);
    loudness->pass = make_pass(sample_rate);
    memset(loudness->states, 0, sizeof loudness->states);
    loudness->energy = 0;
    loudness->n_in_step = 0;
}

/* ---- energies ---- */

static Pair filter(const Biquad *biquad, Pair state[2], Pair in) {
    Pair out = biquad->b[0] * in + state[0];
    state[0] = biquad->b[1] * in - biquad->a[1] * out + state[1];
    state[1] = biquad->b[2] * in - biquad->a[2] * out;
    return out;
}

static double sum_pair(Loudness *loudness, unsigned pair, const double *left, const double *right,
                       unsigned n) {
    PairState state = loudness->states[pair];
    const Biquad shelf = loudness->shelf, pass = loudness->pass;
    Pair sum = {0, 0};
    for (unsigned i = 0; i < n; i++) {
        Pair in = {left[i], right[i]};
        Pair out = filter(&pass, state.pass, filter(&shelf, state.shelf, in));
        sum += out * out;
    }
    loudness->states[pair] = state;
    return sum[0] * loudness->weights[2 * pair] + sum[1] * loudness->weights[2 * pair + 1];
}

/* Numbers that fade out of a filter become slow before they become nothing. */
static void still(Pair *state) {
    for (unsigned i = 0; i < 2; i++)
        if (fabs((*state)[i]) < TINY)
            (*state)[i] = 0;
}

static double lufs_of(double mean_square) {
    return OFFSET_LUFS + 10 * log10(mean_square);
}

static void end_step(Loudness *loudness) {
    loudness->steps[loudness->n_steps++ % STEPS_OF_BLOCK] =
        loudness->energy / loudness->step_samples;
    loudness->energy = 0;
    loudness->n_in_step = 0;
    for (unsigned i = 0; i < (loudness->n_channels + 1) / 2; i++) {
        PairState *state = &loudness->states[i];
        for (unsigned k = 0; k < 2; k++) {
            still(&state->shelf[k]);
            still(&state->pass[k]);
        }
    }
    if (loudness->n_steps < STEPS_OF_BLOCK)
        return;
    double sum = 0;
    for (unsigned i = 0; i < STEPS_OF_BLOCK; i++)
        sum += loudness->steps[i];
    float block = (float)(sum / STEPS_OF_BLOCK);
    if (block > 0 && lufs_of(block) > ABSOLUTE_GATE_LUFS)
        g_array_append_val(loudness->blocks, block);
}

void loudness_add(Loudness *loudness, const double *const *planes, unsigned n) {
    for (unsigned done = 0; done < n;) {
        unsigned some = MIN(n - done, loudness->step_samples - loudness->n_in_step);
        for (unsigned i = 0; i < loudness->n_channels; i += 2) {
            unsigned other = i + 1 < loudness->n_channels ? i + 1 : i; /* of no weight then */
            loudness->energy +=
                sum_pair(loudness, i / 2, planes[i] + done, planes[other] + done, some);
        }
        done += some;
        loudness->n_in_step += some;
        if (loudness->n_in_step == loudness->step_samples)
            end_step(loudness);
    }
}

/* ---- the gates ---- */

static double mean_above(const GArray *blocks, double least) {
    double sum = 0;
    unsigned n = 0;
    for (unsigned i = 0; i < blocks->len; i++) {
        double block = g_array_index(blocks, float, i);
        if (block >= least) {
            sum += block;
            n++;
        }
    }
    return n > 0 ? sum / n : 0;
}

bool loudness_get(const Loudness *loudness, double *ret_lufs) {
    double mean = mean_above(loudness->blocks, 0);
    if (mean <= 0)
        return false;
    mean = mean_above(loudness->blocks, mean * pow(10, -RELATIVE_GATE_LU / 10));
    *ret_lufs = lufs_of(mean);
    return true;
}
