/* Who stands behind a connection. Values only; filled by the one who authenticated it. */
#pragma once

#include <stdint.h>

#define IDENTITY_ID_BYTES           37 /* UUID text and NUL */
#define IDENTITY_NAME_BYTES         65
#define IDENTITY_DISPLAY_NAME_BYTES 193 /* 64 Chinese characters */

/* Bits of `roles`; their words on the wire are ROLE_WORDS in protocol/message.c, in this order. */
enum {
    IDENTITY_ADMINISTRATOR = 1 << 0,
    IDENTITY_AUDITOR = 1 << 1,
    IDENTITY_STUDIO = 1 << 2,
    IDENTITY_EDITOR = 1 << 3,
    IDENTITY_CLERK = 1 << 4,
    IDENTITY_INTERPRETER = 1 << 5,
    IDENTITY_MEMBER = 1 << 6,
    IDENTITY_SCREEN = 1 << 7, /* a paired screen, alone */
    IDENTITY_GUEST = 1 << 8,  /* of one room, by a link; alone */
};

typedef struct SeatIdentity {
    char account_id[IDENTITY_ID_BYTES];
    char session_id[IDENTITY_ID_BYTES]; /* of the sign-in, or the bearer token; may be "" */
    char name[IDENTITY_NAME_BYTES];
    char display_name[IDENTITY_DISPLAY_NAME_BYTES];
    uint32_t roles;
    char room[IDENTITY_ID_BYTES], link[IDENTITY_ID_BYTES]; /* a guest's: ids; else "" */
    int64_t expires_at_us; /* wall clock: the sign-in ends, and with it the connection; 0: never */
} SeatIdentity;
