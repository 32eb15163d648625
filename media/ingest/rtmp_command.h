/* The commands that encoders send (Adobe RTMP 1.0 §7.2), as a table by name. They
 * change the state that they are given and answer into its output. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "media/ingest/rtmp_state.h"

/* Unknown commands are ignored. */
void rtmp_command(RtmpSession *session, const uint8_t *bytes, size_t n, uint32_t stream_id);

/* Ends what is published with a status that encoders show. */
void rtmp_command_refuse(RtmpSession *session, const char *description);
