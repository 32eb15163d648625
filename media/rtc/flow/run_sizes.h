/* Packets of nearly one size are padded to it: only equal ones go out as one message (UDP_SEGMENT),
 * and encoders split a frame into sizes that differ by a byte. Pure. */
#pragma once

#include <stdint.h>

#define RUN_SIZES_MAX_PADDING 8u /* bytes: what a longer run saves is worth no more */
#define RUN_SIZES_MAX_PACKETS 128u

/* For each of n lengths, at most RUN_SIZES_MAX_PACKETS, the bytes it lacks: up to the longest of
 * all, or of those that are too short for that, and so on. Length 0: not looked at, nothing lacks.
 */
void run_sizes_fill(const uint16_t *lengths, unsigned n, uint8_t *ret_padding);
