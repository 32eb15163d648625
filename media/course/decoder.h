/* A decoder of one stream: one thread, bounded. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include <libavcodec/avcodec.h>

#include "media/course/source.h"

/* Takes each frame (its pts is of the stream's time base, AV_NOPTS_VALUE when unknown); may move
 * its content out. Negative: stop with that number of libav. */
typedef int (*DecodedFn)(AVFrame *frame, void *user);

typedef struct Decoder Decoder;

Decoder *decoder_open(const AVCodecParameters *parameters, AVRational time_base, GError **error);
void decoder_free(Decoder *decoder); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Decoder, decoder_free)

/* NULL: the end, after which decoder_flush() allows to begin again. What is damaged is passed over.
 * 0 or what `on_frame` returned, or a number of libav for what no decoder can go on after. */
int decoder_feed(Decoder *decoder, const AVPacket *packet, DecodedFn on_frame, void *user);
void decoder_flush(Decoder *decoder);
/* Leaves out what only a picture in its full size shows (the loop filter). */
void decoder_hurry(Decoder *decoder);
/* Frames that came out so far. */
uint64_t decoder_count(const Decoder *decoder);
