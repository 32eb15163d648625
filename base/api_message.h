/* The libsoup side of one request: what a request is made of, pausing, answering, tearing down.
 * Private to base/api_*.c. */
#pragma once

#include <libsoup/soup.h>
#include <stdatomic.h>

#include "base/api_hangup.h"
#include "base/api_request.h"
#include "base/worker.h"

/* What all requests of a server share; owned by ApiServer. */
typedef struct ApiContext {
    Worker *worker;
    ApiRouteTable *table;
    ApiAuthenticateFn authenticate;
    ApiLocalizeFn localize;
    void *user;
    const char *proof_field; /* owned by the server */
    ApiHangup *hangup;       /* api thread, like the next three */
    GHashTable *open;        /* id (uint64_t as pointer) → ApiRequest, one reference each */
    ApiRequest *adopting;    /* whose message libsoup is about to make */
    uint64_t next_id;
    unsigned max_requests;
    atomic_uint n_open; /* counted from api_server_adopt() */
    atomic_uint_fast64_t n_requests, n_refused, n_aborted;
    atomic_bool is_stopping;
} ApiContext;

typedef enum ApiPause {
    API_PAUSE_IDENTITY = 1, /* waits for api_request_set_identity() */
    API_PAUSE_READER = 2,   /* the handler of a streamed body asked for it */
    API_PAUSE_ANSWER = 4,   /* the body is complete, the answer is not there yet */
} ApiPause;

struct ApiRequest {
    atomic_uint references;
    ApiContext *context;
    uint64_t id;
    char *peer;             /* owned */
    GSocket *socket;        /* owned; NULL once closed */
    SoupServerMessage *msg; /* owned; NULL once closed */
    unsigned pauses;        /* of ApiPause */

    const char *method; /* interned by libsoup */
    char *path;         /* owned, as sent */
    GHashTable *query;  /* owned; NULL when there is none */
    ApiMatch match;
    ApiIdentity identity;

    GByteArray *gathering; /* owned; a gathered body while it arrives */
    GBytes *body;          /* owned; complete */
    uint64_t body_bytes;   /* that have arrived */
    ApiHandler on_body_end;
    void *on_body_end_user;
    void (*on_identity)(ApiRequest *request);

    bool has_head;     /* the request line and fields were understood */
    bool has_body;     /* nothing more will be read */
    bool has_asked;    /* the authenticator was called */
    bool has_identity; /* or needs none */
    bool is_handled;   /* the handler has run */
    bool is_answered;
    bool is_written; /* the answer left completely */
};

/* Bits of ApiPause. */
void api_message_pause(ApiRequest *request, unsigned reason);
void api_message_resume(ApiRequest *request, unsigned reasons);

/* Sends status, fields and body that stand in the message. While a body is still arriving libsoup
 * would read it to its end first (measured with 3.2.3): then the answer is written by hand and the
 * socket closed. At most what fits into the socket's buffer, which is empty by then. */
void api_message_send(ApiRequest *request, unsigned status);

/* Closes without an answer. */
void api_message_drop(ApiRequest *request);
