/* A stranger's file, opened for reading: the container by its content, never by its name; nothing
 * else is opened on its behalf. Analysis is bounded. Blocks; one thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include <libavformat/avformat.h>

#define SOURCE_MAX_STREAMS    64u
#define SOURCE_PROBE_BYTES    (32 * 1024 * 1024)
#define SOURCE_ANALYSE_US     INT64_C(20000000)
#define SOURCE_MAX_SIDE       8192
#define SOURCE_MAX_US         (INT64_C(12) * 3600 * 1000000)
#define SOURCE_TICKS_A_SECOND 90000 /* of all times below */

typedef struct Source {
    AVFormatContext *format;
    AVIOContext *io;
    int fd;
    uint64_t bytes;
    int64_t shift;  /* of the chosen stream's times, in its own units, since one was cut off */
    int64_t last;   /* decoding time of its last packet, shifted; AV_NOPTS_VALUE: none */
    bool has_jumps; /* its times went back somewhere: only reading from the beginning tells them */
} Source;

/* Sentences: empty, no such format, damaged, encrypted, too many streams. */
Source *source_open(const char *path, GError **error);
void source_free(Source *source); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Source, source_free)

/* The stream, when it is of that type; else a sentence. */
AVStream *source_stream(const Source *source, int index, enum AVMediaType type, GError **error);
/* Only these are delivered by av_read_frame(). */
void source_choose(Source *source, const AVStream *stream);
/* Back to the beginning, or to a key frame of `stream` at or before `ticks` (of the file). */
bool source_rewind(Source *source, GError **error);
bool source_seek(Source *source, const AVStream *stream, int64_t ticks, GError **error);
/* The next packet of the chosen stream; where the times of a broadcast begin anew (recordings that
 * were joined), they go on behind those before. 1, 0 at the end (a damaged end counts as one), a
 * negative number of libav. */
int source_read(Source *source, const AVStream *stream, AVPacket *packet);
/* Bytes read so far, in permille of the file: how far a pass is. */
unsigned source_permille(const Source *source);

/* Ticks from a time of the stream; AV_NOPTS_VALUE stays. */
int64_t source_ticks(const AVStream *stream, int64_t time);

/* What the file is as a whole. */
typedef enum SourceKind {
    SOURCE_VIDEO,
    SOURCE_SOUND,
    SOURCE_SUBTITLE,
    SOURCE_STILL,
    SOURCE_OTHER,
} SourceKind;
SourceKind source_kind(const Source *source);
bool source_is_cover(const AVStream *stream); /* a picture that belongs to a sound */
bool source_is_text(const AVStream *stream);  /* subtitles that are text */
