#include "media/rtc/srtp/srtp_sender.h"

#include <string.h>

#include "media/rtc/srtp/srtp_nonce.h"
#include "media/rtc/srtp/srtp_rtcp.h"
#include "media/rtc/srtp/srtp_rtp.h"
#include "media/rtc/srtp/srtp_streams.h"

#define BATCH_PACKETS    32u /* given to the cipher at once: 2 KiB of stack */
#define CACHE_LINE_BYTES 64u
#define KEY_BYTES        1024u /* the larger back end's table, near enough */
#define LENGTH_MAX       (UINT16_MAX - SRTP_OVERHEAD_MAX)

/* What a packet touches lies in the first line of the cache, and in that of the counts. */
struct SrtpSender {
    SrtpSuite suite;
    SrtpCipherKey *key; /* NULL until there is an SSRC */
    SrtpStreams streams;
    const SrtpProfile *profile;
    uint8_t salt[SRTP_SALT_MAX_BYTES]; /* of RTP */
    SrtpCounts counts;
    uint32_t rtcp_index; /* of the next packet; one for all SSRCs (it only has to rise) */
    SrtpEngine *engine;
    SrtpKeys keys;
};

SrtpSender *srtp_sender_new(SrtpEngine *engine, const SrtpKeys *keys) {
    SrtpSender *sender = g_aligned_alloc0(1, sizeof *sender, CACHE_LINE_BYTES);
    sender->suite = *srtp_engine_suite(engine, keys->profile);
    sender->profile = keys->profile;
    memcpy(sender->salt, keys->rtp.salt, sizeof sender->salt);
    sender->engine = engine;
    sender->keys = *keys;
    return sender;
}

void srtp_sender_free(SrtpSender *sender) {
    if (!sender)
        return;
    sender->suite.cipher->key_free(sender->suite.state, sender->key);
    srtp_streams_clear(&sender->streams);
    srtp_keys_wipe(&sender->keys);
    g_aligned_free(sender);
}

int srtp_sender_add(SrtpSender *sender, uint32_t ssrc) {
    int stream = srtp_streams_find(&sender->streams, ssrc);
    if (stream >= 0)
        return stream;
    if (sender->streams.n >= SRTP_SENDER_MAX_STREAMS)
        return -1;
    if (!sender->key)
        sender->key =
            srtp_engine_key_new(sender->engine, sender->profile, SRTP_SEAL, &sender->keys.rtp);
    return sender->key ? srtp_streams_add(&sender->streams, ssrc) : -1;
}

void srtp_sender_fetch(const SrtpSender *sender) {
    __builtin_prefetch(sender);
    __builtin_prefetch(&sender->counts);
}

void srtp_sender_fetch_key(const SrtpSender *sender) {
    const char *key = (const char *)sender->key;
    __builtin_prefetch(sender->streams.rows);
    __builtin_prefetch((const char *)sender->streams.rows + CACHE_LINE_BYTES);
    for (unsigned at = 0; key && at < KEY_BYTES; at += CACHE_LINE_BYTES)
        __builtin_prefetch(key + at);
}

/* Takes the packet's index; it counts as used from now on. */
static SrtpVerdict take_index(SrtpSender *sender, const SrtpOutgoing *out, uint64_t *ret_index) {
    if (out->stream >= sender->streams.n || out->head_length < SRTP_HEAD_BYTES ||
        (uint32_t)out->head_length + out->prefix_length + out->payload_length > LENGTH_MAX)
        return SRTP_MALFORMED;
    SrtpStream *stream = &sender->streams.rows[out->stream];
    if (srtp_rtp_ssrc(out->packet) != stream->ssrc)
        return SRTP_MALFORMED;
    *ret_index = srtp_window_guess(&stream->window, srtp_rtp_sequence(out->packet));
    if (*ret_index == SRTP_INDEX_NONE)
        return SRTP_TOO_OLD;
    if (*ret_index > SRTP_INDEX_MAX)
        return SRTP_EXHAUSTED;
    SrtpVerdict verdict = srtp_window_check(&stream->window, *ret_index);
    if (verdict == SRTP_OK)
        srtp_window_mark(&stream->window, *ret_index);
    return verdict;
}

/* With a prefix, both parts are laid side by side first: one call of the cipher costs less than two
 * that meet within a block. */
