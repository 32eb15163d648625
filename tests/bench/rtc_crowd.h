/* The SFU in this process and many peers of it on this thread, over loopback: one sends a camera of
 * 1.5 Mbit/s and one a microphone, the others view. For benchmarks. */
#pragma once

#include <glib.h>
#include <stdint.h>

#include "tests/unit/rtc/rtc_guest.h"

typedef struct RtcCrowd RtcCrowd;

/* Both senders are connected. */
RtcCrowd *rtc_crowd_new(void);
void rtc_crowd_free(RtcCrowd *crowd);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RtcCrowd, rtc_crowd_free)

/* Waits for the answer to the offer, not for the connection. `has_feedback`: RtcGuestOptions. */
RtcGuest *rtc_crowd_view(RtcCrowd *crowd, bool has_feedback);
unsigned rtc_crowd_n_viewers(const RtcCrowd *crowd);
RtcGuest *rtc_crowd_viewer(const RtcCrowd *crowd, unsigned index);

/* Sends what is due and takes what came, once; sleeps until the next turn, 2 ms after the last. */
void rtc_crowd_turn(RtcCrowd *crowd);
void rtc_crowd_run(RtcCrowd *crowd, int64_t us);

/* Whether the viewer has seen a picture and heard a sound. */
bool rtc_crowd_is_served(const RtcGuest *viewer);
/* Key frames that the camera was asked for. */
unsigned rtc_crowd_n_key_frames(const RtcCrowd *crowd);
/* Packets of media to viewers so far. */
uint64_t rtc_crowd_n_forwarded(const RtcCrowd *crowd);
/* CPU time of all threads but this one: the SFU's. */
int64_t rtc_crowd_cpu_us(void);
