#include "media/ingest/ts_aligner.h"

#include <string.h>

#include <glib.h>

#define SYNC_BYTE 0x47

static void count(TsAligner *aligner, size_t seen, size_t skipped) {
    aligner->seen += seen;
    aligner->skipped += skipped;
    if (aligner->seen < TS_ALIGNER_WINDOW)
        return;
    if (aligner->skipped > aligner->seen / 4)
        aligner->is_foreign = true;
    aligner->seen = aligner->skipped = 0;
}

/* What a packet begins with, or the end. */
static size_t find_sync(const uint8_t *bytes, size_t n) {
    const uint8_t *sync = n > 0 ? memchr(bytes, SYNC_BYTE, n) : NULL;
    return sync ? (size_t)(sync - bytes) : n;
}

/* Completes the packet that was begun; returns the bytes used. */
static size_t fill_carry(TsAligner *aligner, const uint8_t *bytes, size_t n) {
    size_t used = MIN(n, TS_PACKET_BYTES - aligner->n_carry);
    memcpy(aligner->carry + aligner->n_carry, bytes, used);
    aligner->n_carry += used;
    return used;
}

size_t ts_aligner_take(TsAligner *aligner, const uint8_t *bytes, size_t n, uint8_t *ret_packets) {
    size_t at = 0, n_packets = 0, skipped = 0;
    if (aligner->n_carry > 0)
        at = fill_carry(aligner, bytes, n);
    if (aligner->n_carry == TS_PACKET_BYTES) {
        memcpy(ret_packets, aligner->carry, TS_PACKET_BYTES);
        n_packets = TS_PACKET_BYTES;
        aligner->n_carry = 0;
    }
    while (at < n) {
        size_t gap = find_sync(bytes + at, n - at);
        skipped += gap;
        at += gap;
        if (n - at < TS_PACKET_BYTES) {
            at += fill_carry(aligner, bytes + at, n - at);
            break;
        }
        memcpy(ret_packets + n_packets, bytes + at, TS_PACKET_BYTES);
        n_packets += TS_PACKET_BYTES;
        at += TS_PACKET_BYTES;
    }
    count(aligner, n, skipped);
    return n_packets;
}
