/* srtp_receiver: arbitrary bytes are refused, counted, and change nothing; what the sender has
 * sealed, whatever it was, comes out the same once, and not twice.
 *
 * Byte 0: bits 0-1 the profile, bit 2 OpenSSL or the best back end, bits 3-4 what follows. */
#include <string.h>

#include <glib.h>

#include "media/rtc/srtp/srtp_receiver.h"
#include "media/rtc/srtp/srtp_rtp.h"
#include "media/rtc/srtp/srtp_sender.h"

#define TEXT_BYTES 40u

typedef enum Input { INPUT_RTP, INPUT_RTCP, INPUT_PLAIN_RTP, INPUT_PLAIN_RTCP } Input;

typedef struct Session {
    SrtpSender *sender;
    SrtpReceiver *receiver;
} Session;

static Session session_new(SrtpEngine *engine, const SrtpProfile *profile) {
    uint8_t master[SRTP_KEY_MAX_BYTES + SRTP_SALT_MAX_BYTES];
    SrtpKeys keys;
    for (unsigned i = 0; i < sizeof master; i++)
        master[i] = (uint8_t)i;
    g_assert_true(srtp_keys_derive(profile, master, master + profile->key_bytes, &keys));
    return (Session){srtp_sender_new(engine, &keys), srtp_receiver_new(engine, &keys)};
}

static uint32_t sum(const SrtpCounts *counts) {
    uint32_t n = 0;
    for (unsigned i = 0; i < N_SRTP_VERDICTS; i++)
        n += counts->n[i];
    return n;
}

/* A copy with room for protection, of exactly that size. */
static uint8_t *copy_of(const uint8_t *data, size_t size, size_t room) {
    uint8_t *copy = g_malloc(MAX(size + room, 1));
    if (size > 0)
        memcpy(copy, data, size);
    return copy;
}

static SrtpVerdict open_bytes(Session *session, const uint8_t *data, size_t size, bool is_rtcp) {
    SrtpIncoming incoming;
    size_t length;
    uint8_t *copy = copy_of(data, size, 0);
    SrtpVerdict verdict = is_rtcp ? srtp_receiver_open_rtcp(session->receiver, copy, size, &length)
                                  : srtp_receiver_open(session->receiver, copy, size, &incoming);
    if (verdict == SRTP_OK)
        g_assert_cmpuint(is_rtcp ? length : incoming.length, <, size);
    g_free(copy);
    return verdict;
}

/* Seals a plain packet; what comes back is opened, compared, and refused a second time. */
static void check_plain_rtp(Session *session, const uint8_t *data, size_t size) {
    size_t head_length = srtp_rtp_head_length(data, size);
    if (head_length == 0)
        return;
    uint8_t *packet = copy_of(data, size, SRTP_OVERHEAD_MAX);
    SrtpIncoming incoming;
    int stream = srtp_sender_add(session->sender, srtp_rtp_ssrc(data));
    g_assert_cmpint(stream, >=, 0);
    SrtpOutgoing out = {.packet = packet,
                        .payload = data + head_length,
                        .payload_length = (uint16_t)(size - head_length),
                        .head_length = (uint16_t)head_length,
                        .stream = (uint16_t)stream};
    g_assert_cmpuint(srtp_sender_seal(session->sender, &out, 1), ==, 1);
    uint8_t *again = copy_of(packet, out.ret_length, 0);
    g_assert_cmpint(srtp_receiver_open(session->receiver, packet, out.ret_length, &incoming), ==,
                    SRTP_OK);
    g_assert_cmpmem(packet, incoming.length, data, size);
    g_assert_cmpuint(incoming.head_length, ==, head_length);
    g_assert_cmpint(srtp_receiver_open(session->receiver, again, out.ret_length, &incoming), ==,
                    SRTP_REPLAYED);
    g_assert_cmpuint(srtp_sender_seal(session->sender, &out, 1), ==, 0);
    g_free(again);
    g_free(packet);
}

static void check_plain_rtcp(Session *session, const uint8_t *data, size_t size) {
    uint8_t *packet = copy_of(data, size, SRTCP_OVERHEAD_MAX);
    size_t length;
    SrtpVerdict verdict =
        srtp_sender_seal_rtcp(session->sender, packet, size, size + SRTCP_OVERHEAD_MAX, &length);
    g_assert_cmpint(verdict, ==, size >= 8 && data[0] >> 6 == 2 ? SRTP_OK : SRTP_MALFORMED);
    if (verdict == SRTP_OK) {
        g_assert_cmpint(open_bytes(session, packet, length, true), ==, SRTP_OK);
        g_assert_cmpint(open_bytes(session, packet, length, true), ==, SRTP_REPLAYED);
        g_assert_cmpint(srtp_receiver_open_rtcp(session->receiver, packet, length, &length), ==,
                        SRTP_REPLAYED);
    }
    g_free(packet);
}

/* What was refused was counted once, and the next good packet finds everything as it was. */
static void check_foreign(Session *session, const uint8_t *data, size_t size, bool is_rtcp) {
    uint8_t good[SRTP_HEAD_BYTES + TEXT_BYTES] = {0x80, 96, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4};
    uint32_t n_before = sum(srtp_receiver_counts(session->receiver));
    SrtpVerdict verdict = open_bytes(session, data, size, is_rtcp);
    g_assert_cmpuint(sum(srtp_receiver_counts(session->receiver)), ==, n_before + 1);
    if (verdict == SRTP_OK) /* a seed that was sealed with this key */
        g_assert_cmpint(open_bytes(session, data, size, is_rtcp), ==, SRTP_REPLAYED);
    else if (is_rtcp)
        check_plain_rtcp(session, good, sizeof good);
    else
        check_plain_rtp(session, good, sizeof good);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static SrtpEngine *engines[2];
    if (!engines[0]) {
        engines[0] = srtp_engine_new(SRTP_BACK_END_BEST);
        engines[1] = srtp_engine_new(SRTP_BACK_END_OPENSSL);
    }
    if (size == 0 || size > 60000)
        return 0;
    Session session = session_new(engines[data[0] >> 2 & 1], srtp_profile_at(data[0] & 3));
    Input input = (Input)(data[0] >> 3 & 3);
    if (input == INPUT_PLAIN_RTP)
        check_plain_rtp(&session, data + 1, size - 1);
    else if (input == INPUT_PLAIN_RTCP)
        check_plain_rtcp(&session, data + 1, size - 1);
    else
        check_foreign(&session, data + 1, size - 1, input == INPUT_RTCP);
    srtp_sender_free(session.sender);
    srtp_receiver_free(session.receiver);
    return 0;
}
