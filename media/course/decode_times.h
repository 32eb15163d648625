/* When the samples of a segment are decoded, out of when they are shown. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* `times` in the order of decoding, n ≥ 1 of them. The first is decoded at `begin`; each other one
 * as late as it may be without being late itself, or holding up one that follows: the earliest of
 * its own and all later times of showing. Where several have the same, they share the time since
 * the one before. So nothing is shown before it is decoded. False: there are too few ticks between
 * two pictures. */
bool decode_times_find(const int64_t *times, unsigned n, int64_t begin, int64_t *ret_times);
