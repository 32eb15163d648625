/* What is answered to an offer, and what is said of its session later. Values. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "media/rtc/rtc_events.h"

#define RTC_TAG_BYTES 13u /* 12 characters of base64, NUL */

typedef struct RtcAnswer {
    const char *sdp;         /* NULL: refused; to rtc_patch() also: there is nothing to say */
    bool is_offer;           /* `sdp` is our own offer, which waits for an answer by rtc_patch() */
    char id[RTC_ID_BYTES];   /* for rtc_leave() and rtc_patch(); nobody guesses another's */
    char tag[RTC_TAG_BYTES]; /* of the ICE session: an entity tag without its quotes */
    const GError *error;     /* why it is refused: one clear sentence */
} RtcAnswer;

/* Once, on a worker's thread. Borrowed. */
typedef void (*RtcAnsweredFn)(const RtcAnswer *answer, void *user);

typedef enum RtcPatchKind {
    RTC_PATCH_ICE, /* a fragment: candidates, which are not needed, or the names of an ICE restart
                    */
    RTC_PATCH_ANSWER, /* SDP, to our offer */
} RtcPatchKind;

/* What is said later (RFC 9725 §4.3, WHEP). */
typedef struct RtcPatch {
    const char *id;
    RtcPatchKind kind;
    const char *if_match; /* the field's value; NULL: none */
    const char *text;
    size_t length;
    RtcAnsweredFn fn; /* with `sdp` the fragment that answers a restart */
    void *user;
} RtcPatch;
