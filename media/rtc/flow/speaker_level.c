#include "media/rtc/flow/speaker_level.h"

#include <glib.h>

/* Quieter than this is a room's noise, in -dBov. */
#define SILENCE_LEVEL 60
#define QUICK_US      200000.0
#define SLOW_US       1000000.0
/* Above silence so much, over a fifth of a second: somebody speaks. */
#define SPEECH_DB 6.0
/* Whoever is to be the active one is so much louder, for so long; at once when nobody speaks. */
#define AHEAD_DB 3.0
#define AHEAD_US INT64_C(600000)
/* Without packets (DTX sends one in 400 ms) a level is not known and sinks. */
#define STALE_US INT64_C(100000)
/* A pause between sentences does not cost a place among the three. */
#define PAUSE_US INT64_C(2000000)

void speaker_level_init(SpeakerLevel *speakers) {
    *speakers = (SpeakerLevel){.active = SPEAKER_LEVEL_NOBODY};
}

/* An exponential mean over time, whatever the distance of packets. */
static double approach(double value, double target, double step_us, double time_us) {
    return value + (target - value) * step_us / (time_us + step_us);
}

static void move_to(SpeakerSeat *seat, double loudness_db, int64_t now_us) {
    double step_us = (double)MAX(now_us - seat->changed_us, 0);
    seat->quick = approach(seat->quick, loudness_db, step_us, QUICK_US);
    seat->slow = approach(seat->slow, loudness_db, step_us, SLOW_US);
    seat->changed_us = now_us;
    if (seat->quick >= SPEECH_DB)
        seat->loud_us = now_us;
}

void speaker_level_add(SpeakerLevel *speakers, unsigned seat, int64_t now_us, uint8_t level) {
    if (seat >= SPEAKER_LEVEL_SEATS)
        return;
    SpeakerSeat *at = &speakers->seats[seat];
    if (at->heard_us == 0)
        at->changed_us = now_us;
    at->heard_us = now_us;
    move_to(at, level < SILENCE_LEVEL ? SILENCE_LEVEL - level : 0, now_us);
}

void speaker_level_leave(SpeakerLevel *speakers, unsigned seat) {
    if (seat >= SPEAKER_LEVEL_SEATS)
        return;
    speakers->seats[seat] = (SpeakerSeat){0};
    if (speakers->active == (int)seat)
        speakers->active = SPEAKER_LEVEL_NOBODY;
}

static bool is_speaking(const SpeakerSeat *seat) {
    return seat->heard_us != 0 && seat->quick >= SPEECH_DB;
}

static void choose_active(SpeakerLevel *speakers, int64_t now_us) {
    const SpeakerSeat *active = speakers->active >= 0 ? &speakers->seats[speakers->active] : NULL;
    bool is_free = !active || now_us - active->loud_us >= AHEAD_US;
    int next = SPEAKER_LEVEL_NOBODY;
    for (int i = 0; i < SPEAKER_LEVEL_SEATS; i++) {
        SpeakerSeat *seat = &speakers->seats[i];
        bool is_ahead = is_speaking(seat) && seat != active &&
                        (is_free || seat->slow > active->slow + AHEAD_DB);
        if (!is_ahead) {
            seat->ahead_us = 0;
            continue;
        }
        if (seat->ahead_us == 0)
            seat->ahead_us = now_us;
        bool is_sure = is_free || now_us - seat->ahead_us >= AHEAD_US;
        if (is_sure && (next < 0 || seat->slow > speakers->seats[next].slow))
            next = i;
    }
    if (next >= 0)
        speakers->active = next;
}

/* Who is among them stays against whoever is not clearly louder. */
static double claim_of(const SpeakerLevel *speakers, int i, int64_t now_us) {
    const SpeakerSeat *seat = &speakers->seats[i];
    bool was_loud = seat->heard_us != 0 && seat->loud_us != 0 && now_us - seat->loud_us < PAUSE_US;
    if (!is_speaking(seat) && !(seat->is_among_three && was_loud))
        return 0;
    double claim = MAX(seat->quick, seat->slow);
    return seat->is_among_three ? MAX(claim, SPEECH_DB) + AHEAD_DB : claim;
}

static void choose_three(SpeakerLevel *speakers, int64_t now_us, SpeakerChoice *ret_choice) {
    double claims[SPEAKER_LEVEL_SEATS];
    for (int i = 0; i < SPEAKER_LEVEL_SEATS; i++)
        claims[i] = claim_of(speakers, i, now_us);
    for (int i = 0; i < SPEAKER_LEVEL_SEATS; i++)
        speakers->seats[i].is_among_three = false;
    for (unsigned n = 0; n < SPEAKER_LEVEL_LOUDEST; n++) {
        int loudest = 0;
        for (int i = 1; i < SPEAKER_LEVEL_SEATS; i++)
            if (claims[i] > claims[loudest])
                loudest = i;
        if (claims[loudest] <= 0)
            break;
        claims[loudest] = 0;
        speakers->seats[loudest].is_among_three = true;
    }
    unsigned n = 0;
    for (int i = 0; i < SPEAKER_LEVEL_SEATS; i++)
        if (speakers->seats[i].is_among_three)
            ret_choice->loudest[n++] = i;
    while (n < SPEAKER_LEVEL_LOUDEST)
        ret_choice->loudest[n++] = SPEAKER_LEVEL_NOBODY;
}

SpeakerChoice speaker_level_choose(SpeakerLevel *speakers, int64_t now_us) {
    SpeakerChoice choice;
    for (int i = 0; i < SPEAKER_LEVEL_SEATS; i++) {
        SpeakerSeat *seat = &speakers->seats[i];
        if (seat->heard_us != 0 && now_us - seat->changed_us >= STALE_US)
            move_to(seat, 0, now_us);
    }
    choose_active(speakers, now_us);
    choice.active = speakers->active;
    choose_three(speakers, now_us, &choice);
    return choice;
}
