#include "media/program/conductor.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

#include "base/clock.h"
#include "base/worker.h"
#include "media/encode/coded_time.h"
#include "media/program/loudness.h"

#define PICTURE_US      (CODED_TIME_PICTURE_NS / 1000)
#define MAILBOX         256
#define FADE            240 /* pairs: 5 ms */
#define LEVELS_PICTURES 5
#define LOAD_PICTURES   MEDIA_FRAME_RATE
#define FRAME_VALUES    (2 * SOURCE_FRAME)

typedef struct Voice {
    const char *tag;
    const void *feed; /* sounding now; NULL: silence */
    Loudness *loudness;
    int16_t frame[FRAME_VALUES];
} Voice;

struct Conductor {
    Worker *worker;
    Encoder *encoder;
    Outbox *outbox;
    int64_t begun_us; /* monotonic clock at tick 0 */
    int64_t n_pictures, n_sounds;
    bool is_cut;
    GstBuffer *slate;
    Source *sources[CONDUCTOR_MAX_SOURCES]; /* highest priority first */
    unsigned n_sources;
    char floor[MEDIA_LANGUAGE_BYTES];
    Voice voices[ENCODER_MAX_LANGUAGES];
    unsigned n_voices;
};

static void show_picture(Conductor *conductor, int64_t now_us) {
    GstBuffer *picture = NULL;
    for (unsigned i = 0; i < conductor->n_sources && picture == NULL && !conductor->is_cut; i++)
        picture = source_picture(conductor->sources[i], now_us);
    encoder_push_picture(conductor->encoder, conductor->n_pictures,
                         picture == NULL ? conductor->slate : picture);
}

static const int16_t *choose_sound(Conductor *conductor, const char *tag, const void **ret_feed) {
    const int16_t *sound = NULL;
    *ret_feed = NULL;
    if (conductor->is_cut)
        return NULL;
    if (!g_str_equal(tag, conductor->floor))
        for (unsigned i = 0; i < conductor->n_sources && sound == NULL; i++)
            sound = source_sound(conductor->sources[i], tag, ret_feed);
    for (unsigned i = 0; i < conductor->n_sources && sound == NULL; i++)
        sound = source_floor(conductor->sources[i], conductor->floor, ret_feed);
    return sound;
}

/* A change of sound begins softly. */
static void fade_in(int16_t *frame) {
    for (int i = 0; i < FADE; i++) {
        frame[2 * i] = (int16_t)(frame[2 * i] * i / FADE);
        frame[2 * i + 1] = (int16_t)(frame[2 * i + 1] * i / FADE);
    }
}

static void sound_voice(Conductor *conductor, unsigned n) {
    Voice *voice = &conductor->voices[n];
    const void *feed;
    const int16_t *sound = choose_sound(conductor, voice->tag, &feed);
    if (sound == NULL)
        memset(voice->frame, 0, sizeof voice->frame);
    else
        memcpy(voice->frame, sound, sizeof voice->frame);
    if (feed != voice->feed)
        fade_in(voice->frame);
    voice->feed = feed;
    encoder_push_sound(conductor->encoder, n, conductor->n_sounds, voice->frame);
    loudness_add(voice->loudness, voice->frame, SOURCE_FRAME);
}

static void push_sound(Conductor *conductor) {
    int64_t front_us = coded_time_sound_ns(conductor->n_sounds) / 1000;
    for (unsigned i = 0; i < conductor->n_sources; i++)
        source_take_sound(conductor->sources[i], front_us);
    for (unsigned n = 0; n < conductor->n_voices; n++)
        sound_voice(conductor, n);
    conductor->n_sounds++;
}

static void remove_spent(Conductor *conductor, int64_t now_us) {
    unsigned kept = 0;
    for (unsigned i = 0; i < conductor->n_sources; i++) {
        Source *source = conductor->sources[i];
        if (source_is_spent(source, now_us))
            source_free(source);
        else
            conductor->sources[kept++] = source;
    }
    conductor->n_sources = kept;
}

static void report(Conductor *conductor) {
    if (conductor->n_pictures % LEVELS_PICTURES == 0) {
        for (unsigned n = 0; n < conductor->n_voices; n++) {
            LoudnessLevels now;
            loudness_read(conductor->voices[n].loudness, &now);
            LinkLevels levels = {(char *)conductor->voices[n].tag, now.momentary, now.short_term,
                                 now.peak};
            outbox_text(conductor->outbox, LINK_LEVELS, &LINK_LEVELS_TABLE, &levels);
        }
    }
    if (conductor->n_pictures % LOAD_PICTURES == 0) {
        LinkLoad load;
        for (unsigned track = 0; track < MEDIA_MAX_TRACKS; track++)
            if (encoder_read_load(conductor->encoder, track, &load))
                outbox_text(conductor->outbox, LINK_LOAD, &LINK_LOAD_TABLE, &load);
    }
}

static void tick(Conductor *conductor) {
    int64_t now_us = conductor->n_pictures * PICTURE_US;
    for (unsigned i = 0; i < conductor->n_sources; i++)
        source_pull(conductor->sources[i], now_us);
    show_picture(conductor, now_us);
    while (coded_time_sound_ns(conductor->n_sounds) <= now_us * 1000)
        push_sound(conductor);
    remove_spent(conductor, now_us);
    conductor->n_pictures++;
    report(conductor);
}

