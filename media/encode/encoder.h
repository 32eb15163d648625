/* One pipeline that encodes a programme into all its tracks: raw pictures and sounds in, access
 * units with exact ticks out. It neither waits for nor invents time: who pushes keeps the clock.
 *
 *   pictures ─ tee ─┬─ leaky queue ─ scale ─ x264 ─ out      one branch for each video track
 *                   └─ …
 *   sound of a language ─ tee ─┬─ convert ─ AAC ─ out        one for each audio track of it
 *                              └─ …                                                            */
#pragma once

#include <gst/gst.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/encode/encoder_sink.h"
#include "media/link/link_text.h"

#define ENCODER_MAX_LANGUAGES 8u

typedef struct Encoder Encoder;

/* Builds and starts. ERROR_UNSUPPORTED when an element is missing, ERROR_INVALID when the tracks
 * make no sense. */
Encoder *encoder_new(const LinkStart *start, const EncoderSink *sink, GError **error);
void encoder_free(Encoder *encoder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Encoder, encoder_free)

/* Languages in the order of their first audio track; the index is that of encoder_push_sound(). */
unsigned encoder_n_languages(const Encoder *encoder);
const char *encoder_language(const Encoder *encoder, unsigned index);

/* Picture n of the programme: I420 of the programme's size; its timestamps are overwritten when the
 * buffer is ours alone, else a copy of the buffer's head is made (never of the picture). */
void encoder_push_picture(Encoder *encoder, int64_t n, GstBuffer *picture);

/* Sound frame n of a language: 1024 pairs of samples. */
void encoder_push_sound(Encoder *encoder, unsigned language, int64_t n, const int16_t *samples);

/* A track that is off costs nothing; on again, it begins at the next segment with a key frame. Any
 * thread. False when there is no such video track. */
bool encoder_set_rung(Encoder *encoder, unsigned track, bool on);

/* Encoded and dropped since the last call, of a video track. One thread. */
bool encoder_read_load(Encoder *encoder, unsigned track, LinkLoad *ret_load);

/* Borrowed: errors of the encoders come here. */
GstElement *encoder_pipeline(Encoder *encoder);
