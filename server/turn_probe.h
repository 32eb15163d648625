/* Asks a TURN server whether it is there: a Binding request (RFC 8489), which it answers to
 * anybody, by UDP, TCP or TLS. Blocks: for verbs only. */
#pragma once

#include <sys/socket.h>

typedef enum TurnTransport { TURN_BY_UDP, TURN_BY_TCP, TURN_BY_TLS } TurnTransport;

typedef enum TurnOutcome {
    TURN_ANSWERS,
    TURN_UNREACHABLE, /* refused, or there is no way to it */
    TURN_SILENT,      /* no answer in time, or none of STUN */
    TURN_WITHOUT_TLS,
    TURN_DISTRUSTED, /* answers; its certificate is of another name, over, or of nobody we know */
} TurnOutcome;

typedef struct TurnPlace {
    const struct sockaddr *address;
    socklen_t length;
    TurnTransport transport;
    const char *name; /* that the certificate must be of: a name or an address */
} TurnPlace;

/* Within some TURN_PROBE_S seconds. */
#define TURN_PROBE_S 3
TurnOutcome turn_probe_ask(const TurnPlace *place);
