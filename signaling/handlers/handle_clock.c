#include "signaling/handlers/handlers.h"

#include "base/clock.h"

bool handle_ping(HandlerContext *context, const void *message, GError **error) {
    const MessageHead *ping = message;
    PlainReply pong = {.re = ping->id};
    link_send(context->link, &MESSAGE_PONG, &pong);
    return true;
}

/* The four moments of RFC 5905 §8: t0 and t3 are the client's, t1 and t2 ours. */
bool handle_clock(HandlerContext *context, const void *message, GError **error) {
    const ClockMessage *clock = message;
    ClockReply reply = {
        .re = clock->head.id,
        .t0_us = clock->t0_us,
        .t1_us = context->received_at_us,
        .wall_us = clock_wall_us(),
        .t2_us = clock_monotonic_us(),
    };
    link_send(context->link, &MESSAGE_CLOCK_REPLY, &reply);
    return true;
}
