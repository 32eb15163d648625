/* Loudness of one language's sound by ITU-R BS.1770-4 and EBU Tech 3341: momentary over 0.4 s,
 * short-term over 3 s, ungated. Pure. 48 kHz, two channels. */
#pragma once

#include <glib.h>
#include <stddef.h>
#include <stdint.h>

#define LOUDNESS_SILENCE (-1000) /* also where less than -100.0 was measured */

typedef struct Loudness Loudness;

Loudness *loudness_new(void);
void loudness_free(Loudness *loudness);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Loudness, loudness_free)

void loudness_add(Loudness *loudness, const int16_t *pairs, size_t n);

/* LUFS × 10, and dBFS × 10 of the highest sample since the last call. */
typedef struct LoudnessLevels {
    int momentary, short_term, peak;
} LoudnessLevels;
void loudness_read(Loudness *loudness, LoudnessLevels *ret_levels);
