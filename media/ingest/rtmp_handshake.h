/* The RTMP handshake, server's side (Adobe RTMP 1.0 §5.2). Encoders that send the undocumented
 * digest in C1 fall back to the plain form when the server's version field is zero, as ours is:
 * one answer serves both. C2 is not compared: some hardware encoders send it wrong. Pure. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RTMP_HANDSHAKE_BYTES        1536u                          /* C1, C2, S1, S2 */
#define RTMP_HANDSHAKE_HELLO_BYTES  (1 + RTMP_HANDSHAKE_BYTES)     /* C0 and C1 */
#define RTMP_HANDSHAKE_ANSWER_BYTES (1 + 2 * RTMP_HANDSHAKE_BYTES) /* S0, S1 and S2 */

/* Whether the first byte can begin a handshake: version 3, §5.2.2. */
bool rtmp_handshake_is_version(uint8_t first_byte);

/* Answers C0 and C1 at once. `random_bytes` fills S1, so that tests can repeat it. */
void rtmp_handshake_answer(const uint8_t hello[RTMP_HANDSHAKE_HELLO_BYTES],
                           void (*random_bytes)(uint8_t *bytes, size_t n), uint8_t *ret_answer);
