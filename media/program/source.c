#include "media/program/source.h"

#include <gst/app/gstappsink.h>

#include "media/program/language_code.h"
#include "media/program/pad_language.h"
#include "media/program/sound_line.h"
#include "media/program/time_map.h"

#define PICTURE_US    INT64_C(40000)
#define MOST_AHEAD_US INT64_C(3000000) /* sound that waits here; more waits in the pipeline */
#define SLOWEST_US    INT64_C(2000000)
/* Taken as they are decoded, so that the map sees when they came; more than it needs to see that an
 * input lags. */
#define WAITING     8u
#define LIVE_FRAMES (SOURCE_FRESH_US * SOUND_LINE_RATE / SOURCE_FRAME / 1000000)
#define PAIRS_BYTES (2 * sizeof(int16_t))

typedef struct Sound {
    GstAppSink *sink;
    GstPad *label;
    char tag[MEDIA_LANGUAGE_BYTES]; /* from the label; "": none */
    bool has_begun;
    SoundLine *line;
    int64_t silent_frames;
    int16_t frame[2 * SOURCE_FRAME];
} Sound;

typedef struct Picture {
    GstSample *sample;
    int64_t due_us;
} Picture;

struct Source {
    SourceOptions options;
    bool is_ended;
    TimeMap map;
    GstAppSink *video;
    Picture waiting[WAITING]; /* a ring: pulled, not due */
    unsigned first, n_waiting;
    GstSample *shown;
    int64_t shown_us, interval_us;
    unsigned n_sounds;
    Sound *sounds[SOURCE_MAX_SOUNDS];
};

Source *source_new(const SourceOptions *options) {
    Source *source = g_new0(Source, 1);
    source->options = *options;
    source->interval_us = PICTURE_US;
    time_map_init(&source->map, options->offset_us, options->is_live);
    return source;
}

static void free_sound(Sound *sound) {
    gst_clear_object(&sound->sink);
    gst_clear_object(&sound->label);
    sound_line_free(sound->line);
    g_free(sound);
}

void source_free(Source *source) {
    if (source == NULL)
        return;
    gst_clear_object(&source->video);
    for (; source->n_waiting > 0; source->n_waiting--)
        gst_sample_unref(source->waiting[source->first++ % WAITING].sample);
    g_clear_pointer(&source->shown, gst_sample_unref);
    for (unsigned i = 0; i < source->n_sounds; i++)
        free_sound(source->sounds[i]);
    g_free(source);
}

const SourceOptions *source_options(const Source *source) {
    return &source->options;
}

void source_add_feed(Source *source, GstElement *sink, GstPad *label, bool is_video) {
    if (is_video && source->video == NULL) {
        source->video = GST_APP_SINK(gst_object_ref(sink));
    } else if (!is_video && source->n_sounds < SOURCE_MAX_SOUNDS) {
        Sound *sound = g_new0(Sound, 1);
        sound->sink = GST_APP_SINK(gst_object_ref(sink));
        sound->label = label == NULL ? NULL : gst_object_ref(label);
        sound->silent_frames = LIVE_FRAMES;
        source->sounds[source->n_sounds++] = sound;
    }
}

void source_end(Source *source) {
    source->is_ended = true;
    gst_clear_object(&source->video);
    for (unsigned i = 0; i < source->n_sounds; i++)
        gst_clear_object(&source->sounds[i]->sink);
}

/* Microseconds of running time, or -1. */
static int64_t running_us(GstSample *sample) {
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    if (buffer == NULL || !GST_BUFFER_PTS_IS_VALID(buffer))
        return -1;
    guint64 ns = 0;
    int sign = gst_segment_to_running_time_full(gst_sample_get_segment(sample), GST_FORMAT_TIME,
                                                GST_BUFFER_PTS(buffer), &ns);
    return sign > 0 && ns < G_MAXINT64 ? (int64_t)(ns / 1000) : -1;
}

/* What waits goes with the map: picture and sound stay together. */
static void move_waiting(Source *source, int64_t by_us) {
    source->shown_us += by_us;
    for (unsigned i = 0; i < source->n_waiting; i++)
        source->waiting[(source->first + i) % WAITING].due_us += by_us;
    for (unsigned i = 0; i < source->n_sounds; i++)
        if (source->sounds[i]->line != NULL)
            sound_line_move(source->sounds[i]->line, by_us * 48 / 1000);
}

static int64_t due_of(Source *source, MediaKind kind, int64_t pts_us, int64_t begun_us) {
    TimeMap before = source->map;
    int64_t due_us = time_map_due(&source->map, kind, pts_us, begun_us);
    if (source->map.n_anchors == before.n_anchors && source->map.lag_us != before.lag_us)
        move_waiting(source, source->map.lag_us - before.lag_us);
    return due_us;
}

static void take_arrived(Source *source, int64_t now_us) {
    while (source->n_waiting < WAITING && source->video != NULL) {
        GstSample *sample = gst_app_sink_try_pull_sample(source->video, 0);
        if (sample == NULL)
            return;
        int64_t pts = running_us(sample);
        if (pts < 0) {
            gst_sample_unref(sample);
            continue;
        }
        int64_t due_us = due_of(source, MEDIA_VIDEO, pts, now_us);
        source->waiting[(source->first + source->n_waiting) % WAITING] = (Picture){sample, due_us};
        source->n_waiting++;
    }
}

