/* A request handed over to another server of this process by a socket pair: an HTTP exchange whose
 * answer is decoded and framed anew, or a tunnel after a WebSocket upgrade. Each direction keeps at
 * most GATE_RELAY_BUFFER_BYTES and stops reading its source while something waits. Private to
 * base/gate/. One owner thread. */
#pragma once

#include <stdbool.h>

#include "base/gate/gate_bytes.h"
#include "base/gate/gate_channel.h"
#include "base/gate/gate_worker.h"
#include "base/gate/http_head.h"

/* What a client must deliver of a body within relay_timeout_us, the last bytes of it excepted: one
 * that drips takes no place in the server behind the gate for ever. */
#define GATE_UPLOAD_MIN_BYTES 16384u

typedef struct GateRelay GateRelay;

/* A client whose protocol frames messages itself (HTTP/2): bodies come and go bare. */
typedef struct GateRelayStream {
    /* Bytes of `input` were used. */
    void (*on_taken)(void *connection, size_t n);
    /* An interim or the final head, as HTTP/1.1 text. False: it cannot be sent. */
    bool (*send_head)(void *connection, GateText head, bool is_interim);
    /* As gate_channel_write() does. */
    ssize_t (*send)(void *connection, const struct iovec *parts, int n_parts);
} GateRelayStream;

/* What the relay uses of the client's connection; borrowed while it lives. */
typedef struct GateRelayClient {
    GateChannel *channel;          /* NULL for a stream */
    const GateRelayStream *stream; /* NULL: an HTTP/1.1 connection */
    GateBytes *input;              /* read from the client and not used */
    bool *readable; /* the channel may have more; of a stream: the rest of the body may come */
    void (*on_upstream)(void *connection); /* the upstream became ready: call gate_relay_pump */
    void *connection;
} GateRelayClient;

/* Why a request cannot be handed over. */
typedef enum GateRelayRefusal {
    GATE_RELAY_ACCEPTED,
    GATE_RELAY_NO_UPGRADE,  /* 426: not a WebSocket upgrade of version 13 */
    GATE_RELAY_BAD_UPGRADE, /* 400 */
    GATE_RELAY_BUSY,        /* 503 */
} GateRelayRefusal;

/* Whether a tunnel can be made of the request. */
GateRelayRefusal gate_relay_check_upgrade(const GateHead *head);

/* Starts the hand-over; takes the answer's context when it returns GATE_RELAY_ACCEPTED. */
GateRelayRefusal gate_relay_start(GateWorker *worker, const GateRelayClient *client,
                                  const GateHead *head, GateAnswer *answer, GateRelay **ret_relay);

typedef enum GateRelayResult {
    GATE_RELAY_WAIT,
    GATE_RELAY_LATER,       /* there is more to move, but others have their turn first */
    GATE_RELAY_DONE_KEEP,   /* the answer is complete, the connection may serve another request */
    GATE_RELAY_DONE_CLOSE,  /* complete; close the connection gently */
    GATE_RELAY_NO_ANSWER,   /* the upstream left without an answer: 502 */
    GATE_RELAY_BAD_REQUEST, /* the client's body is malformed and nothing was answered: 400 */
    GATE_RELAY_BROKEN,      /* close at once */
} GateRelayResult;

/* Moves bytes both ways until both sides would block or GATE_TURN_BYTES have moved. */
GateRelayResult gate_relay_pump(GateRelay *relay);

/* Whom a timeout would blame. A tunnel that both sides hold open may be silent for ever. */
typedef enum GateRelayWait {
    GATE_RELAY_WAITS_FOR_NOBODY,
    GATE_RELAY_WAITS_FOR_CLIENT, /* it has not taken what waits for it */
    GATE_RELAY_WAITS_FOR_BODY,   /* the rest of the request */
    GATE_RELAY_WAITS_FOR_UPSTREAM,
} GateRelayWait;
/* *ret_since_us: the moment of the last progress there (monotonic). */
GateRelayWait gate_relay_waits_for(const GateRelay *relay, int64_t *ret_since_us);

bool gate_relay_has_answered(const GateRelay *relay); /* a byte went to the client */
/* The client could take the end of the connection for that of a whole answer. */
bool gate_relay_ends_unseen(const GateRelay *relay);
void gate_relay_free(GateRelay *relay);
