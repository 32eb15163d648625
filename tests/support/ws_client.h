/* A small WebSocket client on one end of a socket pair, blocking with a deadline; test programs
 * only. Every failure aborts the test. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/ws_server.h"

enum { WS_CONTINUE = 0, WS_TEXT = 1, WS_BINARY = 2, WS_CLOSE = 8, WS_PING = 9, WS_PONG = 10 };

typedef struct WsFrame {
    unsigned opcode;
    bool is_final;
    size_t length;
    uint8_t payload[WS_QUEUE_MAX_BYTES];
} WsFrame;

/* Hands one end to the server and returns the other, without a handshake. */
int ws_client_adopt(WsServer *server, void *take_identity, GDestroyNotify free_identity);
/* The same with a completed handshake. */
int ws_client_open(WsServer *server);
void ws_client_upgrade(int fd, const char *subprotocol);
/* Reads a whole response head and checks its status. */
void ws_client_expect_status(int fd, unsigned status);

void ws_client_send_raw(int fd, const void *bytes, size_t length);
/* One masked frame; `first_byte` is FIN, RSV and opcode. */
void ws_client_send_frame(int fd, unsigned first_byte, const void *payload, size_t length);
void ws_client_send_text(int fd, const char *text);
void ws_client_send_close(int fd, unsigned code);

/* False at the end of the stream. */
bool ws_client_read(int fd, WsFrame *ret_frame);
void ws_client_expect_text(int fd, const char *text);
/* Reads on to the close frame and checks its code. */
void ws_client_read_close(int fd, unsigned code);
/* The same, answers it and reads to the end of the stream. */
void ws_client_expect_close(int fd, unsigned code);
