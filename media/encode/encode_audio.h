/* One audio track: from a language's sound to AAC-LC of one bit rate. */
#pragma once

#include <gst/gst.h>

#include "media/encode/encoder_sink.h"
#include "media/link/link_text.h"

typedef struct EncodeAudio EncodeAudio;

/* As encode_video_new(). */
EncodeAudio *encode_audio_new(GstBin *bin, GstElement *tee, unsigned track, const LinkTrack *info,
                              const EncoderSink *sink, GError **error);
void encode_audio_free(EncodeAudio *branch);
