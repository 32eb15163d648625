/* Random packets, ours beside libsrtp2's: the same bytes, and each opens what the other has sealed.
 * With CSRCs, extensions, padding, late packets, many SSRCs, ROCs that roll over. */
#include <string.h>

#include <glib.h>
#include <srtp2/srtp.h>

#include "media/rtc/srtp/srtp_receiver.h"
#include "media/rtc/srtp/srtp_sender.h"
#include "media/rtc/srtp/srtp_window.h"
#include "srtp_bytes.h"

#define N_PACKETS   4000u
#define N_SSRCS     5u
#define PACKET_SIZE 2048u
#define STEP_MAX    400u /* of sequence numbers: a round takes some 330 packets */

static const struct {
    SrtpProfileId ours;
    srtp_profile_t theirs;
} PROFILES[] = {
    {SRTP_PROFILE_GCM_128, srtp_profile_aead_aes_128_gcm},
    {SRTP_PROFILE_GCM_256, srtp_profile_aead_aes_256_gcm},
    {SRTP_PROFILE_CM_80, srtp_profile_aes128_cm_sha1_80},
    {SRTP_PROFILE_CM_32, srtp_profile_aes128_cm_sha1_32},
};

typedef struct Pair {
    SrtpRandom random;
    SrtpSender *sender;
    SrtpReceiver *receiver;
    srtp_t their_sender, their_receiver;
    uint32_t ssrcs[N_SSRCS];
    uint64_t indices[N_SSRCS]; /* highest so far */
    int late[N_SSRCS];         /* steps back, of the packet that is still to come; 0: none */
} Pair;

static srtp_t their_session(srtp_profile_t profile, uint8_t *master, srtp_ssrc_type_t direction) {
    srtp_policy_t policy = {.window_size = SRTP_WINDOW_PACKETS, .key = master};
    srtp_t session;
    policy.ssrc.type = direction;
    g_assert_cmpint(srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, profile), ==,
                    srtp_err_status_ok);
    g_assert_cmpint(srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, profile), ==,
                    srtp_err_status_ok);
    g_assert_cmpint(srtp_create(&session, &policy), ==, srtp_err_status_ok);
    return session;
}

static void pair_open(Pair *pair, SrtpEngine *engine, unsigned row, uint64_t seed) {
    uint8_t master[SRTP_KEY_MAX_BYTES + SRTP_SALT_MAX_BYTES];
    const SrtpProfile *profile = srtp_profile_find(PROFILES[row].ours);
    SrtpKeys keys;
    *pair = (Pair){.random = {seed}};
    srtp_random_fill(&pair->random, master, sizeof master);
    g_assert_true(srtp_keys_derive(profile, master, master + profile->key_bytes, &keys));
    pair->sender = srtp_sender_new(engine, &keys);
    pair->receiver = srtp_receiver_new(engine, &keys);
    pair->their_sender = their_session(PROFILES[row].theirs, master, ssrc_any_outbound);
    pair->their_receiver = their_session(PROFILES[row].theirs, master, ssrc_any_inbound);
    for (unsigned i = 0; i < N_SSRCS; i++) {
        srtp_random_fill(&pair->random, (uint8_t *)&pair->ssrcs[i], sizeof pair->ssrcs[i]);
        pair->indices[i] = srtp_random_below(&pair->random, 0x8000);
        g_assert_cmpint(srtp_sender_add(pair->sender, pair->ssrcs[i]), ==, (int)i);
    }
}

static void pair_close(Pair *pair) {
    srtp_sender_free(pair->sender);
    srtp_receiver_free(pair->receiver);
    srtp_dealloc(pair->their_sender);
    srtp_dealloc(pair->their_receiver);
}

/* The index of the next packet: further on, or one that was left out. */
static uint64_t next_index(Pair *pair, unsigned stream) {
    int late = pair->late[stream];
    pair->late[stream] = 0;
    if (late > 0)
        return pair->indices[stream] - (uint64_t)late;
    uint32_t step = 1 + srtp_random_below(&pair->random, STEP_MAX);
    if (step > 1 && srtp_random_below(&pair->random, 4) == 0)
        pair->late[stream] = 1 + (int)srtp_random_below(&pair->random, MIN(step - 1, 120));
    return pair->indices[stream] += step;
}

static uint16_t random_payload(Pair *pair, uint8_t *head, uint8_t *payload) {
    uint16_t length = (uint16_t)srtp_random_below(&pair->random, 1300);
    srtp_random_fill(&pair->random, payload, length);
    if (length > 0 && srtp_random_below(&pair->random, 4) == 0) {
        head[0] |= 0x20;
        payload[length - 1] = (uint8_t)(1 + srtp_random_below(&pair->random, MIN(length, 255)));
    }
    return length;
}

