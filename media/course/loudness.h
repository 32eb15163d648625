/* How loud a sound is as a whole: EBU R 128 / ITU-R BS.1770-4, at any sample rate. Pure; memory
 * grows by 4 bytes for each 100 ms. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define LOUDNESS_MAX_CHANNELS 16u

typedef struct Loudness Loudness;

Loudness *loudness_new(void);
void loudness_free(Loudness *loudness); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loudness, loudness_free)

/* What comes now; `weights` (one for each channel, 0: not heard) as of BS.1770 table 3. What was
 * there counts on. At most LOUDNESS_MAX_CHANNELS, at least 1000 Hz. */
void loudness_begin(Loudness *loudness, unsigned sample_rate, unsigned n_channels,
                    const double *weights);
/* `n` samples of each channel. */
void loudness_add(Loudness *loudness, const double *const *planes, unsigned n);

/* LUFS; false: silence, everything is below the absolute gate. */
bool loudness_get(const Loudness *loudness, double *ret_lufs);
