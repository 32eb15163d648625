#include "media/rtc/wire/rtcp_twcc.h"

#include "media/rtc/wire/wire_order.h"

#define HEAD_BYTES      16u
#define CHUNK_BYTES     2u
#define WORD            4u
#define VECTOR          0x8000u /* else a run (§3.1.3, §3.1.4) */
#define TWO_BIT         0x4000u
#define RUN_MAX         0x1fffu
#define RUN_SHIFT       13
#define ONE_BIT_SYMBOLS 14u
#define TWO_BIT_SYMBOLS 7u
#define REFERENCE_MASK  0xffffffu
#define REFERENCE_TICKS (RTCP_TWCC_REFERENCE_US / RTCP_TWCC_TICK_US)

/* Packet status symbols (§3.1.1). */
typedef enum Symbol { LOST, SMALL, LARGE, RESERVED } Symbol;

static unsigned chunk_capacity(uint16_t chunk) {
    if (!(chunk & VECTOR))
        return chunk & RUN_MAX;
    return chunk & TWO_BIT ? TWO_BIT_SYMBOLS : ONE_BIT_SYMBOLS;
}

/* The symbol before which `n_left` of the chunk's capacity are left, itself included. */
static Symbol chunk_symbol(uint16_t chunk, unsigned n_left) {
    if (!(chunk & VECTOR))
        return (Symbol)(chunk >> RUN_SHIFT & 3);
    if (chunk & TWO_BIT)
        return (Symbol)(chunk >> 2 * (n_left - 1) & 3);
    return chunk >> (n_left - 1) & 1 ? SMALL : LOST;
}

/* Bytes of deltas behind the first n symbols of a chunk; -1: one is reserved. */
static int chunk_delta_bytes(uint16_t chunk, unsigned n) {
    unsigned capacity = chunk_capacity(chunk), sum = 0;
    if (n == 0)
        return 0;
    if (!(chunk & VECTOR)) {
        Symbol symbol = chunk_symbol(chunk, capacity);
        return symbol == RESERVED ? -1 : (int)(n * (unsigned)symbol);
    }
    for (unsigned i = 0; i < n; i++) {
        Symbol symbol = chunk_symbol(chunk, capacity - i);
        if (symbol == RESERVED)
            return -1;
        sum += (unsigned)symbol; /* LOST none, SMALL one byte, LARGE two */
    }
    return (int)sum;
}

bool rtcp_twcc_reader_init(RtcpTwccReader *ret_reader, const RtcpBlock *block) {
    if (block->type != RTCP_TRANSPORT || block->count != RTCP_TRANSPORT_TWCC ||
        block->length < HEAD_BYTES)
        return false;
    const uint8_t *body = block->body;
    RtcpTwccReader reader = {
        .head = {.sender = wire_order_get32(body),
                 .media = wire_order_get32(body + 4),
                 .first = wire_order_get16(body + 8),
                 .n = wire_order_get16(body + 10),
                 .reference = wire_order_get24(body + 12),
                 .counter = body[15]},
        .chunk = body + HEAD_BYTES,
        .n_left = wire_order_get16(body + 10),
    };
    size_t at = HEAD_BYTES, delta_bytes = 0;
    for (unsigned left = reader.n_left; left > 0; at += CHUNK_BYTES) {
        if (block->length - at < CHUNK_BYTES)
            return false;
        uint16_t chunk = wire_order_get16(body + at);
        unsigned capacity = chunk_capacity(chunk), n = capacity < left ? capacity : left;
        int bytes = chunk_delta_bytes(chunk, n);
        if (bytes < 0)
            return false;
        delta_bytes += (size_t)bytes;
        left -= n;
    }
    if (delta_bytes > block->length - at)
        return false;
    reader.delta = body + at;
    *ret_reader = reader;
    return true;
}

bool rtcp_twcc_reader_next(RtcpTwccReader *reader, RtcpTwccStatus *ret_status) {
    if (reader->n_left == 0)
        return false;
    while (reader->n_in_chunk == 0) { /* a run of none is possible */
        reader->bits = wire_order_get16(reader->chunk);
        reader->n_in_chunk = chunk_capacity(reader->bits);
        reader->chunk += CHUNK_BYTES;
    }
    Symbol symbol = chunk_symbol(reader->bits, reader->n_in_chunk);
    if (symbol == SMALL) {
        reader->ticks += reader->delta[0];
        reader->delta += 1;
    } else if (symbol == LARGE) {
        reader->ticks += (int16_t)wire_order_get16(reader->delta);
        reader->delta += 2;
    }
    *ret_status = (RtcpTwccStatus){
        .sequence = (uint16_t)(reader->head.first + (reader->head.n - reader->n_left)),
        .has_arrived = symbol != LOST,
        .arrived_us = symbol != LOST ? reader->ticks * RTCP_TWCC_TICK_US : 0,
    };
    reader->n_in_chunk--;
    reader->n_left--;
    return true;
}

/* All chunks but the last take at least as many symbols as a vector of two bits. */
#define MAX_CHUNKS (RTCP_TWCC_MAX_WRITTEN / TWO_BIT_SYMBOLS + 1)

/* What goes into one message. */
typedef struct Message {
    int64_t reference_ticks;
    unsigned n, n_chunks, n_delta_bytes;
    uint8_t symbols[RTCP_TWCC_MAX_WRITTEN];
    uint16_t chunks[MAX_CHUNKS];
} Message;

static int64_t ticks_of(int64_t us) {
    return us / RTCP_TWCC_TICK_US;
}

