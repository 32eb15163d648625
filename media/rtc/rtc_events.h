/* What the SFU tells: values, borrowed during the call, on a worker's thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "media/rtc/rtc_role.h"

#define RTC_ID_BYTES          17u /* 16 hexadecimal digits, NUL */
#define RTC_LOUDEST           3u
#define RTC_DELIVERED_AT_ONCE 256u

/* Of a peer whose offer was answered: once connected, once gone (then also without the first). */
typedef struct RtcPeerNews {
    char id[RTC_ID_BYTES];
    const char *channel, *name; /* name: NULL when it is nobody's */
    RtcRole role;
    const char *why; /* why it is gone, one sentence; NULL: it is connected */
} RtcPeerNews;

/* Who speaks: people with a name only. */
typedef struct RtcSpeakersNews {
    const char *channel;
    const char *active;             /* speaks or spoke last; NULL: nobody has */
    const char *names[RTC_LOUDEST]; /* the loudest now */
    unsigned n_names;
} RtcSpeakersNews;

/* What a viewer's line bears. */
typedef enum RtcLineState {
    RTC_LINE_FULL,    /* everything that is shown, at its best */
    RTC_LINE_REDUCED, /* some pictures are smaller or move less */
    RTC_LINE_LOW,     /* the least of every picture, or not all of them */
    RTC_LINE_SOUND,   /* no picture */
} RtcLineState;

typedef struct RtcLineNews {
    char id[RTC_ID_BYTES];
    RtcLineState state;
    uint64_t estimate_bps;
} RtcLineNews;

/* Media time since it was told last: of a viewer, that went to it and that its reports have
 * confirmed; of a publisher, that came from it. */
typedef struct RtcDeliveredNews {
    char id[RTC_ID_BYTES];
    const char *channel, *name;
    RtcRole role;
    uint32_t picture_ms, sound_ms;
} RtcDeliveredNews;

/* Each may be NULL. */
typedef struct RtcEvents {
    void (*on_peer)(const RtcPeerNews *news, void *user);
    /* At most each 300 ms, when it has changed. */
    void (*on_speakers)(const RtcSpeakersNews *news, void *user);
    /* At most each second, when the state or a fifth of the estimate has changed. */
    void (*on_line)(const RtcLineNews *news, void *user);
    /* Each second, all peers of a worker with something to tell, RTC_DELIVERED_AT_ONCE a call. */
    void (*on_delivered)(const RtcDeliveredNews *rows, unsigned n_rows, void *user);
} RtcEvents;
