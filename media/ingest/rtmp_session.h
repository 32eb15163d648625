/* One encoder's conversation over RTMP: handshake, commands, acknowledgements, one published stream
 * (Adobe RTMP 1.0). Pure: bytes in, bytes out, events. What the media says is others' business.
 *
 * An encoder sends connect, releaseStream, FCPublish, createStream, publish, @setDataFrame, sound
 * and pictures, FCUnpublish, deleteStream. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "media/ingest/rtmp_state.h"

void rtmp_session_init(RtmpSession *session, const RtmpSessionEvents *events, void *user);
void rtmp_session_clear(RtmpSession *session);

/* Reads as much as it can and returns how much that was; the caller keeps the rest, at most
 * RTMP_HANDSHAKE_HELLO_BYTES - 1, and comes back with more. session->state tells about the end,
 * session->error why. */
size_t rtmp_session_read(RtmpSession *session, const uint8_t *bytes, size_t n);

/* Ends what is published with a status that encoders show. */
void rtmp_session_refuse(RtmpSession *session, const char *description);
