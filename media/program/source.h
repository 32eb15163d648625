/* One life of an input as the conductor sees it: the ends of its pipeline (appsinks), from which it
 * pulls what is due. All verbs on the conductor's thread, but source_new(), source_add_feed()
 * before it is handed over. */
#pragma once

#include <gst/gst.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/types/media_track.h"

#define SOURCE_MAX_SOUNDS 16u
#define SOURCE_FRAME      1024 /* pairs of samples */
/* Without new data for this long, a picture or sound is no longer live. */
#define SOURCE_FRESH_US INT64_C(500000)

typedef struct SourceOptions {
    int64_t id, priority, offset_us;
    char language[MEDIA_LANGUAGE_BYTES]; /* "": picture and floor */
    bool is_live;                        /* paced by its sender, not by us */
} SourceOptions;

typedef struct Source Source;

Source *source_new(const SourceOptions *options);
void source_free(Source *source);
const SourceOptions *source_options(const Source *source);

/* `sink`: I420 of the programme's size, or S16LE 48 kHz stereo; a reference is taken. `label`, may
 * be NULL: the pad whose tags name the language, another reference. */
void source_add_feed(Source *source, GstElement *sink, GstPad *label, bool is_video);

/* The input's pipeline is gone; what was pulled stays until it is stale. */
void source_end(Source *source);
/* Ended, and nothing left that is fresh. */
bool source_is_spent(const Source *source, int64_t now_us);

/* Pulls what is due up to programme time `now_us`. */
void source_pull(Source *source, int64_t now_us);

/* The picture of now; NULL when there is none or it is stale. Borrowed. */
GstBuffer *source_picture(Source *source, int64_t now_us);

/* Takes the next sound frame of all feeds, which begins at `front_us`. */
void source_take_sound(Source *source, int64_t front_us);

/* The frame taken last of the sound meant for a language, by the input's language or by its label;
 * NULL when there is none, or none that is live. `*ret_feed` tells feeds apart. */
const int16_t *source_sound(Source *source, const char *tag, const void **ret_feed);

/* The same for the floor, whose language is `tag`: without a label that names it, an input for all
 * gives its first sound. */
const int16_t *source_floor(Source *source, const char *tag, const void **ret_feed);
