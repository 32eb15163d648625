/* Where an encoder wants to publish: the key and, for sound in another language, its tag. Pure.
 *
 * RTMP: application `live`, stream `{key}` or `{key}/{language}`; parts of the stream may stand in
 * the application's name, as encoders cut URLs differently. A query is ignored.
 * SRT: streamid `publish:{key}`, `publish:{key}/{language}`, the same without `publish:`, or
 * `#!::r={key},m=publish` (SRT Access Control Guidelines). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "media/ingest/ingest.h"

typedef struct StreamName {
    char key[INGEST_KEY_BYTES];
    char language[INGEST_LANGUAGE_BYTES]; /* "": picture and floor */
} StreamName;

typedef enum StreamNameFault {
    STREAM_NAME_OK,
    STREAM_NAME_EMPTY,       /* no key */
    STREAM_NAME_MALFORMED,   /* too long, or characters that no key has */
    STREAM_NAME_APPLICATION, /* RTMP: not `live` */
    STREAM_NAME_PLAY,        /* SRT: m= is not publish */
} StreamNameFault;

StreamNameFault stream_name_from_rtmp(const char *application, const char *stream,
                                      StreamName *ret_name);
/* Whether an application can lead to a stream: known before the stream is named. */
bool stream_name_is_application(const char *application);

StreamNameFault stream_name_from_srt(const char *stream_id, size_t length, StreamName *ret_name);

/* One English sentence; static. */
const char *stream_name_fault_text(StreamNameFault fault);