static void check_rtp(Pair *pair) {
    uint8_t plain[PACKET_SIZE], ours[PACKET_SIZE], theirs[PACKET_SIZE], payload[PACKET_SIZE];
    SrtpIncoming incoming;
    unsigned stream = srtp_random_below(&pair->random, N_SSRCS);
    uint64_t index = next_index(pair, stream);
    size_t head_length =
        srtp_random_head(&pair->random, pair->ssrcs[stream], (uint16_t)index, plain);
    uint16_t length = random_payload(pair, plain, payload);
    uint16_t prefix = (uint16_t)srtp_random_below(&pair->random, 3) * 3;
    prefix = MIN(prefix, length);
    memcpy(plain + head_length, payload, length);
    int plain_length = (int)head_length + length, their_length = plain_length;

    memcpy(ours, plain, head_length + prefix);
    SrtpOutgoing out = {.packet = ours,
                        .payload = payload + prefix,
                        .payload_length = (uint16_t)(length - prefix),
                        .head_length = (uint16_t)head_length,
                        .prefix_length = prefix,
                        .stream = (uint16_t)stream};
    g_assert_cmpuint(srtp_sender_seal(pair->sender, &out, 1), ==, 1);
    memcpy(theirs, plain, (size_t)plain_length);
    g_assert_cmpint(srtp_protect(pair->their_sender, theirs, &their_length), ==,
                    srtp_err_status_ok);
    g_assert_cmpmem(ours, out.ret_length, theirs, (size_t)their_length);

    g_assert_cmpint(srtp_receiver_open(pair->receiver, theirs, (size_t)their_length, &incoming), ==,
                    SRTP_OK);
    g_assert_cmpmem(theirs, incoming.length, plain, (size_t)plain_length);
    g_assert_cmpuint(incoming.index, ==, index);
    g_assert_cmpuint(incoming.ssrc, ==, pair->ssrcs[stream]);
    g_assert_cmpuint(incoming.head_length, ==, head_length);
    their_length = out.ret_length;
    g_assert_cmpint(srtp_unprotect(pair->their_receiver, ours, &their_length), ==,
                    srtp_err_status_ok);
    g_assert_cmpmem(ours, (size_t)their_length, plain, (size_t)plain_length);
}

static void check_rtcp(Pair *pair) {
    uint8_t plain[PACKET_SIZE], packet[PACKET_SIZE];
    size_t length = 8 + 4 * srtp_random_below(&pair->random, 200), done_length;
    uint32_t ssrc = pair->ssrcs[srtp_random_below(&pair->random, N_SSRCS)];
    srtp_random_fill(&pair->random, plain, length);
    plain[0] = 0x81;
    plain[1] = 200;
    for (unsigned i = 0; i < 4; i++)
        plain[4 + i] = (uint8_t)(ssrc >> (24 - 8 * i));

    memcpy(packet, plain, length);
    g_assert_cmpint(
        srtp_sender_seal_rtcp(pair->sender, packet, length, sizeof packet, &done_length), ==,
        SRTP_OK);
    int their_length = (int)done_length;
    g_assert_cmpint(srtp_unprotect_rtcp(pair->their_receiver, packet, &their_length), ==,
                    srtp_err_status_ok);
    g_assert_cmpmem(packet, (size_t)their_length, plain, length);

    memcpy(packet, plain, length);
    their_length = (int)length;
    g_assert_cmpint(srtp_protect_rtcp(pair->their_sender, packet, &their_length), ==,
                    srtp_err_status_ok);
    g_assert_cmpint(
        srtp_receiver_open_rtcp(pair->receiver, packet, (size_t)their_length, &done_length), ==,
        SRTP_OK);
    g_assert_cmpmem(packet, done_length, plain, length);
}

static void test_profile(gconstpointer row_pointer) {
    SrtpEngine *engines[2];
    unsigned n_engines = srtp_bytes_engines(engines), row = GPOINTER_TO_UINT(row_pointer);
    for (unsigned e = 0; e < n_engines; e++) {
        Pair pair;
        pair_open(&pair, engines[e], row, 1000 + row);
        for (unsigned i = 0; i < N_PACKETS; i++) {
            check_rtp(&pair);
            if (i % 8 == 0)
                check_rtcp(&pair);
        }
        for (unsigned i = 0; i < N_SSRCS; i++)
            g_assert_cmpuint(pair.indices[i] >> 16, >=, 1); /* rolled over */
        pair_close(&pair);
        srtp_engine_free(engines[e]);
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_assert_cmpint(srtp_init(), ==, srtp_err_status_ok);
    for (unsigned i = 0; i < G_N_ELEMENTS(PROFILES); i++) {
        g_autofree char *name =
            g_strdup_printf("/srtp-equality/%s", srtp_profile_find(PROFILES[i].ours)->name);
        g_test_add_data_func(name, GUINT_TO_POINTER(i), test_profile);
    }
    int failed = g_test_run();
    srtp_shutdown();
    return failed;
}
