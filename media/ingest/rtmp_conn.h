/* One encoder's RTMP connection on the ingest thread: socket, session, FLV source, time limits. */
#pragma once

#include <stdbool.h>
#include <sys/socket.h>

#include "base/gate/gate_address.h"
#include "media/ingest/ingest_core.h"

#define RTMP_COMMAND_TIMEOUT_US INT64_C(10000000) /* from the connection to publish */
#define RTMP_IDLE_US            INT64_C(30000000) /* without media: the connection ends */
#define RTMP_LINGER_US          INT64_C(2000000)  /* until the encoder has read the last status */

typedef struct RtmpConn RtmpConn;

/* The listener's view. */
typedef struct RtmpConnOwner {
    IngestCore *core;
    GateAddressCounts *early; /* connections per address that publish nothing yet */
    GPtrArray *conns;
} RtmpConnOwner;

/* NULL when the socket cannot be watched; it is closed then. The connection takes the place in
 * `early` that the caller entered, and adds itself to `conns`. */
RtmpConn *rtmp_conn_new(RtmpConnOwner *owner, int take_fd, const struct sockaddr *peer);

/* Ends at once; for the end of the server. */
void rtmp_conn_abandon(RtmpConn *conn);