static void make_piece(const SrtpSender *sender, const SrtpOutgoing *out, uint64_t index,
                       SrtpPiece *ret_piece) {
    uint8_t *body = out->packet + out->head_length;
    uint32_t length = (uint32_t)out->prefix_length + out->payload_length;
    const uint8_t *in = out->payload ? out->payload : body;
    if (out->prefix_length > 0) {
        if (out->payload_length > 0 && out->payload != body + out->prefix_length)
            memcpy(body + out->prefix_length, out->payload, out->payload_length);
        in = body;
    }
    *ret_piece = (SrtpPiece){
        .head = out->packet,
        .in = in,
        .out = body,
        .tag = body + length,
        .head_length = out->head_length,
        .length = length,
        .trailer = GUINT32_TO_BE((uint32_t)(index >> 16)),
        .tag_length = sender->profile->tag_bytes,
    };
    srtp_nonce(sender->profile, sender->salt, sender->streams.rows[out->stream].ssrc, index,
               ret_piece->iv);
}

static unsigned seal_batch(SrtpSender *sender, SrtpOutgoing *packets, unsigned n) {
    SrtpPiece pieces[BATCH_PACKETS];
    unsigned n_pieces = 0;
    for (unsigned i = 0; i < n; i++) {
        SrtpOutgoing *out = &packets[i];
        uint64_t index;
        SrtpVerdict verdict = take_index(sender, out, &index);
        out->ret_verdict = (uint8_t)verdict;
        out->ret_length = 0;
        if (verdict != SRTP_OK) {
            sender->counts.n[verdict]++;
            continue;
        }
        SrtpPiece *piece = &pieces[n_pieces++];
        make_piece(sender, out, index, piece);
        out->ret_length = (uint16_t)(out->head_length + piece->length + piece->tag_length);
    }
    if (n_pieces == 0 ||
        sender->suite.cipher->seal(sender->suite.state, sender->key, pieces, n_pieces)) {
        sender->counts.n[SRTP_OK] += n_pieces;
        return n_pieces;
    }
    for (unsigned i = 0; i < n; i++)
        if (packets[i].ret_verdict == SRTP_OK) {
            packets[i].ret_verdict = SRTP_FAILED;
            packets[i].ret_length = 0;
        }
    sender->counts.n[SRTP_FAILED] += n_pieces;
    return 0;
}

unsigned srtp_sender_seal(SrtpSender *sender, SrtpOutgoing *packets, unsigned n) {
    unsigned n_sealed = 0;
    for (unsigned at = 0; at < n; at += BATCH_PACKETS)
        n_sealed += seal_batch(sender, packets + at, MIN(n - at, BATCH_PACKETS));
    return n_sealed;
}

static SrtpVerdict seal_rtcp(SrtpSender *sender, uint8_t *packet, size_t length, size_t capacity,
                             size_t *ret_length) {
    SrtpPiece piece;
    SrtcpFrame frame;
    if (!srtp_rtcp_is_sound(packet, length) || capacity < length + SRTCP_OVERHEAD_MAX)
        return SRTP_MALFORMED;
    if (sender->rtcp_index > SRTCP_INDEX_MAX)
        return SRTP_EXHAUSTED;
    SrtpCipherKey *key =
        srtp_engine_lend_key(sender->engine, sender->profile, SRTP_SEAL, &sender->keys.rtcp);
    if (!key)
        return SRTP_FAILED;
    srtp_rtcp_close(&frame, &sender->keys, packet, length, sender->rtcp_index++);
    srtp_rtcp_piece(&frame, &sender->keys, packet, &piece);
    if (!sender->suite.cipher->seal(sender->suite.state, key, &piece, 1))
        return SRTP_FAILED;
    *ret_length = frame.protected_length;
    return SRTP_OK;
}

SrtpVerdict srtp_sender_seal_rtcp(SrtpSender *sender, uint8_t *packet, size_t length,
                                  size_t capacity, size_t *ret_length) {
    *ret_length = 0;
    SrtpVerdict verdict = seal_rtcp(sender, packet, length, capacity, ret_length);
    sender->counts.n[verdict]++;
    return verdict;
}

const SrtpCounts *srtp_sender_counts(const SrtpSender *sender) {
    return &sender->counts;
}
