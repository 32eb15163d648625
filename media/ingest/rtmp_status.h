/* The answers to commands: _result, _error and onStatus (Adobe RTMP 1.0 §7.2). Pure. */
#pragma once

#include <stdint.h>

#include "media/ingest/rtmp_output.h"

#define RTMP_STATUS_CONNECT_REJECTED "NetConnection.Connect.Rejected"
#define RTMP_STATUS_PUBLISH_START    "NetStream.Publish.Start"
#define RTMP_STATUS_PUBLISH_BAD_NAME "NetStream.Publish.BadName"
#define RTMP_STATUS_UNPUBLISHED      "NetStream.Unpublish.Success"
#define RTMP_STATUS_PLAY_FAILED      "NetStream.Play.Failed"

void rtmp_status_connected(RtmpOutput *output, double transaction);
void rtmp_status_rejected(RtmpOutput *output, double transaction, const char *description);
/* _result with null and `number`, or undefined when that is negative. */
void rtmp_status_result(RtmpOutput *output, double transaction, double number);

typedef struct RtmpStatus {
    const char *level; /* "status" or "error" */
    const char *code;
    const char *description;
} RtmpStatus;

/* onStatus on a stream of messages. */
void rtmp_status_on_stream(RtmpOutput *output, uint32_t stream_id, const RtmpStatus *status);
/* onFCPublish and onFCUnpublish, which old encoders wait for. */
void rtmp_status_fc(RtmpOutput *output, const char *command, const RtmpStatus *status);
