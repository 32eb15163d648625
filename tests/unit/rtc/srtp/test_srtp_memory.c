/* OpenSSL allocates nothing per packet: not for RTP, not for RTCP, whose key is set each time. */
#include <stdlib.h>
#include <string.h>

#include <glib.h>
#include <openssl/crypto.h>

#include "media/rtc/srtp/srtp_receiver.h"
#include "media/rtc/srtp/srtp_sender.h"
#include "srtp_bytes.h"

#define N_PACKETS 1000u

static unsigned n_allocations;

static void *count_malloc(size_t size, const char *file, int line) {
    n_allocations++;
    return malloc(size);
}

static void *count_realloc(void *memory, size_t size, const char *file, int line) {
    n_allocations++;
    return realloc(memory, size);
}

static void plain_free(void *memory, const char *file, int line) {
    free(memory);
}

static void exchange(SrtpSender *sender, SrtpReceiver *receiver, uint16_t sequence) {
    static uint8_t payload[1100];
    uint8_t packet[1200] = {0x80, 96, (uint8_t)(sequence >> 8), (uint8_t)sequence};
    SrtpIncoming incoming;
    size_t length;
    SrtpOutgoing out = {.packet = packet,
                        .payload = payload,
                        .payload_length = sizeof payload,
                        .head_length = 12,
                        .stream = (uint16_t)srtp_sender_add(sender, 0)};
    g_assert_cmpuint(srtp_sender_seal(sender, &out, 1), ==, 1);
    g_assert_cmpint(srtp_receiver_open(receiver, packet, out.ret_length, &incoming), ==, SRTP_OK);
    g_assert_cmpint(srtp_sender_seal_rtcp(sender, packet, 100, sizeof packet, &length), ==,
                    SRTP_OK);
    packet[50] ^= 1;
    g_assert_cmpint(srtp_receiver_open_rtcp(receiver, packet, length, &length), ==, SRTP_FORGED);
}

static void test_allocations(void) {
    SrtpEngine *engines[2];
    unsigned n_engines = srtp_bytes_engines(engines);
    for (unsigned e = 0; e < n_engines; e++) {
        for (unsigned i = 0; i < N_SRTP_PROFILES; i++) {
            const SrtpProfile *profile = srtp_profile_at(i);
            const uint8_t zeros[SRTP_KEY_MAX_BYTES] = {0};
            SrtpKeys keys;
            g_assert_true(srtp_keys_derive(profile, zeros, zeros, &keys));
            g_autoptr(SrtpSender) sender = srtp_sender_new(engines[e], &keys);
            g_autoptr(SrtpReceiver) receiver = srtp_receiver_new(engines[e], &keys);
            exchange(sender, receiver, 0);
            unsigned n_before = n_allocations;
            for (uint16_t sequence = 1; sequence <= N_PACKETS; sequence++)
                exchange(sender, receiver, sequence);
            g_test_message("%s, %s: %u", srtp_engine_name(engines[e], profile), profile->name,
                           n_allocations - n_before);
            g_assert_cmpuint(n_allocations, ==, n_before);
        }
        srtp_engine_free(engines[e]);
    }
    g_assert_cmpuint(n_allocations, >, 0); /* they are counted at all */
}

int main(int argc, char *argv[]) {
    g_assert_cmpint(CRYPTO_set_mem_functions(count_malloc, count_realloc, plain_free), ==, 1);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/srtp-memory/allocations", test_allocations);
    return g_test_run();
}
