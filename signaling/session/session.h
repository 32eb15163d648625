/* One seat: it outlives its socket by a minute, so that a reconnect keeps it. */
#pragma once

#include "base/timer_wheel.h"
#include "signaling/ports/seat_identity.h"
#include "signaling/session/link.h"

#define SESSION_KEEP_S        60 /* after a lost connection */
#define SESSION_LOCALE_BYTES  36
#define SESSION_DIGEST_BYTES  65 /* SHA-256 in hexadecimal and NUL */
#define SESSION_SECRET_LENGTH 32 /* bytes of a resume token */

/* Fields are read by all, written by session_registry.c. */
struct Session {
    char id[IDENTITY_ID_BYTES];        /* UUIDv7, known to the others */
    char digest[SESSION_DIGEST_BYTES]; /* of the resume token: the token itself is not kept */
    SeatIdentity identity;             /* of the last hello */
    int client;                        /* ClientKind */
    char locale[SESSION_LOCALE_BYTES];
    Link *link; /* borrowed; NULL while the connection is lost */

    struct SessionRegistry *registry; /* private to it, like all that follows */
    Timer timer;                      /* the end of a seat without a socket */
    GList lost_node;                  /* in the registry's list while the connection is lost */
};
