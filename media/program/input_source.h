/* The beginning of an input's pipeline, by kind of source. */
#pragma once

#include <gst/gst.h>
#include <stdbool.h>

#include "media/link/link_text.h"
#include "media/program/input_chain.h"

/* Name of the element whose pads are the input's streams. */
#define INPUT_SOURCE_DEMUXER "demuxer"

/* An appsink of the pipeline, with the pad whose tags name its language (NULL: none). Streaming
 * thread, or the caller's. */
typedef void (*InputFeedFn)(GstElement *sink, GstPad *label, MediaKind kind, void *user);

typedef struct InputSourceOptions {
    const LinkInputOpen *open;
    int fd;      /* FLV and MPEG-TS; stays the caller's */
    bool by_udp; /* RTSP: packets in datagrams, for cameras that send no others */
    ChainOptions chain;
    InputFeedFn on_feed;
    void *user; /* outlives the pipeline */
} InputSourceOptions;

/* A pipeline that is not running yet. ERROR_INVALID: the URI cannot be used; ERROR_UNSUPPORTED: an
 * element is missing. */
GstElement *input_source_new(const InputSourceOptions *options, GError **error);

/* Paced by a sender, not by us. */
bool input_source_is_live(LinkSource source);
/* Begins with what the encoder had sent before. */
bool input_source_has_past(LinkSource source);
/* Can be begun again by us. */
bool input_source_is_pulled(LinkSource source);