static void run(Worker *worker, void *data) {
    Conductor *conductor = data;
    struct pollfd mail = {.fd = worker_event_fd(worker), .events = POLLIN};
    while (!worker_is_stopping(worker)) {
        int64_t left_us =
            conductor->begun_us + conductor->n_pictures * PICTURE_US - clock_monotonic_us();
        struct timespec left = {.tv_nsec = MAX(left_us, 0) * 1000};
        if (ppoll(&mail, 1, &left, NULL) > 0) {
            worker_dispatch(worker);
        } else if (left_us <= 0) {
            tick(conductor);
        }
    }
}

static const WorkerLoop LOOP = {.run = run};

Conductor *conductor_new(const LinkStart *start, Encoder *encoder, Outbox *outbox,
                         GstBuffer *take_picture, GError **error) {
    Conductor *conductor = g_new0(Conductor, 1);
    conductor->encoder = encoder;
    conductor->outbox = outbox;
    conductor->slate = take_picture;
    g_strlcpy(conductor->floor, start->floor, sizeof conductor->floor);
    conductor->n_voices = encoder_n_languages(encoder);
    for (unsigned n = 0; n < conductor->n_voices; n++) {
        conductor->voices[n].tag = encoder_language(encoder, n);
        conductor->voices[n].loudness = loudness_new();
    }
    LinkReady ready = {.wall_us = clock_wall_us()};
    conductor->begun_us = clock_monotonic_us();
    outbox_text(outbox, LINK_READY, &LINK_READY_TABLE, &ready);
    conductor->worker = worker_start(
        &(WorkerOptions){
            .name = "conductor", .mailbox_posts = MAILBOX, .loop = &LOOP, .loop_data = conductor},
        error);
    return conductor->worker == NULL ? NULL : conductor;
}

/* ---- mail ---- */

typedef struct Mail {
    Conductor *conductor;
    Source *source;
    GstBuffer *picture;
    GstElement *sink;
    GstPad *label;
    int64_t id;
    bool on;
} Mail;

static void free_mail(void *data) {
    Mail *mail = data;
    source_free(mail->source);
    gst_clear_buffer(&mail->picture);
    gst_clear_object(&mail->sink);
    gst_clear_object(&mail->label);
    g_free(mail);
}

/* A full mailbox of a thread that looks into it every 40 ms is a thread that hangs. */
static void post(Conductor *conductor, WorkerFn fn, const Mail *mail) {
    Mail *copy = g_memdup2(mail, sizeof *mail);
    copy->conductor = conductor;
    if (!worker_post(conductor->worker, fn, copy, free_mail, NULL))
        g_error("the conductor takes no mail");
}

static void do_attach(void *data) {
    Mail *mail = data;
    Conductor *conductor = mail->conductor;
    if (conductor->n_sources == CONDUCTOR_MAX_SOURCES)
        return;
    unsigned at = conductor->n_sources++;
    int64_t priority = source_options(mail->source)->priority;
    for (; at > 0 && source_options(conductor->sources[at - 1])->priority < priority; at--)
        conductor->sources[at] = conductor->sources[at - 1];
    conductor->sources[at] = g_steal_pointer(&mail->source);
}

void conductor_attach(Conductor *conductor, Source *take_source) {
    post(conductor, do_attach, &(Mail){.source = take_source});
}

static Source *find_source(Conductor *conductor, int64_t id) {
    for (unsigned i = 0; i < conductor->n_sources; i++)
        if (source_options(conductor->sources[i])->id == id)
            return conductor->sources[i];
    return NULL;
}

static void do_add_feed(void *data) {
    Mail *mail = data;
    Source *source = find_source(mail->conductor, mail->id);
    if (source != NULL)
        source_add_feed(source, mail->sink, mail->label, mail->on);
}

void conductor_add_feed(Conductor *conductor, int64_t id, GstElement *sink, GstPad *label,
                        bool is_video) {
    post(conductor, do_add_feed,
         &(Mail){.id = id,
                 .sink = gst_object_ref(sink),
                 .label = label == NULL ? NULL : gst_object_ref(label),
                 .on = is_video});
}

static void do_detach(void *data) {
    Mail *mail = data;
    Source *source = find_source(mail->conductor, mail->id);
    if (source != NULL)
        source_end(source);
}

void conductor_detach(Conductor *conductor, int64_t id) {
    post(conductor, do_detach, &(Mail){.id = id});
}

static void do_cut(void *data) {
    Mail *mail = data;
    mail->conductor->is_cut = mail->on;
}

void conductor_cut(Conductor *conductor, bool on) {
    post(conductor, do_cut, &(Mail){.on = on});
}

static void do_show_slate(void *data) {
    Mail *mail = data;
    gst_clear_buffer(&mail->conductor->slate);
    mail->conductor->slate = g_steal_pointer(&mail->picture);
}

void conductor_show_slate(Conductor *conductor, GstBuffer *take_picture) {
    post(conductor, do_show_slate, &(Mail){.picture = take_picture});
}