/* Symbols up to the first arrival that is too far from the one before it. */
static void find_symbols(Message *message, const int64_t *arrived_us, unsigned n) {
    int64_t ticks = -1;
    for (unsigned i = 0; i < n && i < RTCP_TWCC_MAX_WRITTEN; i++, message->n++) {
        if (arrived_us[i] == RTCP_TWCC_LOST) {
            message->symbols[i] = LOST;
            continue;
        }
        int64_t now = ticks_of(arrived_us[i]);
        if (ticks < 0)
            ticks = message->reference_ticks = now / REFERENCE_TICKS * REFERENCE_TICKS;
        int64_t delta = now - ticks;
        if (delta < INT16_MIN || delta > INT16_MAX)
            return;
        message->symbols[i] = delta >= 0 && delta <= UINT8_MAX ? SMALL : LARGE;
        ticks = now;
    }
}

/* The chunk for the first of n symbols; returns how many it takes. All but the last are full. */
static unsigned make_chunk(const uint8_t *symbols, unsigned n, uint16_t *ret_chunk) {
    unsigned same = 1, n_small = 0, chunk = VECTOR;
    while (same < n && symbols[same] == symbols[0])
        same++;
    if (same == n || same >= (symbols[0] == LARGE ? TWO_BIT_SYMBOLS : ONE_BIT_SYMBOLS)) {
        *ret_chunk = (uint16_t)((unsigned)symbols[0] << RUN_SHIFT | same);
        return same;
    }
    while (n_small < n && n_small < ONE_BIT_SYMBOLS && symbols[n_small] != LARGE)
        n_small++;
    bool is_one_bit = n_small == n || n_small == ONE_BIT_SYMBOLS;
    unsigned capacity = is_one_bit ? ONE_BIT_SYMBOLS : TWO_BIT_SYMBOLS, bits = is_one_bit ? 1 : 2;
    unsigned taken = n < capacity ? n : capacity;
    chunk |= is_one_bit ? 0 : TWO_BIT;
    for (unsigned i = 0; i < taken; i++)
        chunk |= (unsigned)symbols[i] << bits * (capacity - 1 - i);
    *ret_chunk = (uint16_t)chunk;
    return taken;
}

static unsigned count_delta_bytes(const uint8_t *symbols, unsigned n) {
    unsigned sum = 0;
    for (unsigned i = 0; i < n; i++)
        sum += symbols[i]; /* LOST none, SMALL one byte, LARGE two */
    return sum;
}

/* Leaves what fits into `room` bytes behind the head of the message; a run may be cut. */
static void fit(Message *message, size_t room) {
    unsigned at = 0;
    while (at < message->n) {
        const uint8_t *symbols = message->symbols + at;
        uint16_t chunk;
        unsigned taken = make_chunk(symbols, message->n - at, &chunk);
        unsigned bytes = count_delta_bytes(symbols, taken);
        size_t used = CHUNK_BYTES * (message->n_chunks + 1) + message->n_delta_bytes;
        if (used + bytes > room) {
            taken = chunk & VECTOR || used > room ? 0 : (unsigned)(room - used) / symbols[0];
            if (taken == 0)
                break;
            chunk = (uint16_t)((unsigned)symbols[0] << RUN_SHIFT | taken);
            bytes = count_delta_bytes(symbols, taken);
            message->n = at + taken;
        }
        message->chunks[message->n_chunks++] = chunk;
        message->n_delta_bytes += bytes;
        at += taken;
    }
    message->n = at;
}

static void put_statuses(const Message *message, const int64_t *arrived_us, uint8_t *ret_bytes) {
    uint8_t *delta = ret_bytes + CHUNK_BYTES * (size_t)message->n_chunks;
    int64_t ticks = message->reference_ticks;
    for (unsigned i = 0; i < message->n_chunks; i++)
        wire_order_put16(ret_bytes + CHUNK_BYTES * (size_t)i, message->chunks[i]);
    for (unsigned i = 0; i < message->n; i++) {
        if (message->symbols[i] == LOST)
            continue;
        int64_t now = ticks_of(arrived_us[i]);
        if (message->symbols[i] == SMALL)
            delta[0] = (uint8_t)(now - ticks);
        else
            wire_order_put16(delta, (uint16_t)(now - ticks));
        delta += message->symbols[i];
        ticks = now;
    }
}

unsigned rtcp_twcc_write(RtcpWriter *writer, const RtcpTwcc *head, const int64_t *arrived_us,
                         unsigned n) {
    Message message;
    message.reference_ticks = -1;
    message.n = message.n_chunks = message.n_delta_bytes = 0;
    size_t left = (writer->size - writer->length) / WORD * WORD;
    find_symbols(&message, arrived_us, n);
    if (left <= RTCP_HEAD_BYTES + HEAD_BYTES || message.reference_ticks < 0)
        return 0;
    fit(&message, left - RTCP_HEAD_BYTES - HEAD_BYTES);
    size_t body = HEAD_BYTES + CHUNK_BYTES * message.n_chunks + message.n_delta_bytes;
    uint8_t *at = message.n == 0 ? NULL
                                 : rtcp_writer_begin(writer, RTCP_TRANSPORT, RTCP_TRANSPORT_TWCC,
                                                     (body + WORD - 1) / WORD * WORD);
    if (!at)
        return 0;
    wire_order_put32(at, head->sender);
    wire_order_put32(at + 4, head->media);
    wire_order_put16(at + 8, head->first);
    wire_order_put16(at + 10, (uint16_t)message.n);
    wire_order_put24(at + 12,
                     (uint32_t)(message.reference_ticks / REFERENCE_TICKS) & REFERENCE_MASK);
    at[15] = head->counter;
    put_statuses(&message, arrived_us, at + HEAD_BYTES);
    return message.n;
}
