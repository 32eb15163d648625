#include "media/rtc/wire/rtcp_source.h"

#include <string.h>

#include "media/rtc/wire/wire_order.h"

#define WORD           4u
#define ITEM_END       0
#define ITEM_CNAME     1
#define ITEM_HEAD      2u
#define MAX_TEXT_BYTES 255u

/* One chunk from *at on; false: malformed. */
static bool take_chunk(const RtcpBlock *block, size_t *at, unsigned *n_items,
                       RtcpSourceName *ret_name) {
    if (block->length - *at < WORD)
        return false;
    RtcpSourceName name = {.ssrc = wire_order_get32(block->body + *at)};
    size_t next = *at + WORD;
    while (next < block->length && block->body[next] != ITEM_END) {
        const uint8_t *item = block->body + next;
        size_t left = block->length - next;
        if (++*n_items > RTCP_SOURCE_MAX_ITEMS || left < ITEM_HEAD || item[1] > left - ITEM_HEAD)
            return false;
        if (item[0] == ITEM_CNAME) {
            name.text = item + ITEM_HEAD;
            name.length = item[1];
        }
        next += ITEM_HEAD + item[1];
    }
    if (next >= block->length)
        return false; /* a chunk ends with a zero */
    *at = (next / WORD + 1) * WORD;
    *ret_name = name;
    return *at <= block->length;
}

unsigned rtcp_source_get_names(const RtcpBlock *block, unsigned max, RtcpSourceName *ret_names) {
    size_t at = 0;
    unsigned n_items = 0;
    if (block->type != RTCP_SDES)
        return 0;
    for (unsigned i = 0; i < block->count; i++) {
        RtcpSourceName name;
        if (!take_chunk(block, &at, &n_items, &name))
            return 0;
        if (i < max)
            ret_names[i] = name;
    }
    return block->count < max ? block->count : max;
}

bool rtcp_source_write_name(RtcpWriter *writer, uint32_t ssrc, const char *cname) {
    size_t length = strlen(cname);
    if (length == 0 || length > MAX_TEXT_BYTES)
        return false;
    /* At least one zero ends the list of items. */
    size_t body_length = (WORD + ITEM_HEAD + length) / WORD * WORD + WORD;
    uint8_t *body = rtcp_writer_begin(writer, RTCP_SDES, 1, body_length);
    if (!body)
        return false;
    wire_order_put32(body, ssrc);
    body[4] = ITEM_CNAME;
    body[5] = (uint8_t)length;
    memcpy(body + WORD + ITEM_HEAD, cname, length);
    return true;
}

unsigned rtcp_source_count_leaving(const RtcpBlock *block) {
    bool is_whole = block->type == RTCP_BYE && block->length >= WORD * block->count;
    return is_whole ? block->count : 0;
}

uint32_t rtcp_source_get_leaving(const RtcpBlock *block, unsigned index) {
    return wire_order_get32(block->body + WORD * (size_t)index);
}

bool rtcp_source_write_leaving(RtcpWriter *writer, const uint32_t *ssrcs, unsigned n) {
    uint8_t *body =
        n > RTCP_MAX_COUNT ? NULL : rtcp_writer_begin(writer, RTCP_BYE, (uint8_t)n, WORD * n);
    for (unsigned i = 0; body && i < n; i++)
        wire_order_put32(body + WORD * (size_t)i, ssrcs[i]);
    return body != NULL;
}
