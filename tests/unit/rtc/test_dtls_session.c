#include "media/rtc/dtls/dtls_session.h"

#include <string.h>

#include <openssl/ssl.h> /* names of versions */

#include "base/error.h"
#include "tests/unit/rtc/dtls_pair.h"

#define HANDSHAKE_MS 20000 /* of the turned clock */

static void shake_hands(DtlsPair *pair, const DtlsPairOptions *options) {
    dtls_pair_init(pair, options);
    dtls_pair_run(pair, HANDSHAKE_MS);
}

/* ---- profiles ---- */

static const struct {
    const char *offered; /* in the client's order, which does not count */
    DtlsProfile chosen;
    uint8_t key_bytes, salt_bytes;
} PROFILES[] = {
    {NULL, DTLS_PROFILE_AEAD_AES_128_GCM, 16, 12},
    {"SRTP_AEAD_AES_128_GCM", DTLS_PROFILE_AEAD_AES_128_GCM, 16, 12},
    {"SRTP_AEAD_AES_256_GCM", DTLS_PROFILE_AEAD_AES_256_GCM, 32, 12},
    {"SRTP_AES128_CM_SHA1_80", DTLS_PROFILE_AES128_CM_SHA1_80, 16, 14},
    {"SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM",
     DTLS_PROFILE_AEAD_AES_128_GCM, 16, 12},
    {"SRTP_AES128_CM_SHA1_32:SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_256_GCM",
     DTLS_PROFILE_AEAD_AES_256_GCM, 32, 12},
    {"SRTP_AES128_CM_SHA1_32:SRTP_AES128_CM_SHA1_80", DTLS_PROFILE_AES128_CM_SHA1_80, 16, 14},
};

static void test_profiles(void) {
    for (unsigned i = 0; i < G_N_ELEMENTS(PROFILES); i++) {
        DtlsPair pair;
        shake_hands(&pair, &(DtlsPairOptions){.client.profiles = PROFILES[i].offered});
        dtls_pair_assert_keys(&pair, PROFILES[i].chosen);
        DtlsKeys keys;
        g_assert_true(dtls_session_get_keys(pair.session, &keys, NULL));
        g_assert_cmpuint(keys.key_bytes, ==, PROFILES[i].key_bytes);
        g_assert_cmpuint(keys.salt_bytes, ==, PROFILES[i].salt_bytes);
        char seen[DTLS_FINGERPRINT_TEXT_BYTES];
        dtls_client_get_seen(pair.client, seen);
        g_assert_cmpstr(seen, ==, dtls_identity_fingerprint(pair.identity));
        dtls_pair_clear(&pair);
    }
}

static void test_rsa_client(void) {
    DtlsPair pair;
    shake_hands(&pair, &(DtlsPairOptions){.client.has_rsa = true});
    dtls_pair_assert_keys(&pair, DTLS_PROFILE_AEAD_AES_128_GCM);
    dtls_pair_clear(&pair);
}

/* ---- the network ---- */

/* Without loss: two flights of ours, one datagram each. */
static void test_one_datagram_a_flight(void) {
    DtlsPair pair;
    shake_hands(&pair, &(DtlsPairOptions){0});
    dtls_pair_assert_keys(&pair, DTLS_PROFILE_AEAD_AES_128_GCM);
    g_assert_cmpuint(pair.n_to_client, ==, 2);
    g_assert_cmpuint(pair.longest_bytes, <, 1000);
    dtls_pair_clear(&pair);
}

/* Our flight comes when the client has just run out of patience: it repeats its ClientHello and
 * sends its next flight in one datagram. Nothing has to be said twice. */
static void test_repeated_hello(void) {
    DtlsPair pair;
    dtls_pair_init(&pair, &(DtlsPairOptions){0});
    dtls_pair_run(&pair, 1);
    g_assert_cmpuint(pair.flying->len, ==, 1);
    dtls_pair_hold(&pair, 60);
    dtls_pair_run(&pair, 3);
    g_assert_cmpuint(pair.n_to_session, ==, 2);
    dtls_pair_assert_keys(&pair, DTLS_PROFILE_AEAD_AES_128_GCM);
    dtls_pair_clear(&pair);
}

static unsigned n_hello_fragments;

static void count_hello_fragments(const uint8_t *data, size_t n_bytes, bool is_to_client) {
    g_assert_cmpuint(n_bytes, <=, is_to_client ? DTLS_PIPE_MTU_BYTES : 256);
    if (!is_to_client && data[0] == 22 && data[13] == 1)
        n_hello_fragments++;
}

