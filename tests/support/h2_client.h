/* A small blocking HTTP/2 client for tests of the gate, by nghttp2, over TLS (ALPN) or plain (prior
 * knowledge). Every read has a deadline; what the test did not allow for aborts it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include <nghttp2/nghttp2.h>

#include "tests/support/gate_client.h"

typedef struct H2Client H2Client;

/* What has come for one stream. */
typedef struct H2Reply {
    unsigned status;    /* of the final head; 0: none yet */
    unsigned n_interim; /* 1xx heads */
    GString *fields;    /* "name: value\n", of the final head */
    GString *body;
    bool is_closed;
    uint32_t code;        /* of the end: NGHTTP2_NO_ERROR, … */
    unsigned end_order;   /* 1: the first stream that ended */
    unsigned first_order; /* 1: the first whose body began */
} H2Reply;

typedef struct H2ClientOptions {
    bool is_tls;
    uint32_t stream_window; /* 0: plenty */
    bool keeps_window;      /* window updates only by h2_client_consume() */
} H2ClientOptions;

H2Client *h2_client_open(unsigned port, const H2ClientOptions *options); /* NULL: plain */
void h2_client_free(H2Client *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(H2Client, h2_client_free)

typedef struct H2Request {
    const char *method; /* NULL: GET */
    const char *path;
    const char *authority; /* NULL: "gate.test" */
    const char *fields;    /* "name: value\n…"; NULL: none */
    const char *body;      /* NULL: none */
    size_t body_length;    /* 0: strlen(body) */
    bool is_open;          /* the body does not end: h2_client_send_more() */
} H2Request;

/* Submits and sends. Returns the stream's id. */
int32_t h2_client_request(H2Client *client, const H2Request *request);
int32_t h2_client_get(H2Client *client, const char *path);
/* More of an open body; `is_last` ends it. */
void h2_client_send_more(H2Client *client, int32_t id, const char *bytes, size_t length,
                         bool is_last);
void h2_client_reset_stream(H2Client *client, int32_t id);

/* Borrowed; valid until the client is freed. */
H2Reply *h2_client_reply(H2Client *client, int32_t id);
/* Reads until the stream is closed. */
H2Reply *h2_client_await(H2Client *client, int32_t id);
H2Reply *h2_client_await_status(H2Client *client, int32_t id);
H2Reply *h2_client_await_body(H2Client *client, int32_t id, size_t length);
/* Value of a field of the final head; NULL when there is none. Caller frees. */
char *h2_client_field(const H2Reply *reply, const char *name);

/* Sends what is pending; reads what is there within `ms`. False: the server has closed. */
bool h2_client_turn(H2Client *client, int ms);
/* Reads until GOAWAY; returns its code. */
uint32_t h2_client_await_goaway(H2Client *client);
/* Reads until the server closes. */
void h2_client_await_end(H2Client *client);
/* Gives windows back, of a client that keeps them. */
void h2_client_consume(H2Client *client, int32_t id, size_t length);

nghttp2_session *h2_client_session(H2Client *client);
GateClient *h2_client_wire(H2Client *client);
