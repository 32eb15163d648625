/* Key derivation: vectors of RFC 3711 B.3 and RFC 6188 §7, the exporter's block of RFC 5764. */
#include <string.h>

#include <glib.h>

#include "media/rtc/srtp/srtp_keys.h"
#include "srtp_bytes.h"

static void derive(const SrtpProfile *profile, const char *key, const char *salt, SrtpKeys *keys) {
    uint8_t master_key[SRTP_KEY_MAX_BYTES], master_salt[SRTP_SALT_MAX_BYTES];
    g_assert_cmpuint(srtp_bytes_read(key, master_key), ==, profile->key_bytes);
    g_assert_cmpuint(srtp_bytes_read(salt, master_salt), ==, profile->salt_bytes);
    g_assert_true(srtp_keys_derive(profile, master_key, master_salt, keys));
}

static void test_128(void) {
    SrtpKeys keys;
    derive(srtp_profile_find(SRTP_PROFILE_CM_80), "E1F97A0D3E018BE0D64FA32C06DE4139",
           "0EC675AD498AFEEBB6960B3AABE6", &keys);
    srtp_bytes_assert(keys.rtp.cipher, 16, "C61E7A93744F39EE10734AFE3FF7A087");
    srtp_bytes_assert(keys.rtp.salt, 14, "30CBBC08863D8C85D49DB34A9AE1");
    srtp_bytes_assert(keys.rtp.auth, 20, "CEBE321F6FF7716B6FD4AB49AF256A156D38BAA4");
    g_assert_cmpint(memcmp(keys.rtp.cipher, keys.rtcp.cipher, 16), !=, 0);
}

/* RFC 6188 §7.2 has counter mode's salt of 14 bytes, which no profile of ours combines with 256. */
static void test_256(void) {
    static const SrtpProfile profile = {0, "AES_256_CM", false, 32, 14, 10, 10};
    SrtpKeys keys;
    derive(&profile, "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6",
           "3b04803de51ee7c96423ab5b78d2", &keys);
    srtp_bytes_assert(keys.rtp.cipher, 32,
                      "5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4");
    srtp_bytes_assert(keys.rtp.salt, 14, "fa31791685ca444a9e07c6c64e93");
    srtp_bytes_assert(keys.rtp.auth, 20, "fd9c32d39ed5fbb5a9dc96b30818454d1313dc05");
}

/* client's key ‖ server's key ‖ client's salt ‖ server's salt */
static void test_export(void) {
    for (unsigned i = 0; i < N_SRTP_PROFILES; i++) {
        const SrtpProfile *profile = srtp_profile_at(i);
        uint8_t block[SRTP_EXPORT_MAX_BYTES];
        SrtpKeys client, server, expected;
        size_t length = srtp_keys_export_bytes(profile);
        SrtpRandom random = {42 + i};
        srtp_random_fill(&random, block, sizeof block);
        const uint8_t *salts = block + 2 * profile->key_bytes;

        g_assert_true(srtp_keys_from_export(profile, block, length, &client, &server));
        g_assert_true(srtp_keys_derive(profile, block, salts, &expected));
        g_assert_cmpmem(&client, sizeof client, &expected, sizeof expected);
        g_assert_true(srtp_keys_derive(profile, block + profile->key_bytes,
                                       salts + profile->salt_bytes, &expected));
        g_assert_cmpmem(&server, sizeof server, &expected, sizeof expected);

        g_assert_false(srtp_keys_from_export(profile, block, length - 1, &client, &server));
        g_assert_null(client.profile);
        g_assert_null(server.profile);
    }
}

static void test_profiles(void) {
    static const struct {
        unsigned id;
        size_t export_bytes;
        unsigned tag_bytes, rtcp_tag_bytes;
    } rows[] = {{1, 60, 10, 10}, {2, 60, 4, 10}, {7, 56, 16, 16}, {8, 88, 16, 16}};
    for (unsigned i = 0; i < G_N_ELEMENTS(rows); i++) {
        const SrtpProfile *profile = srtp_profile_find(rows[i].id);
        g_assert_nonnull(profile);
        g_assert_true(srtp_profile_at(srtp_profile_index(profile)) == profile);
        g_assert_cmpuint(srtp_keys_export_bytes(profile), ==, rows[i].export_bytes);
        g_assert_cmpuint(profile->tag_bytes, ==, rows[i].tag_bytes);
        g_assert_cmpuint(profile->rtcp_tag_bytes, ==, rows[i].rtcp_tag_bytes);
    }
    g_assert_null(srtp_profile_find(0));
    g_assert_null(srtp_profile_find(5)); /* SRTP_NULL_HMAC_SHA1_80 */
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/srtp-keys/rfc3711-b3", test_128);
    g_test_add_func("/srtp-keys/rfc6188-7-2", test_256);
    g_test_add_func("/srtp-keys/export", test_export);
    g_test_add_func("/srtp-keys/profiles", test_profiles);
    return g_test_run();
}