/* Long lists make the ClientHello longer than the MTU: it comes in fragments (RFC 6347 §4.2.3). */
static void test_hello_in_fragments(void) {
    n_hello_fragments = 0;
    DtlsPair pair;
    dtls_pair_init(&pair,
                   &(DtlsPairOptions){.client = {.mtu_bytes = 256, .ciphers = "ALL:@SECLEVEL=0"},
                                      .max_delay_ms = 30,
                                      .lost_percent = 20,
                                      .seed = 7});
    pair.on_fly = count_hello_fragments;
    dtls_pair_run(&pair, HANDSHAKE_MS);
    dtls_pair_assert_keys(&pair, DTLS_PROFILE_AEAD_AES_128_GCM);
    g_assert_cmpuint(n_hello_fragments, >=, 2);
    dtls_pair_clear(&pair);
}

static void test_bad_networks(void) {
    unsigned n_repeated = 0;
    for (uint32_t seed = 1; seed <= 60; seed++) {
        DtlsPair pair;
        shake_hands(&pair, &(DtlsPairOptions){.lost_percent = seed % 3 * 15,
                                              .copied_percent = 30,
                                              .max_delay_ms = 80,
                                              .client.mtu_bytes = seed % 2 ? 256 : 1200,
                                              .seed = seed});
        dtls_pair_assert_keys(&pair, DTLS_PROFILE_AEAD_AES_128_GCM);
        n_repeated += pair.n_to_client > 2;
        dtls_pair_clear(&pair);
    }
    g_assert_cmpuint(n_repeated, >, 20);
}

/* The client's Finished arrived, ours did not: its repetition is answered (RFC 6347 §4.2.4). */
static void test_last_flight_lost(void) {
    DtlsPair pair;
    dtls_pair_init(&pair, &(DtlsPairOptions){0});
    for (unsigned i = 0; dtls_session_state(pair.session) == DTLS_STATE_HANDSHAKE; i++) {
        g_assert_cmpuint(i, <, 100);
        dtls_pair_run(&pair, 1);
    }
    g_assert_false(dtls_client_is_open(pair.client));
    g_ptr_array_set_size(pair.flying, 0);
    dtls_pair_run(&pair, 500);
    dtls_pair_assert_keys(&pair, DTLS_PROFILE_AEAD_AES_128_GCM);
    g_assert_cmpuint(pair.n_to_client, ==, 3);
    dtls_pair_clear(&pair);
}

/* Nobody answers: a bounded number of bounded datagrams, then one sentence. */
static void test_silent_peer(void) {
    DtlsPair pair;
    dtls_pair_init(&pair, &(DtlsPairOptions){0});
    dtls_pair_run(&pair, 2); /* the ClientHello arrives, our flight flies */
    g_assert_cmpuint(pair.n_to_client, ==, 1);
    pair.options.lost_percent = 100;
    g_ptr_array_set_size(pair.flying, 0);
    dtls_pair_run(&pair, 9000);
    g_assert_no_error(pair.error);
    dtls_pair_run(&pair, 1000);
    g_assert_error(pair.error, BASE_ERROR, ERROR_TIMEOUT);
    g_assert_cmpint(dtls_session_state(pair.session), ==, DTLS_STATE_FAILED);
    g_assert_cmpuint(pair.n_to_client, ==, DTLS_SESSION_MAX_RESENDS + 1);
    g_assert_cmpuint(pair.to_client_bytes, <, (DTLS_SESSION_MAX_RESENDS + 1) * 1000);
    dtls_pair_clear(&pair);
}

/* ---- refusals ---- */

static void assert_refused(DtlsPair *pair, ErrorCode code, const char *words) {
    g_assert_error(pair->error, BASE_ERROR, (gint)code);
    g_assert_nonnull(strstr(pair->error->message, words));
    g_assert_cmpint(dtls_session_state(pair->session), ==, DTLS_STATE_FAILED);
    g_assert_false(dtls_client_is_open(pair->client));
    g_assert_true(dtls_client_has_failed(pair->client)); /* it got an alert */
    DtlsKeys keys;
    g_assert_false(dtls_session_get_keys(pair->session, &keys, NULL));
    dtls_pair_clear(pair);
}

