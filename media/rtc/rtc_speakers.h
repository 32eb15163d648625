/* Who is loud in one channel, by the audio levels of packets (RFC 6464): marks tracks, tells
 * on_speakers. Private to media/rtc/; on the worker's thread. */
#pragma once

#include "media/rtc/rtc_track.h"

typedef struct RtcSpeakers RtcSpeakers;

typedef struct RtcSpeakersOptions {
    RtcWorker *worker;
    const char *channel;         /* borrowed, outlives it */
    void (*on_loud)(void *user); /* is_loud of some track has changed; not from _leave() */
    void *user;
} RtcSpeakersOptions;

RtcSpeakers *rtc_speakers_new(const RtcSpeakersOptions *options);
void rtc_speakers_free(RtcSpeakers *speakers); /* NULL is allowed */

/* A track of sound is compared with the others from now on; beyond SPEAKER_LEVEL_SEATS of them it
 * never counts as loud. */
void rtc_speakers_enter(RtcSpeakers *speakers, RtcTrack *track);
void rtc_speakers_leave(RtcSpeakers *speakers, RtcTrack *track); /* also one without a seat */
/* Per packet of a track that has entered. */
void rtc_speakers_hear(RtcSpeakers *speakers, const RtcTrack *track, const RtpPacket *rtp,
                       int64_t now_us);
