/* Indices of one SSRC: which one a packet has, and whether it was there before (RFC 3711 §3.3).
 * Pure. A window that is all zeros is empty. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/srtp/srtp_verdict.h"

#define SRTP_WINDOW_PACKETS 128u
#define SRTP_INDEX_MAX      ((1ull << 48) - 1) /* 32 bits of ROC, 16 of sequence number */
#define SRTCP_INDEX_MAX     ((1u << 31) - 1)
#define SRTP_INDEX_NONE     UINT64_MAX

typedef struct SrtpWindow {
    uint64_t highest;                        /* index, meaningful once one is marked */
    uint64_t seen[SRTP_WINDOW_PACKETS / 64]; /* bit k of both: `highest` − k is marked */
} SrtpWindow;

/* The index of a packet by its sequence number (§3.3.1): the one nearest to the highest. In an
 * empty window the ROC is 0. SRTP_INDEX_NONE: it would lie before the first of all. */
uint64_t srtp_window_guess(const SrtpWindow *window, uint16_t sequence);

/* SRTP_OK, SRTP_REPLAYED or SRTP_TOO_OLD. */
SrtpVerdict srtp_window_check(const SrtpWindow *window, uint64_t index);

/* For an index that srtp_window_check() has found right. */
void srtp_window_mark(SrtpWindow *window, uint64_t index);
