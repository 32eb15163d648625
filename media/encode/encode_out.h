/* The end of a branch: takes coded buffers from an appsink and gives out samples with exact ticks.
 */
#pragma once

#include <gst/gst.h>

#include "media/encode/encoder_sink.h"

typedef struct EncodeOut EncodeOut;

EncodeOut *encode_out_new(MediaKind kind, unsigned track, const EncoderSink *sink);
void encode_out_free(EncodeOut *out);

/* An appsink for `caps` that feeds `out`; floating. */
GstElement *encode_out_element(EncodeOut *out, const char *caps);

/* Samples given out so far; any thread. */
uint64_t encode_out_count(const EncodeOut *out);

/* Adds the elements, ended by NULL, to the bin and links them in their order behind the tee.
 * ERROR_UNSUPPORTED names two that do not fit. */
bool encode_out_link(GstBin *bin, GstElement *tee, GstElement *const *elements, GError **error);
