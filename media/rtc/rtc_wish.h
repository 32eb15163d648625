/* What a viewer wishes to see and what of a publisher is held back: values of rtc.h. */
#pragma once

#define RTC_MAX_NAME 128u /* bytes of a name without NUL */

/* What a picture shows; sound is the microphone's or that of what the screen shows. In an offer a
 * section with a=content:slides (RFC 4796 §5) is the screen. Among the sections of one kind without
 * it the first that sends is the camera's, further ones are the screen's. */
typedef enum RtcPictureSource { RTC_CAMERA, RTC_SCREEN } RtcPictureSource;

typedef struct RtcWish {
    unsigned place;   /* 0…: picture sections that the answer takes, in the order of the offer */
    const char *name; /* whose */
    RtcPictureSource source;
    unsigned max_height_px; /* better would not be seen; 0: nothing */
    unsigned priority;      /* higher is served first; at most 255 */
} RtcWish;

/* Bits: what a host takes from somebody. */
typedef enum RtcHold {
    RTC_HOLD_MICROPHONE = 1,
    RTC_HOLD_CAMERA = 2,
    RTC_HOLD_SCREEN = 4, /* with its sound */
} RtcHold;
