#include "base/gate/gate_relay_limit.h"

static GateRelayLimit limit_for(const GateOptions *options, GateRelayWait wait) {
    static const HttpRefusal late_upstream = {504, "timeout",
                                              "This part of the server took too long."};
    static const HttpRefusal late_body = {408, "timeout", "The body did not arrive in time."};
    switch (wait) {
    case GATE_RELAY_WAITS_FOR_NOBODY:
        return (GateRelayLimit){.allowed_us = INT64_MAX};
    case GATE_RELAY_WAITS_FOR_CLIENT: /* the answer has begun: there is no refusal any more */
        return (GateRelayLimit){.allowed_us = options->write_timeout_us};
    case GATE_RELAY_WAITS_FOR_BODY:
        return (GateRelayLimit){.allowed_us = options->relay_timeout_us, .refusal = late_body};
    case GATE_RELAY_WAITS_FOR_UPSTREAM:
        break;
    }
    return (GateRelayLimit){.allowed_us = options->relay_timeout_us, .refusal = late_upstream};
}

GateRelayLimit gate_relay_limit_of(const GateRelay *relay, const GateWorker *worker) {
    int64_t since_us;
    GateRelayWait wait = gate_relay_waits_for(relay, &since_us);
    GateRelayLimit limit = limit_for(&worker->shared->options, wait);
    limit.wait = wait;
    limit.left_us = limit.allowed_us - (worker->now_us - since_us);
    return limit;
}
