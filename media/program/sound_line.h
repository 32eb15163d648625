/* The sound of one feed on the programme's time line: samples are laid where they are due, and
 * taken from the front. Pure. Position 0 is tick 0; 48 kHz, two channels interleaved. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SOUND_LINE_RATE    48000
#define SOUND_LINE_SAMPLES 262144 /* 5.46 s */

typedef struct SoundLine SoundLine;

/* Nothing before `begin` is ever taken. */
SoundLine *sound_line_new(int64_t begin);
void sound_line_free(SoundLine *line);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SoundLine, sound_line_free)

/* Lays `n` pairs at `position`. What follows its predecessor within 30 ms is joined to it without a
 * gap and brought nearer by one pair at a time; what lies before the front or beyond the line is
 * lost. */
void sound_line_add(SoundLine *line, int64_t position, const int16_t *pairs, size_t n);

/* What is laid is due later by so many pairs, behind silence, or sooner: then that much is lost at
 * the front. */
void sound_line_move(SoundLine *line, int64_t by);

/* Takes the next `n` pairs, silence where nothing was laid. False: nothing at all was laid there.
 */
bool sound_line_take(SoundLine *line, int16_t *ret_pairs, size_t n);

/* Position of what is taken next. */
int64_t sound_line_front(const SoundLine *line);
