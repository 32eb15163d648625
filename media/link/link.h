/* What server and programme say to each other over a stream socket: frames of a fixed head and a
 * payload. Pure: parses and builds, reads and writes no descriptor. Both sides are one build; what
 * the child says is checked all the same, for it decodes foreign bytes and may have been taken
 * over.
 *
 * The server sends START first, the child READY, then TRACK for each track, then samples. Commands
 * are JSON objects of link_text.h; samples are binary. The child ends when its socket does. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "media/types/media_track.h"

#define LINK_FRAME_MAX_BYTES (MEDIA_SAMPLE_MAX_BYTES + 64)
#define LINK_HEAD_BYTES      8
#define LINK_SOCKET_FD       3 /* in the child */

typedef enum LinkType {
    /* server → child */
    LINK_START = 1,   /* LinkStart */
    LINK_INPUT_OPEN,  /* LinkInputOpen; with a descriptor (SCM_RIGHTS) when has_descriptor */
    LINK_INPUT_CLOSE, /* LinkInputRef */
    LINK_CUT,         /* LinkCut: everything to the slate, or back */
    LINK_RUNG,        /* LinkRung: encode this track or shed it */
    LINK_SLATE,       /* LinkSlate: new words on the slate */
    /* child → server */
    LINK_READY = 64, /* LinkReady */
    LINK_TRACK,      /* track number; payload: codec with NUL, then its config */
    LINK_SAMPLE,     /* track number; link_sample_… */
    LINK_LEVELS,     /* LinkLevels */
    LINK_INPUT,      /* LinkInputReport */
    LINK_LOAD,       /* LinkLoad */
    LINK_NOTE,       /* LinkNote */
} LinkType;

typedef struct LinkFrame {
    LinkType type;
    unsigned track;         /* TRACK, SAMPLE, else 0 */
    const uint8_t *payload; /* borrowed for the call */
    size_t length;
} LinkFrame;

/* ---- reading ---- */

typedef struct LinkReader LinkReader;
/* False stops the reading: the frame was refused. */
typedef bool (*LinkFrameFn)(const LinkFrame *frame, void *user);

LinkReader *link_reader_new(LinkFrameFn on_frame, void *user);
void link_reader_free(LinkReader *reader);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LinkReader, link_reader_free)
/* Whole frames are given out without a copy where they lie in `bytes`. ERROR_INVALID: unknown type,
 * too long, or on_frame said no; nothing more can be read then. */
bool link_reader_push(LinkReader *reader, const uint8_t *bytes, size_t length, GError **error);

/* ---- writing ---- */

void link_append_text(GByteArray *out, LinkType type, const char *json);
void link_append_track(GByteArray *out, unsigned track, const MediaTrack *info);
void link_append_sample(GByteArray *out, unsigned track, const MediaSample *sample);

/* Fills in codec and config of `track`; false when malformed. */
bool link_read_track(const LinkFrame *frame, MediaTrack *track);
/* The sample's bytes point into the frame; false when malformed. */
bool link_read_sample(const LinkFrame *frame, MediaSample *ret_sample);
