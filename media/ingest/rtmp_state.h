/* What is known of one encoder's conversation: shared by rtmp_session, which owns it, and
 * rtmp_command. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/ingest/rtmp_chunk_reader.h"
#include "media/ingest/rtmp_output.h"
#include "media/ingest/stream_name.h"

#define RTMP_WINDOW_BYTES      2500000u /* acknowledgement window, both ways */
#define RTMP_APPLICATION_BYTES 256u
#define RTMP_NAME_BYTES        256u
#define RTMP_ENCODER_BYTES     128u
#define RTMP_DESCRIPTION_BYTES 256u

typedef enum RtmpSessionState {
    RTMP_SESSION_HELLO,    /* C0 and C1 are awaited */
    RTMP_SESSION_ECHO,     /* C2 is awaited */
    RTMP_SESSION_COMMANDS, /* nothing is published */
    RTMP_SESSION_PUBLISHING,
    RTMP_SESSION_ENDED, /* what still comes is ignored */
} RtmpSessionState;

/* Each refusal is one sentence that the encoder's operator gets to see; it is borrowed until the
 * event's next call. */
typedef struct RtmpSessionEvents {
    /* NULL: the stream may be published. */
    const char *(*on_publish)(const StreamName *name, void *user);
    /* Sound, picture or data in FLV's terms (types 8, 9, 18). NULL: taken. */
    const char *(*on_media)(const RtmpMessage *message, void *user);
    void (*on_unpublish)(void *user);
    /* Somebody was refused before on_publish() was asked. */
    void (*on_refused)(const char *reason, void *user);
} RtmpSessionEvents;

typedef struct RtmpSession {
    RtmpSessionState state;
    const RtmpSessionEvents *events;
    void *user;
    RtmpChunkReader reader;
    RtmpOutput output;
    bool is_connected;
    uint32_t publish_stream_id;
    uint32_t window_bytes;           /* the encoder waits for an acknowledgement after */
    uint32_t received, acknowledged; /* wrap, as the protocol's numbers do */
    char application[RTMP_APPLICATION_BYTES];
    char encoder[RTMP_ENCODER_BYTES]; /* what connect said: flashVer */
    const char *error;                /* malformed input: one static sentence */
} RtmpSession;
