/* A small blocking HTTP/1.1 client for tests of the gate, plain or TLS. Every read and write has a
 * deadline; what the test did not allow for aborts it. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include <openssl/types.h>

#define GATE_CLIENT_TIMEOUT_S 60 /* a test that waits longer has failed */

typedef struct GateClient {
    int fd;
    SSL *ssl;       /* owned; NULL: plain */
    GString *input; /* owned; read and not yet taken */
} GateClient;

/* Connects to 127.0.0.1, or to `address` (numeric, v4 or v6). */
GateClient *gate_client_open(unsigned port);
GateClient *gate_client_open_at(const char *address, unsigned port);
/* The same with a receive buffer of about that size, for readers that are slow on purpose. */
GateClient *gate_client_open_narrow(unsigned port, int receive_bytes);
/* Closes with FIN; NULL is allowed. */
void gate_client_free(GateClient *client);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GateClient, gate_client_free)
/* Closes with RST. */
void gate_client_reset(GateClient *take_client);
/* Says that no more will be sent; answers can still be read. */
void gate_client_finish(GateClient *client);

/* ---- TLS ---- */

typedef struct GateClientTls {
    int version;      /* TLS1_2_VERSION, TLS1_3_VERSION; 0: any */
    const char *alpn; /* in wire form: "\x08http/1.1"; NULL: none */
    bool is_strict;   /* an end without close_notify counts as reset (RFC 8446 §6.1) */
} GateClientTls;

/* False when the handshake fails. Certificates are not checked. */
bool gate_client_start_tls(GateClient *client, const GateClientTls *options);
/* Common name of the server's certificate. Caller frees. */
char *gate_client_server_name(GateClient *client);

/* ---- sending ---- */

void gate_client_send(GateClient *client, const char *text);
void gate_client_send_bytes(GateClient *client, const void *bytes, size_t length);
/* False when the server has closed. */
bool gate_client_try_send(GateClient *client, const void *bytes, size_t length);

/* ---- reading ---- */

/* Up to `capacity` bytes; 0 at the end of the stream, -1 when it was reset. */
ssize_t gate_client_read_some(GateClient *client, void *buffer, size_t capacity);
void gate_client_read_exactly(GateClient *client, void *buffer, size_t length);
/* Reads on until `wanted` has been seen; returns all of it. Caller frees. */
char *gate_client_read_until(GateClient *client, const char *wanted);
/* Fails unless the server closes without another byte; a reset counts as closing. */
void gate_client_expect_end(GateClient *client);
/* The same, and it must be an orderly end. */
void gate_client_expect_clean_end(GateClient *client);

typedef struct GateReply {
    unsigned status;
    char *head;    /* owned; with the status line */
    GString *body; /* owned; without chunk framing */
} GateReply;

void gate_reply_free(GateReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(GateReply, gate_reply_free)

/* The next answer, 1xx ones too. */
GateReply *gate_client_read_reply(GateClient *client);
/* The head alone: an answer to HEAD, or one whose body the test reads itself. */
GateReply *gate_client_read_head(GateClient *client);
/* Value of a header field, NULL when absent. Caller frees. */
char *gate_reply_field(const GateReply *reply, const char *name);
bool gate_reply_has(const GateReply *reply, const char *name, const char *value);

/* Sends one request and reads its answer. */
GateReply *gate_client_ask(GateClient *client, const char *request);
/* On a connection of its own: checks the status and returns the answer. */
GateReply *gate_client_ask_once(unsigned port, const char *request, unsigned status);
