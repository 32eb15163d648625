#include "tests/bench/ws_frames.h"

#define FINAL          0x80u
#define MASKED         0x80u
#define LENGTH_16_BITS 126u
#define LENGTH_64_BITS 127u

void ws_frame_append(GString *out, unsigned opcode, const char *payload, size_t length) {
    static const char no_mask[4] = {0};
    g_string_append_c(out, (char)(FINAL | opcode));
    if (length < LENGTH_16_BITS) {
        g_string_append_c(out, (char)(MASKED | length));
    } else if (length <= UINT16_MAX) {
        g_string_append_c(out, (char)(MASKED | LENGTH_16_BITS));
        g_string_append_c(out, (char)(length >> 8));
        g_string_append_c(out, (char)length);
    } else {
        g_string_append_c(out, (char)(MASKED | LENGTH_64_BITS));
        for (int shift = 56; shift >= 0; shift -= 8)
            g_string_append_c(out, (char)((uint64_t)length >> shift));
    }
    g_string_append_len(out, no_mask, sizeof no_mask);
    g_string_append_len(out, payload, (gssize)length);
}

static uint64_t read_length(const uint8_t *bytes, unsigned n_bytes) {
    uint64_t length = 0;
    for (unsigned i = 0; i < n_bytes; i++)
        length = length << 8 | bytes[i];
    return length;
}

WsFrameResult ws_frame_read(const char *bytes, size_t length, WsFrame *ret_frame,
                            size_t *ret_used) {
    const uint8_t *head = (const uint8_t *)bytes;
    if (length < 2)
        return WS_FRAME_PARTIAL;
    if (!(head[0] & FINAL) || (head[0] & 0x70) || (head[1] & MASKED))
        return WS_FRAME_BAD;
    unsigned n_more = head[1] == LENGTH_16_BITS ? 2 : head[1] == LENGTH_64_BITS ? 8 : 0;
    if (length < 2 + n_more)
        return WS_FRAME_PARTIAL;
    uint64_t payload_bytes = n_more > 0 ? read_length(head + 2, n_more) : head[1];
    if (payload_bytes > WS_FRAME_MAX_BYTES)
        return WS_FRAME_BAD;
    if (length < 2 + n_more + payload_bytes)
        return WS_FRAME_PARTIAL;
    *ret_frame = (WsFrame){head[0] & 0xfu, bytes + 2 + n_more, (size_t)payload_bytes};
    *ret_used = 2 + n_more + (size_t)payload_bytes;
    return WS_FRAME_WHOLE;
}
