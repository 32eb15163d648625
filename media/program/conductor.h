/* The one who keeps time: a thread that every 40 ms pushes one picture and, as they fall due, sound
 * frames of all languages into the encoder, whatever the inputs do. The time line has no gap by
 * construction: numbers are counted, never taken from a source.
 *
 * Shown is the picture of the highest priority that is live, else the slate. A language sounds from
 * its own live source, else from the floor, else silent. */
#pragma once

#include <gst/gst.h>
#include <stdbool.h>

#include "media/encode/encoder.h"
#include "media/program/outbox.h"
#include "media/program/source.h"

#define CONDUCTOR_MAX_SOURCES 32u

typedef struct Conductor Conductor;

/* Sends READY and begins at once. Encoder and outbox are borrowed for ever; `take_picture` is shown
 * until there is a slate. */
Conductor *conductor_new(const LinkStart *start, Encoder *encoder, Outbox *outbox,
                         GstBuffer *take_picture, GError **error);

/* The rest from any thread. */

/* The source is the conductor's from now on. */
void conductor_attach(Conductor *conductor, Source *take_source);
/* An end of that source's pipeline appeared (source_add_feed()); references are taken. */
void conductor_add_feed(Conductor *conductor, int64_t id, GstElement *sink, GstPad *label,
                        bool is_video);
/* Whatever source has this id ends. */
void conductor_detach(Conductor *conductor, int64_t id);
void conductor_cut(Conductor *conductor, bool on);
void conductor_show_slate(Conductor *conductor, GstBuffer *take_picture);