static void test_refusals(void) {
    DtlsFingerprint other = {.hash = DTLS_HASH_SHA256, .length = 32};
    static const struct {
        DtlsClientOptions client;
        bool has_other_fingerprint;
        ErrorCode code;
        const char *words;
    } ROWS[] = {
        {{0}, true, ERROR_UNAUTHENTICATED, "fingerprint"},
        {{.has_no_certificate = true}, false, ERROR_UNAUTHENTICATED, "no certificate"},
        {{.profiles = ""}, false, ERROR_UNSUPPORTED, "use_srtp"},
        {{.profiles = "SRTP_AES128_CM_SHA1_32"}, false, ERROR_UNSUPPORTED, "no SRTP profile"},
        {{.ciphers = "AES128-SHA"}, false, ERROR_UNSUPPORTED, "no cipher"},
        {{.version = DTLS1_VERSION, .ciphers = "ALL:@SECLEVEL=0"},
         false,
         ERROR_UNSUPPORTED,
         "DTLS 1.2"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        DtlsPair pair;
        shake_hands(&pair,
                    &(DtlsPairOptions){.client = ROWS[i].client,
                                       .expected = ROWS[i].has_other_fingerprint ? &other : NULL});
        assert_refused(&pair, ROWS[i].code, ROWS[i].words);
    }
}

/* ---- the end ---- */

static void test_client_closes(void) {
    DtlsPair pair;
    shake_hands(&pair, &(DtlsPairOptions){0});
    dtls_client_write(pair.client, "not for us");
    dtls_client_close(pair.client);
    dtls_pair_run(&pair, 100);
    g_assert_no_error(pair.error);
    g_assert_cmpint(dtls_session_state(pair.session), ==, DTLS_STATE_CLOSED);
    g_assert_true(dtls_client_is_closed(pair.client));
    dtls_pair_clear(&pair);
}

static void test_server_closes(void) {
    DtlsPair pair;
    shake_hands(&pair, &(DtlsPairOptions){0});
    dtls_session_close(pair.session);
    dtls_session_close(pair.session);
    dtls_pair_run(&pair, 100);
    g_assert_cmpint(dtls_session_state(pair.session), ==, DTLS_STATE_CLOSED);
    g_assert_true(dtls_client_is_closed(pair.client));
    dtls_pair_clear(&pair);
}

static void test_closed_in_the_middle(void) {
    for (unsigned ms = 0; ms < 6; ms++) {
        DtlsPair pair;
        dtls_pair_init(&pair, &(DtlsPairOptions){0});
        dtls_pair_run(&pair, ms);
        dtls_session_close(pair.session);
        dtls_pair_run(&pair, 100);
        g_assert_no_error(pair.error);
        g_assert_cmpint(dtls_session_state(pair.session), ==, DTLS_STATE_CLOSED);
        dtls_pair_clear(&pair);
    }
}

/* ---- hostile input ---- */

/* What is no record of DTLS leaves no trace. */
static void test_garbage(void) {
    g_autoptr(GRand) random = g_rand_new_with_seed(99);
    DtlsPair pair;
    dtls_pair_init(&pair, &(DtlsPairOptions){0});
    for (unsigned i = 0; i < 2000; i++) {
        uint8_t bytes[600];
        size_t n_bytes = (size_t)g_rand_int_range(random, 0, sizeof bytes);
        for (size_t k = 0; k < n_bytes; k++)
            bytes[k] = (uint8_t)g_rand_int(random);
        if (n_bytes > 0)
            bytes[0] = (uint8_t)(20 + i % 44); /* what the demultiplexer lets through */
        g_assert_true(dtls_session_receive(pair.session, bytes, n_bytes, &pair.error));
    }
    dtls_pair_run(&pair, HANDSHAKE_MS);
    dtls_pair_assert_keys(&pair, DTLS_PROFILE_AEAD_AES_128_GCM);
    dtls_pair_clear(&pair);
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dtls_session/profiles", test_profiles);
    g_test_add_func("/dtls_session/rsa_client", test_rsa_client);
    g_test_add_func("/dtls_session/one_datagram_a_flight", test_one_datagram_a_flight);
    g_test_add_func("/dtls_session/repeated_hello", test_repeated_hello);
    g_test_add_func("/dtls_session/hello_in_fragments", test_hello_in_fragments);
    g_test_add_func("/dtls_session/bad_networks", test_bad_networks);
    g_test_add_func("/dtls_session/last_flight_lost", test_last_flight_lost);
    g_test_add_func("/dtls_session/silent_peer", test_silent_peer);
    g_test_add_func("/dtls_session/refusals", test_refusals);
    g_test_add_func("/dtls_session/client_closes", test_client_closes);
    g_test_add_func("/dtls_session/server_closes", test_server_closes);
    g_test_add_func("/dtls_session/closed_in_the_middle", test_closed_in_the_middle);
    g_test_add_func("/dtls_session/garbage", test_garbage);
    return g_test_run();
}
