/* How long a hand-over may stand still, and what its client is told then. Private to base/gate/.
 * One owner thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/gate/gate_relay.h"

typedef struct GateRelayLimit {
    GateRelayWait wait;
    int64_t left_us;     /* until it is over; 0 or less: it is */
    int64_t allowed_us;  /* without progress */
    HttpRefusal refusal; /* while nothing has been answered */
} GateRelayLimit;

GateRelayLimit gate_relay_limit_of(const GateRelay *relay, const GateWorker *worker);
