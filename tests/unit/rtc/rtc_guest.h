/* A browser as far as the SFU sees it: it checks by ICE, shakes hands by DTLS, sends and takes SRTP
 * over a socket of loopback. One thread; what its packets carry is one letter. */
#pragma once

#include "media/rtc/rtc.h"
#include "media/rtc/srtp/srtp_engine.h"

#define RTC_GUEST_MAX_SECTIONS 16u
#define RTC_GUEST_MAX_PICTURE  1100u

typedef struct RtcGuest RtcGuest;

typedef struct RtcGuestOptions {
    Rtc *rtc;           /* of one worker, on 127.0.0.1 */
    SrtpEngine *engine; /* borrowed */
    const char *channel;
    const char *name;     /* NULL: nobody's */
    const char *sections; /* a letter each: m sound, c picture, s picture of a screen */
    RtcRole role;
    bool is_chosen;
    unsigned held;
    unsigned picture_bytes; /* of each, at most RTC_GUEST_MAX_PICTURE; 0: the least there is */
    bool has_feedback;      /* takes repeats by RTX; every arrival is reported (TWCC) */
    bool is_thrifty; /* sends a key frame at first and when asked; else each picture is one */
} RtcGuestOptions;

/* Joins and waits for the answer, which must come. */
RtcGuest *rtc_guest_new(const RtcGuestOptions *options);
/* Without a word to the SFU: it vanishes. */
void rtc_guest_free(RtcGuest *guest);
const char *rtc_guest_id(const RtcGuest *guest);
bool rtc_guest_is_connected(const RtcGuest *guest);

/* Takes what came; before it is connected, goes on with that. */
void rtc_guest_run(RtcGuest *guest);

/* A packet of each section: a whole frame, or sound of this level (-dBov), with that letter. */
void rtc_guest_send(RtcGuest *guest, char letter, uint8_t level);
/* A viewer reports that everything has come (RFC 3550 §6.4.2). */
void rtc_guest_report(RtcGuest *guest);

/* Of a publisher: what was asked of it and told to it. */
typedef struct RtcGuestHeard {
    unsigned n_key_frames; /* requests (PLI) */
    unsigned n_arrivals;   /* reports of arrivals (TWCC) */
    unsigned n_strange;    /* of all feedback, what names no stream of this publisher */
} RtcGuestHeard;
RtcGuestHeard rtc_guest_heard(const RtcGuest *guest);

/* The newest letter that came in each section, '-' where none has since the last _forget(). */
const char *rtc_guest_seen(const RtcGuest *guest);
void rtc_guest_forget(RtcGuest *guest);
