#include "base/gate/gate_gather.h"

bool gate_gather_is_awaited(const GateConn *conn, const GateHead *head, const uint8_t *body,
                            size_t length) {
    if (head->framing == HTTP_FRAMING_NONE || head->body_length > GATE_GATHER_MAX_BYTES ||
        length >= GATE_GATHER_MAX_BYTES)
        return false;
    const GateRoute *route = gate_stream_find_route(conn->worker, head);
    return route && route->bodies == GATE_BODIES_GATHERED &&
           !http_body_is_settled(head->framing, head->body_length, body, length);
}

void gate_gather_encourage(GateConn *conn, const GateHead *head) {
    static const char text[] = "HTTP/1.1 100 Continue\r\n\r\n";
    struct iovec part = {(void *)text, sizeof text - 1};
    if (head->expects_continue && !conn->has_encouraged)
        conn->has_encouraged = gate_channel_write(&conn->channel, &part, 1, GATE_CHANNEL_LAST,
                                                  conn->worker->record) > 0;
}
