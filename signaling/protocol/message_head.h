/* What every request begins with, and the kinds of pages that speak. */
#pragma once

#include <stdint.h>

#define MESSAGE_ID_MAX ((INT64_C(1) << 53) - 1) /* exact in JavaScript */

typedef struct MessageHead {
    int type; /* always 0: a table knows one word */
    int64_t id;
} MessageHead;

typedef enum ClientKind {
    CLIENT_TV,
    CLIENT_PC,
    CLIENT_PHONE,
    CLIENT_STUDIO,
    CLIENT_INTERPRET,
    CLIENT_ADMIN,
    CLIENT_WALL,
} ClientKind;

/* The words of ClientKind, ended by NULL. */
extern const char *const CLIENT_KIND_WORDS[];
