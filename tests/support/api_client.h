/* The other end of an API server for tests: one request over a socket pair, as the gate does it. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "base/api_server.h"

#define API_CLIENT_TIMEOUT_S 20 /* a test that waits longer has failed */

typedef struct ApiAnswer {
    unsigned status; /* 0: the server closed without an answer */
    char *head;      /* owned, with the status line */
    GString *body;   /* owned */
} ApiAnswer;

void api_answer_free(ApiAnswer *answer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ApiAnswer, api_answer_free)

/* Value of a header field, NULL when absent. Caller frees. */
char *api_answer_field(const ApiAnswer *answer, const char *name);

/* A fresh connection; the other end is the server's. `peer` NULL: API_CLIENT_PEER. Caller closes.
 */
#define API_CLIENT_PEER "192.0.2.7"
int api_client_open(ApiServer *server, const char *peer);
/* False when the server has closed. */
bool api_client_send(int fd, const char *bytes, size_t length);
/* Reads to the end and closes `take_fd`. */
ApiAnswer *api_client_read(int take_fd);

typedef struct ApiCall {
    const char *method, *target;
    const char *fields; /* further header lines, each with "\r\n"; or NULL */
    const char *body;   /* or NULL */
    const char *peer;   /* or NULL */
} ApiCall;

/* Sends a request whole and leaves the answer to be read. */
int api_client_begin(ApiServer *server, const ApiCall *call);
ApiAnswer *api_client_call(ApiServer *server, const ApiCall *call);
