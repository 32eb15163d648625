/* One RTMP message, and the numbers of its types (Adobe RTMP 1.0 §5.4, §7.1). */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Room around a payload: an FLV tag is made of it in place. */
#define RTMP_MESSAGE_HEADROOM 11u
#define RTMP_MESSAGE_TAILROOM 4u

#define RTMP_MESSAGE_MAX_BYTES   (4u << 20)  /* an intra frame at 100 Mbit/s is 1 MiB */
#define RTMP_MESSAGE_EARLY_BYTES (64u << 10) /* before the key was accepted */
#define RTMP_CONNECTION_MAX_BYTES                                                                  \
    (6u << 20) /* all messages of a connection that are being read                                 \
                */

typedef enum RtmpType {
    RTMP_SET_CHUNK_SIZE = 1,
    RTMP_ABORT = 2,
    RTMP_ACKNOWLEDGEMENT = 3,
    RTMP_USER_CONTROL = 4,
    RTMP_WINDOW_SIZE = 5,
    RTMP_PEER_BANDWIDTH = 6,
    RTMP_AUDIO = 8,
    RTMP_VIDEO = 9,
    RTMP_DATA_AMF3 = 15,
    RTMP_COMMAND_AMF3 = 17,
    RTMP_DATA = 18,
    RTMP_COMMAND = 20,
    RTMP_AGGREGATE = 22,
} RtmpType;

typedef struct RtmpMessage {
    uint8_t type;
    uint32_t timestamp_ms; /* wraps after 49 days */
    uint32_t stream_id;
    uint8_t *payload; /* HEADROOM bytes before and TAILROOM after may be overwritten */
    size_t length;
} RtmpMessage;
