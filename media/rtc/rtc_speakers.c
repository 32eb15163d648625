#include "media/rtc/rtc_speakers.h"

#include <string.h>

#include "media/rtc/flow/speaker_level.h"

#define CHOOSE_US INT64_C(100000)
#define TELL_US   INT64_C(300000)
/* Of packets without a level: as loud as speech, so that whoever cannot tell is heard. */
#define UNKNOWN_LEVEL 40u

_Static_assert(RTC_LOUDEST == SPEAKER_LEVEL_LOUDEST, "as many are told as are chosen");

/* What was told: the active one, the loudest; "": nobody. */
typedef struct Told {
    char active[RTC_MAX_NAME + 1];
    char names[RTC_LOUDEST][RTC_MAX_NAME + 1];
    unsigned n_names;
} Told;

struct RtcSpeakers {
    Timer timer; /* while somebody has a seat or there is something to tell; first */
    RtcSpeakersOptions options;
    bool is_running;
    unsigned n_seats;
    SpeakerLevel level;
    RtcTrack *tracks[SPEAKER_LEVEL_SEATS]; /* by seat */
    Told told;
    int64_t told_us;
};

/* ---- telling ---- */

static void add_name(Told *now, const RtcTrack *track) {
    const char *name = track->publisher->peer->who.name;
    for (unsigned i = 0; name && i < now->n_names; i++)
        if (strcmp(now->names[i], name) == 0)
            return;
    if (name)
        g_strlcpy(now->names[now->n_names++], name, sizeof now->names[0]);
}

static bool is_same(const Told *one, const Told *other) {
    bool is_same = one->n_names == other->n_names && strcmp(one->active, other->active) == 0;
    for (unsigned i = 0; is_same && i < one->n_names; i++)
        is_same = strcmp(one->names[i], other->names[i]) == 0;
    return is_same;
}

/* False: it has to be told later. */
static bool tell(RtcSpeakers *speakers, const SpeakerChoice *choice, int64_t now_us) {
    const RtcWorker *worker = speakers->options.worker;
    RtcSpeakersNews news = {.channel = speakers->options.channel};
    Told now = {.n_names = 0};
    for (unsigned i = 0; i < RTC_LOUDEST; i++)
        if (choice->loudest[i] >= 0)
            add_name(&now, speakers->tracks[choice->loudest[i]]);
    if (choice->active >= 0 && speakers->tracks[choice->active]->publisher->peer->who.name)
        g_strlcpy(now.active, speakers->tracks[choice->active]->publisher->peer->who.name,
                  sizeof now.active);
    if (!worker->events->on_speakers || is_same(&now, &speakers->told))
        return true;
    if (speakers->told_us != 0 && now_us - speakers->told_us < TELL_US)
        return false;
    speakers->told = now;
    speakers->told_us = now_us;
    news.active = now.active[0] ? now.active : NULL;
    for (unsigned i = 0; i < now.n_names; i++)
        news.names[news.n_names++] = now.names[i];
    worker->events->on_speakers(&news, worker->events_user);
    return true;
}

/* ---- choosing ---- */

static bool mark(RtcSpeakers *speakers, const SpeakerChoice *choice) {
    bool has_changed = false;
    for (int i = 0; i < SPEAKER_LEVEL_SEATS; i++) {
        RtcTrack *track = speakers->tracks[i];
        bool is_loud = false;
        for (unsigned k = 0; k < SPEAKER_LEVEL_LOUDEST; k++)
            is_loud |= choice->loudest[k] == i;
        if (!track)
            continue;
        track->loud_us = speakers->level.seats[i].loud_us;
        has_changed |= track->is_loud != is_loud;
        track->is_loud = is_loud;
    }
    return has_changed;
}

static void on_tick(Timer *timer, void *user) {
    RtcSpeakers *speakers = (RtcSpeakers *)timer;
    RtcWorker *worker = speakers->options.worker;
    int64_t now_us = rtc_core_now_us(worker);
    SpeakerChoice choice = speaker_level_choose(&speakers->level, now_us);
    bool is_told = tell(speakers, &choice, now_us);
    speakers->is_running = speakers->n_seats > 0 || !is_told;
    if (speakers->is_running)
        event_loop_set_timer(worker->loop, timer, now_us + CHOOSE_US, on_tick);
    if (mark(speakers, &choice))
        speakers->options.on_loud(speakers->options.user);
}

/* ---- begin and end ---- */

RtcSpeakers *rtc_speakers_new(const RtcSpeakersOptions *options) {
    RtcSpeakers *speakers = g_new0(RtcSpeakers, 1);
    speakers->options = *options;
    speaker_level_init(&speakers->level);
    return speakers;
}

void rtc_speakers_free(RtcSpeakers *speakers) {
    if (!speakers)
        return;
    event_loop_cancel_timer(speakers->options.worker->loop, &speakers->timer);
    g_free(speakers);
}

static void run(RtcSpeakers *speakers) {
    RtcWorker *worker = speakers->options.worker;
    if (!speakers->is_running)
        event_loop_set_timer(worker->loop, &speakers->timer, rtc_core_now_us(worker) + CHOOSE_US,
                             on_tick);
    speakers->is_running = true;
}

void rtc_speakers_enter(RtcSpeakers *speakers, RtcTrack *track) {
    if (track->seat >= 0)
        return;
    for (int i = 0; i < SPEAKER_LEVEL_SEATS && track->seat < 0; i++)
        if (!speakers->tracks[i])
            track->seat = i;
    if (track->seat < 0)
        return;
    speakers->tracks[track->seat] = track;
    speakers->n_seats++;
    run(speakers);
}

void rtc_speakers_leave(RtcSpeakers *speakers, RtcTrack *track) {
    if (track->seat < 0)
        return;
    speaker_level_leave(&speakers->level, (unsigned)track->seat);
    speakers->tracks[track->seat] = NULL;
    speakers->n_seats--;
    track->seat = -1;
    track->is_loud = false;
}

void rtc_speakers_hear(RtcSpeakers *speakers, const RtcTrack *track, const RtpPacket *rtp,
                       int64_t now_us) {
    uint8_t level = rtp_has(rtp, RTP_EXTENSION_AUDIO_LEVEL) ? rtp->audio_level : UNKNOWN_LEVEL;
    if (track->seat >= 0)
        speaker_level_add(&speakers->level, (unsigned)track->seat, now_us, level);
}
