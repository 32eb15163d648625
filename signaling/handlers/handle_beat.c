#include "signaling/handlers/handlers.h"

#include "base/clock.h"
#include "base/error.h"

/* What may be otherwise soon; the API says the same by Retry-After. */
#define AGAIN_AFTER_US (2 * CLOCK_US_PER_S)

bool handle_beat(HandlerContext *context, const void *message, GError **error) {
    const BeatMessage *beat = message;
    const SeatBeatsPort *port = context->beats;
    SeatBeats beats = {
        .ticket = {.link = link_id(context->link), .re = beat->head.id},
        .account_id = link_identity(context->link)->account_id,
        .viewing_id = beat->viewing,
        .token = beat->token,
        .beats = beat->beats,
    };
    if (!port->take) {
        g_set_error_literal(error, BASE_ERROR, ERROR_UNSUPPORTED,
                            "cannot take 'beat': nobody keeps viewings here");
        return false;
    }
    g_strlcpy(beats.ticket.session, link_session(context->link)->id, sizeof beats.ticket.session);
    return port->take(&beats, port->user, error);
}

static int64_t wait_for(const GError *error) {
    int code = error_code(error);
    return code == ERROR_RATE_LIMITED || code == ERROR_OVERLOADED || code == ERROR_UNAVAILABLE
               ? AGAIN_AFTER_US
               : 0;
}

void handler_answer_beat(Link *link, int64_t re, const SeatBeatsAnswer *answer) {
    BeatStoredMessage stored = {.re = re,
                                .sequence = answer->sequence,
                                .contact = (char *)answer->contact,
                                .is_elsewhere = answer->is_elsewhere,
                                .credited_ms = answer->credited_ms,
                                .has_credited = answer->credited_ms >= 0};
    if (answer->error)
        handler_refuse(link, &(HandlerRefusal){.error = answer->error,
                                               .re = re,
                                               .wait_us = wait_for(answer->error)});
    else
        link_send(link, &MESSAGE_BEAT_STORED, &stored);
}
