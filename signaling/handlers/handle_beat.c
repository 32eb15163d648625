#include "signaling/handlers/handlers.h"

#include "base/error.h"

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

void handler_answer_beat(Link *link, int64_t re, const SeatBeatsAnswer *answer) {
    BeatStoredMessage stored = {.re = re, .sequence = answer->sequence};
    if (answer->error)
        handler_refuse(link, &(HandlerRefusal){.error = answer->error, .re = re});
    else
        link_send(link, &MESSAGE_BEAT_STORED, &stored);
}
