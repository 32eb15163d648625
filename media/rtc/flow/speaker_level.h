/* Who speaks, by the audio levels in packets' headers (RFC 6464): one active speaker who is not
 * unseated by a cough, and the three loudest whose sound is worth sending. One room, one thread; no
 * clock, no allocation. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#define SPEAKER_LEVEL_SEATS   64
#define SPEAKER_LEVEL_LOUDEST 3
#define SPEAKER_LEVEL_NOBODY  (-1)

typedef struct SpeakerChoice {
    int active; /* seat, or SPEAKER_LEVEL_NOBODY until somebody has spoken */
    int loudest[SPEAKER_LEVEL_LOUDEST]; /* seats by number, SPEAKER_LEVEL_NOBODY behind them */
} SpeakerChoice;

typedef struct SpeakerSeat {
    int64_t heard_us;    /* 0: the seat is empty */
    int64_t changed_us;  /* of the two values below */
    int64_t loud_us;     /* last time that it was heard speaking */
    double quick, slow;  /* dB above silence, over a fifth of a second and over a whole one */
    int64_t ahead_us;    /* since when it has been louder than the active one; 0: it is not */
    bool is_among_three; /* of the last choice */
} SpeakerSeat;

typedef struct SpeakerLevel {
    SpeakerSeat seats[SPEAKER_LEVEL_SEATS];
    int active;
} SpeakerLevel;

void speaker_level_init(SpeakerLevel *speakers);
/* A packet of sound: `level` as in the header, 0 the loudest, 127 silence, in -dBov (RFC 6464 §3).
 * Seats beyond SPEAKER_LEVEL_SEATS are not heard. */
void speaker_level_add(SpeakerLevel *speakers, unsigned seat, int64_t now_us, uint8_t level);
void speaker_level_leave(SpeakerLevel *speakers, unsigned seat);
/* About every 100 ms. */
SpeakerChoice speaker_level_choose(SpeakerLevel *speakers, int64_t now_us);
