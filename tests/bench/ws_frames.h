/* The client's side of WebSocket framing (RFC 6455 §5), as much as load tools need. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WS_TEXT  0x1u
#define WS_CLOSE 0x8u
#define WS_PING  0x9u
#define WS_PONG  0xau

#define WS_FRAME_MAX_BYTES 1048576u /* a longer one ends the connection */

typedef struct WsFrame {
    unsigned opcode;
    const char *payload; /* inside the buffer it was read from */
    size_t length;
} WsFrame;

/* Appends one final frame. The mask is zero: allowed, and the payload stays readable. */
void ws_frame_append(GString *out, unsigned opcode, const char *payload, size_t length);

typedef enum WsFrameResult { WS_FRAME_WHOLE, WS_FRAME_PARTIAL, WS_FRAME_BAD } WsFrameResult;

/* Reads the frame at the start of `bytes`; *ret_used covers it when it is whole. Fragments and
 * masked frames are bad: our server sends none. */
WsFrameResult ws_frame_read(const char *bytes, size_t length, WsFrame *ret_frame, size_t *ret_used);
