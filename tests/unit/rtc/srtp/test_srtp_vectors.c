/* Whole packets: RFC 7714 §16 and §17, the key stream of RFC 3711 B.2. Each back end alike. */
#include <string.h>

#include <glib.h>

#include "media/rtc/srtp/srtp_receiver.h"
#include "media/rtc/srtp/srtp_sender.h"
#include "srtp_bytes.h"

#define SALT     "517569642070726f2071756f"
#define RTP_HEAD "8040f17b8041f8d35501a0b2"
#define RTP_TEXT "47616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573"
#define RTCP                                                                                       \
    "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"                             \
    "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef"
#define RTCP_INDEX 0x5d4u

static const struct {
    SrtpProfileId profile;
    const char *key;
    const char *srtp;  /* RFC 7714 §16.1.1, §16.2.1 */
    const char *srtcp; /* §17.1, §17.2 */
} VECTORS[] = {
    {SRTP_PROFILE_GCM_128, "000102030405060708090a0b0c0d0e0f",
     "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b"
     "36de3adf8833899d7f27beb16a9152cf765ee4390cce",
     "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b46"
     "86303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4"},
    {SRTP_PROFILE_GCM_256, "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
     "8040f17b8041f8d35501a0b232b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f"
     "1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13",
     "81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658"
     "c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4"},
};

/* The vectors give session keys, so nothing is derived. */
static SrtpKeys session_keys(SrtpProfileId profile, const char *key, const char *salt) {
    SrtpKeys keys = {.profile = srtp_profile_find(profile)};
    srtp_bytes_read(key, keys.rtp.cipher);
    srtp_bytes_read(salt, keys.rtp.salt);
    keys.rtcp = keys.rtp;
    return keys;
}

static void check_rtp(SrtpEngine *engine, const SrtpKeys *keys, const char *expected) {
    uint8_t packet[128], text[64];
    g_autoptr(SrtpSender) sender = srtp_sender_new(engine, keys);
    g_autoptr(SrtpReceiver) receiver = srtp_receiver_new(engine, keys);
    SrtpIncoming incoming;
    size_t head_length = srtp_bytes_read(RTP_HEAD, packet);
    SrtpOutgoing out = {.packet = packet,
                        .payload = text,
                        .payload_length = (uint16_t)srtp_bytes_read(RTP_TEXT, text),
                        .head_length = (uint16_t)head_length,
                        .stream = (uint16_t)srtp_sender_add(sender, 0x5501a0b2)};
    g_assert_cmpuint(srtp_sender_seal(sender, &out, 1), ==, 1);
    srtp_bytes_assert(packet, out.ret_length, expected);
    srtp_bytes_assert(text, out.payload_length, RTP_TEXT); /* shared: not changed */

    g_assert_cmpint(srtp_receiver_open(receiver, packet, out.ret_length, &incoming), ==, SRTP_OK);
    srtp_bytes_assert(packet, incoming.length, RTP_HEAD RTP_TEXT);
    g_assert_cmpuint(incoming.head_length, ==, head_length);
    g_assert_cmpuint(incoming.ssrc, ==, 0x5501a0b2);
    g_assert_cmpuint(incoming.index, ==, 0xf17b);
}

static void check_rtcp(SrtpEngine *engine, const SrtpKeys *keys, const char *expected) {
    uint8_t packet[128];
    g_autoptr(SrtpSender) sender = srtp_sender_new(engine, keys);
    g_autoptr(SrtpReceiver) receiver = srtp_receiver_new(engine, keys);
    size_t length = 0, opened_length;
    for (uint32_t index = 0; index <= RTCP_INDEX; index++) {
        length = srtp_bytes_read(RTCP, packet);
        g_assert_cmpint(srtp_sender_seal_rtcp(sender, packet, length, sizeof packet, &length), ==,
                        SRTP_OK);
    }
    srtp_bytes_assert(packet, length, expected);
    g_assert_cmpint(srtp_receiver_open_rtcp(receiver, packet, length, &opened_length), ==, SRTP_OK);
    srtp_bytes_assert(packet, opened_length, RTCP);
}

static void test_gcm(void) {
    SrtpEngine *engines[2];
    unsigned n_engines = srtp_bytes_engines(engines);
    for (unsigned e = 0; e < n_engines; e++) {
        for (unsigned i = 0; i < G_N_ELEMENTS(VECTORS); i++) {
            SrtpKeys keys = session_keys(VECTORS[i].profile, VECTORS[i].key, SALT);
            g_test_message("%s, %s", srtp_engine_name(engines[e], keys.profile),
                           keys.profile->name);
            check_rtp(engines[e], &keys, VECTORS[i].srtp);
            check_rtcp(engines[e], &keys, VECTORS[i].srtcp);
        }
        srtp_engine_free(engines[e]);
    }
}

/* RFC 7714 §17.3: authenticated, but not encrypted. WebRTC never sends it. */
static void test_clear_rtcp(void) {
    uint8_t packet[128];
    size_t opened_length;
    g_autoptr(SrtpEngine) engine = srtp_engine_new(SRTP_BACK_END_BEST);
    SrtpKeys keys = session_keys(VECTORS[0].profile, VECTORS[0].key, SALT);
    g_autoptr(SrtpReceiver) receiver = srtp_receiver_new(engine, &keys);
    size_t length = srtp_bytes_read(RTCP "841dd9683dd78ec92ae58790125f62b3000005d4", packet);
    g_assert_cmpint(srtp_receiver_open_rtcp(receiver, packet, length, &opened_length), ==,
                    SRTP_CLEAR);
    g_assert_cmpuint(opened_length, ==, 0);
    g_assert_cmpuint(srtp_receiver_counts(receiver)->n[SRTP_CLEAR], ==, 1);
}

/* SSRC 0, ROC 0, sequence number 0: zeros come out as the key stream. */
static void test_counter_mode(void) {
    uint8_t packet[128] = {0x80}, zeros[48] = {0};
    g_autoptr(SrtpEngine) engine = srtp_engine_new(SRTP_BACK_END_BEST);
    SrtpKeys keys = session_keys(SRTP_PROFILE_CM_80, "2B7E151628AED2A6ABF7158809CF4F3C",
                                 "F0F1F2F3F4F5F6F7F8F9FAFBFCFD");
    g_autoptr(SrtpSender) sender = srtp_sender_new(engine, &keys);
    SrtpOutgoing out = {.packet = packet,
                        .payload = zeros,
                        .payload_length = sizeof zeros,
                        .head_length = 12,
                        .stream = (uint16_t)srtp_sender_add(sender, 0)};
    g_assert_cmpuint(srtp_sender_seal(sender, &out, 1), ==, 1);
    srtp_bytes_assert(packet + 12, sizeof zeros,
                      "E03EAD0935C95E80E166B16DD92B4EB4 D23513162B02D0F72A43A2FE4A5F97AB"
                      "41E95B3BB0A2E8DD477901E4FCA894C0");
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/srtp-vectors/rfc7714", test_gcm);
    g_test_add_func("/srtp-vectors/rfc7714-17-3", test_clear_rtcp);
    g_test_add_func("/srtp-vectors/rfc3711-b2", test_counter_mode);
    return g_test_run();
}
