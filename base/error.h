/* One error domain for the whole server, and one table: code, word on the wire, HTTP status. */
#pragma once

#include <glib.h>

#define BASE_ERROR (base_error_quark())

typedef enum ErrorCode {
    ERROR_INTERNAL,        /* our fault; the message is logged, never shown to a client */
    ERROR_INVALID,         /* the request or the value is malformed */
    ERROR_UNAUTHENTICATED, /* no credential, or one that is expired or forged */
    ERROR_FORBIDDEN,       /* known, but not allowed */
    ERROR_NOT_FOUND,
    ERROR_METHOD,    /* this path does not know this method */
    ERROR_TIMEOUT,   /* the peer or an upstream took too long */
    ERROR_CONFLICT,  /* the state forbids it: exists already, last administrator … */
    ERROR_STALE,     /* If-Match or a version does not match */
    ERROR_UNGUARDED, /* it may only be changed with If-Match */
    ERROR_UNFIT,     /* well-formed, but not to be done to this */
    ERROR_TOO_LARGE,
    ERROR_UNSUPPORTED, /* media type, protocol version */
    ERROR_GONE,        /* was here once */
    ERROR_CHECKSUM,    /* the bytes are not those that were announced */
    ERROR_NO_ROOM,     /* the disk is full, or nearly */
    ERROR_RATE_LIMITED,
    ERROR_OVERLOADED,  /* a queue is full: try again after a pause (Retry-After) */
    ERROR_UNAVAILABLE, /* stopping, or a part of the server is down */
    ERROR_CONFIG,      /* configuration or command line; message names file, line and key */
    ERROR_IO,          /* file system or socket */
    ERROR_CORRUPT,     /* stored data is damaged */
    ERROR_NEWER,       /* stored data was written by a newer version */
} ErrorCode;

#define ERROR_N_CODES (ERROR_NEWER + 1)

GQuark base_error_quark(void);

/* The word a client sees, e.g. "rate_limited"; never NULL. */
const char *error_word(ErrorCode code);

/* HTTP status, 400 to 599. */
unsigned error_http_status(ErrorCode code);

/* The code of an error of any domain: foreign domains are ERROR_INTERNAL. */
ErrorCode error_code(const GError *error);

/* What a client may read: the message, or a fixed sentence where the code is our own fault
 * (INTERNAL, IO, CORRUPT, CONFIG, NEWER). Borrowed from `error` or static. */
const char *error_public_text(const GError *error);

/* RFC 9457 problem document {"type","title","status","detail","code"} as JSON text.
 * `status` is the HTTP status, `word` the wire word, `detail` one sentence. Caller frees. */
char *error_problem_json(unsigned status, const char *word, const char *detail);
