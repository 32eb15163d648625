/* One rung of the ladder: from the programme's pictures to H.264 of one size. */
#pragma once

#include <gst/gst.h>

#include "media/encode/encoder_sink.h"
#include "media/link/link_text.h"

typedef struct EncodeVideo EncodeVideo;

/* Adds the branch to `bin` behind `tee`. `sink` is copied. NULL and ERROR_UNSUPPORTED when an
 * element is missing. */
EncodeVideo *encode_video_new(GstBin *bin, GstElement *tee, unsigned track, const LinkTrack *info,
                              const EncoderSink *sink, GError **error);
/* After the pipeline has stopped. */
void encode_video_free(EncodeVideo *branch);

void encode_video_set_on(EncodeVideo *branch, bool on);
void encode_video_read_load(EncodeVideo *branch, LinkLoad *ret_load);
