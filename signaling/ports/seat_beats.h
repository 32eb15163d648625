/* Signs of life of a player, from a seat to whoever keeps them, and the answer back. Values only:
 * neither side knows how the other works. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ws_types.h"
#include "signaling/ports/seat_identity.h"
#include "signaling/protocol/beat.h"

/* Where an answer goes. A value: the seat may be gone when the answer comes. */
typedef struct SeatTicket {
    WsId link;
    char session[IDENTITY_ID_BYTES];
    int64_t re;
} SeatTicket;

/* All is borrowed for the call. */
typedef struct SeatBeats {
    SeatTicket ticket;
    const char *account_id; /* or the screen's */
    const char *viewing_id;
    const char *token;      /* of the viewing, stands for the account; or NULL */
    const GPtrArray *beats; /* SeatBeat */
} SeatBeats;

typedef struct SeatBeatsAnswer {
    const GError *error;                       /* or NULL */
    int64_t sequence;                          /* the highest that is safely stored */
    char contact[SEAT_BEAT_CONTACT_CHARS + 1]; /* what the player says again in its next beats */
    bool is_elsewhere;                         /* another viewing of the account has the person */
    int64_t credited_ms;                       /* of its event, so far; -1: not known */
} SeatBeatsAnswer;

/* Takes beats on the control thread, without waiting; the answer comes later, once, unless the
 * server stops. False: there will be none, `error` is the answer. */
typedef struct SeatBeatsPort {
    bool (*take)(const SeatBeats *beats, void *user, GError **error); /* NULL: nobody keeps them */
    void *user;
} SeatBeatsPort;