static void show_next(Source *source) {
    Picture next = source->waiting[source->first];
    source->first = (source->first + 1) % WAITING;
    source->n_waiting--;
    int64_t interval = CLAMP(next.due_us - source->shown_us, 0, SLOWEST_US);
    source->interval_us += (interval - source->interval_us) / 4;
    g_clear_pointer(&source->shown, gst_sample_unref);
    source->shown = next.sample;
    source->shown_us = next.due_us;
}

static void pull_pictures(Source *source, int64_t now_us) {
    take_arrived(source, now_us);
    while (source->n_waiting > 0 &&
           source->waiting[source->first].due_us <= now_us + PICTURE_US / 2) {
        show_next(source);
        take_arrived(source, now_us);
    }
}

/* Tags arrive before the first buffer. */
static void read_label(Sound *sound) {
    sound->has_begun = true;
    if (sound->label != NULL)
        pad_language(sound->label, sound->tag, sizeof sound->tag);
}

static void lay(Sound *sound, GstSample *sample, int64_t due_us) {
    GstMapInfo map;
    GstBuffer *buffer = gst_sample_get_buffer(sample);
    if (!gst_buffer_map(buffer, &map, GST_MAP_READ))
        return;
    sound_line_add(sound->line, due_us * 48 / 1000, (const int16_t *)(const void *)map.data,
                   map.size / PAIRS_BYTES);
    gst_buffer_unmap(buffer, &map);
}

static void pull_sound(Source *source, Sound *sound, int64_t front_us) {
    int64_t due_us = front_us;
    while (sound->sink != NULL && due_us < front_us + MOST_AHEAD_US) {
        GstSample *sample = gst_app_sink_try_pull_sample(sound->sink, 0);
        if (sample == NULL)
            return;
        if (!sound->has_begun)
            read_label(sound);
        int64_t pts = running_us(sample);
        if (pts >= 0) {
            due_us = due_of(source, MEDIA_AUDIO, pts, front_us);
            lay(sound, sample, due_us);
        }
        gst_sample_unref(sample);
    }
}

void source_pull(Source *source, int64_t now_us) {
    pull_pictures(source, now_us);
    for (unsigned i = 0; i < source->n_sounds; i++) {
        Sound *sound = source->sounds[i];
        if (sound->line != NULL)
            pull_sound(source, sound, sound_line_front(sound->line) * 1000 / 48);
    }
}

GstBuffer *source_picture(Source *source, int64_t now_us) {
    /* Slow pictures stay until the next one is overdue. */
    int64_t fresh = MAX(SOURCE_FRESH_US, 3 * source->interval_us);
    if (source->shown == NULL || source->options.language[0] != '\0' ||
        now_us - source->shown_us > (source->is_ended ? SOURCE_FRESH_US : fresh))
        return NULL;
    return gst_sample_get_buffer(source->shown);
}

void source_take_sound(Source *source, int64_t front_us) {
    for (unsigned i = 0; i < source->n_sounds; i++) {
        Sound *sound = source->sounds[i];
        if (sound->line == NULL)
            sound->line = sound_line_new((front_us * 48 + 999) / 1000);
        bool has_any = sound_line_take(sound->line, sound->frame, SOURCE_FRAME);
        sound->silent_frames = has_any ? 0 : MIN(sound->silent_frames + 1, LIVE_FRAMES);
    }
}

static Sound *find_sound(Source *source, const char *tag) {
    bool is_for_all = source->options.language[0] == '\0';
    if (!is_for_all)
        return g_str_equal(source->options.language, tag) && source->n_sounds > 0
                   ? source->sounds[0]
                   : NULL;
    for (unsigned i = 0; i < source->n_sounds; i++)
        if (language_code_matches(tag, source->sounds[i]->tag))
            return source->sounds[i];
    return NULL;
}

const int16_t *source_sound(Source *source, const char *tag, const void **ret_feed) {
    Sound *sound = find_sound(source, tag);
    if (sound == NULL || sound->silent_frames >= LIVE_FRAMES)
        return NULL;
    *ret_feed = sound;
    return sound->frame;
}

const int16_t *source_floor(Source *source, const char *tag, const void **ret_feed) {
    const int16_t *labelled = source_sound(source, tag, ret_feed);
    if (labelled != NULL)
        return labelled;
    if (source->options.language[0] != '\0' || source->n_sounds == 0 ||
        source->sounds[0]->silent_frames >= LIVE_FRAMES)
        return NULL;
    *ret_feed = source->sounds[0];
    return source->sounds[0]->frame;
}

bool source_is_spent(const Source *source, int64_t now_us) {
    if (!source->is_ended)
        return false;
    for (unsigned i = 0; i < source->n_sounds; i++)
        if (source->sounds[i]->silent_frames < LIVE_FRAMES)
            return false;
    return source->shown == NULL || now_us - source->shown_us > SOURCE_FRESH_US;
}
