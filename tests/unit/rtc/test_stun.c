/* Reading and proving, with the vectors of RFC 5769. */
#include "media/rtc/wire/stun.h"

#include <arpa/inet.h>
#include <string.h>

#include <glib.h>

#include "media/rtc/wire/wire_order.h"
#include "tests/support/stun_writer.h"

#define PASSWORD "VOkJxbRl1RmTxUk/WvJxBt" /* RFC 5769 §2 */

/* RFC 5769 §2.1, §2.2, §2.3, §2.4. */
#define VECTOR_REQUEST                                                                             \
    "000100582112a442b7e7a701bc34d686fa87dfae802200105354554e207465737420636c69656e74002400046e00" \
    "01ff80290008932ff9b151263b36000600096576746a3a68367659202020000800149aeaa70cbfd8cb56781ef2b5" \
    "b2d3f249c1b571a280280004e57a3bcf"
#define VECTOR_IPV4                                                                                \
    "0101003c2112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000080001a147e112" \
    "a643000800142b91f599fd9e90c38c7489f92af9ba53f06be7d780280004c07d4c96"
#define VECTOR_IPV6                                                                                \
    "010100482112a442b7e7a701bc34d686fa87dfae8022000b7465737420766563746f7220002000140002a1470113" \
    "a9faa5d3f179bc25f4b5bed2b9d900080014a382954e4be67bf11784c97c8292c275bfe3ed4180280004c8fb0b4c"
#define VECTOR_LONG_TERM                                                                           \
    "000100602112a44278ad3433c6ad72c029da412e00060012e3839ee38388e383aae38383e382afe382b900000015" \
    "001c662f2f3439396b39353464364f4c33346f4c394653547679363473410014000b6578616d706c652e6f726700" \
    "00080014f67024656dd64a3e02b8e0712e85c9a28ca89666"

static size_t unhex(const char *hex, uint8_t ret_bytes[STUN_WRITER_BYTES]) {
    size_t n = strlen(hex) / 2;
    for (size_t i = 0; i < n; i++)
        ret_bytes[i] =
            (uint8_t)(g_ascii_xdigit_value(hex[2 * i]) << 4 | g_ascii_xdigit_value(hex[2 * i + 1]));
    return n;
}

static bool verify(const StunMessage *message, const void *password, size_t length) {
    StunKey key;
    stun_hash_key(password, length, &key);
    bool is_right = stun_verify(message, &key);
    g_assert_true(is_right == stun_verify(message, &key));
    return is_right;
}

static void test_vector_request(void) {
    uint8_t bytes[STUN_WRITER_BYTES];
    size_t n = unhex(VECTOR_REQUEST, bytes);
    StunMessage message;
    g_assert_true(stun_parse(bytes, n, &message));
    g_assert_cmpint(message.class, ==, STUN_REQUEST);
    g_assert_cmpint(message.method, ==, STUN_METHOD_BINDING);
    g_assert_cmpmem(message.username, message.username_length, "evtj:h6vY", 9);
    g_assert_cmphex(message.priority, ==, 0x6e0001ff);
    g_assert_true(message.is_controlled && !message.is_controlling);
    g_assert_cmphex(message.tie_breaker, ==, 0x932ff9b151263b36);
    g_assert_true(message.has_fingerprint && !message.has_use_candidate);
    g_assert_cmpuint(message.n_unknown, ==, 0);
    g_assert_true(verify(&message, PASSWORD, strlen(PASSWORD)));
    g_assert_false(verify(&message, PASSWORD "x", strlen(PASSWORD) + 1));
}

static void check_mapped(const char *hex, int family, const char *address) {
    uint8_t bytes[STUN_WRITER_BYTES], plain[16];
    size_t n = unhex(hex, bytes);
    StunMessage message;
    char text[INET6_ADDRSTRLEN];
    g_assert_true(stun_parse(bytes, n, &message));
    g_assert_cmpint(message.class, ==, STUN_SUCCESS);
    g_assert_nonnull(message.mapped);
    g_assert_cmpuint(wire_order_get16(message.mapped + 2) ^ 0x2112, ==, 32853);
    for (unsigned i = 0; i < (family == AF_INET ? 4 : 16); i++)
        plain[i] = message.mapped[4 + i] ^ bytes[4 + i];
    g_assert_cmpstr(inet_ntop(family, plain, text, sizeof text), ==, address);
    g_assert_true(verify(&message, PASSWORD, strlen(PASSWORD)));
}

static void test_vector_answers(void) {
    check_mapped(VECTOR_IPV4, AF_INET, "192.0.2.1");
    check_mapped(VECTOR_IPV6, AF_INET6, "2001:db8:1234:5678:11:2233:4455:6677");
}

/* The key is MD5 of name, realm and password, RFC 8489 §9.2.2. */
static void test_vector_long_term(void) {
    uint8_t bytes[STUN_WRITER_BYTES], key[16];
    size_t n = unhex(VECTOR_LONG_TERM, bytes);
    gsize key_length = sizeof key;
    StunMessage message;
    g_autoptr(GChecksum) md5 = g_checksum_new(G_CHECKSUM_MD5);
    g_checksum_update(md5, (const guchar *)"マトリックス:example.org:TheMatrIX", -1);
    g_checksum_get_digest(md5, key, &key_length);
    g_assert_true(stun_parse(bytes, n, &message));
    g_assert_false(message.has_fingerprint);
    g_assert_true(verify(&message, key, sizeof key));
}

/* Each bit of the vector matters: before MESSAGE-INTEGRITY ends, nothing may be changed unseen. */
static void test_each_bit(void) {
    uint8_t bytes[STUN_WRITER_BYTES];
    size_t n = unhex(VECTOR_REQUEST, bytes);
    for (size_t bit = 0; bit < 8 * n; bit++) {
        StunMessage message;
        bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        if (stun_parse(bytes, n, &message)) /* the CRC sees any bit but those of its own name */
            g_assert_false(message.has_fingerprint);
        bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
    size_t without_crc = n - 8;
    wire_order_put16(bytes + 2, (uint16_t)(without_crc - STUN_HEADER_BYTES));
    for (size_t bit = 0; bit < 8 * without_crc; bit++) {
        StunMessage message;
        bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
        if (stun_parse(bytes, without_crc, &message))
            g_assert_false(verify(&message, PASSWORD, strlen(PASSWORD)));
        bytes[bit / 8] ^= (uint8_t)(1u << (bit % 8));
    }
}

static void test_cut_anywhere(void) {
    uint8_t bytes[STUN_WRITER_BYTES];
    size_t n = unhex(VECTOR_REQUEST, bytes);
    for (size_t length = 0; length < n; length++) {
        StunMessage message;
        g_autofree uint8_t *cut = g_memdup2(bytes, MAX(length, 1));
        g_assert_false(stun_parse(cut, length, &message));
        if (length >= STUN_HEADER_BYTES) {
            wire_order_put16(cut + 2, (uint16_t)(length - STUN_HEADER_BYTES));
            (void)stun_parse(cut, length, &message); /* must not read behind the end */
        }
    }
}

static void test_refuses(void) {
    static const struct {
        const char *what, *hex;
    } CASES[] = {
        {"first bits", "400100002112a442000000000000000000000000"},
        {"cookie", "000100002112a443000000000000000000000000"},
        {"length not a multiple of 4", "000100022112a4420000000000000000000000000000"},
        {"length too large", "000100042112a442000000000000000000000000"},
        {"value beyond the end", "000100042112a44200000000000000000000000000060001"},
        {"short priority", "000100082112a4420000000000000000000000000024000201020000"},
        {"value in a flag", "000100082112a4420000000000000000000000000025000101000000"},
        {"address of no family",
         "0101000c2112a44200000000000000000000000000200008000300000000000000"},
        {"IPv6 in 8 bytes", "0101000c2112a4420000000000000000000000000020000800020000000000"
                            "00"},
        {"error of class 7", "011100082112a4420000000000000000000000000009000400000700"},
        {"fingerprint in front",
         "000100102112a4420000000000000000000000008028000400000000002500008022"
         "0000"},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        uint8_t bytes[STUN_WRITER_BYTES];
        StunMessage message;
        g_test_message("%s", CASES[i].what);
        g_assert_false(stun_parse(bytes, unhex(CASES[i].hex, bytes), &message));
    }
}

static void test_limits(void) {
    StunWriter writer;
    StunMessage message;
    for (unsigned n = STUN_MAX_ATTRIBUTES; n <= STUN_MAX_ATTRIBUTES + 1; n++) {
        stun_writer_begin(&writer, 0x0001);
        for (unsigned i = 0; i < n; i++)
            stun_writer_add(&writer, (uint16_t)(0x7f00 + i), NULL, 0);
        stun_writer_end(&writer);
        g_assert_true(stun_parse(writer.bytes, writer.n, &message) == (n == STUN_MAX_ATTRIBUTES));
    }
    g_assert_cmpuint(message.n_unknown, ==, STUN_MAX_ATTRIBUTES);
    g_assert_cmphex(message.unknown[STUN_MAX_UNKNOWN - 1], ==, 0x7f00 + STUN_MAX_UNKNOWN - 1);
    for (size_t value = STUN_MAX_BYTES - 24; value <= STUN_MAX_BYTES - 20; value += 4) {
        uint8_t filler[STUN_MAX_BYTES] = {0};
        stun_writer_begin(&writer, 0x0001);
        stun_writer_add(&writer, 0x8022, filler, value);
        stun_writer_end(&writer);
        g_assert_true(stun_parse(writer.bytes, writer.n, &message) == (writer.n <= STUN_MAX_BYTES));
    }
}

/* What lies behind MESSAGE-INTEGRITY anybody may have added; of repeated attributes the first
 * counts. */
static void test_what_is_believed(void) {
    StunWriter writer;
    StunMessage message;
    stun_writer_begin(&writer, 0x0001);
    stun_writer_add(&writer, STUN_USERNAME, "ours:theirs", 11);
    stun_writer_add(&writer, STUN_USERNAME, "else", 4);
    stun_writer_add_number(&writer, STUN_PRIORITY, 1, 4);
    stun_writer_add_number(&writer, STUN_PRIORITY, 2, 4);
    stun_writer_add_integrity(&writer, PASSWORD);
    stun_writer_add(&writer, STUN_USE_CANDIDATE, NULL, 0);
    stun_writer_add(&writer, 0x7fff, NULL, 0);
    stun_writer_add_number(&writer, STUN_ICE_CONTROLLED, 1, 8);
    stun_writer_add_fingerprint(&writer);
    g_assert_true(stun_parse(writer.bytes, writer.n, &message));
    g_assert_cmpmem(message.username, message.username_length, "ours:theirs", 11);
    g_assert_cmpuint(message.priority, ==, 1);
    g_assert_false(message.has_use_candidate || message.is_controlled);
    g_assert_cmpuint(message.n_unknown, ==, 0);
    g_assert_true(verify(&message, PASSWORD, strlen(PASSWORD)));
}

static void test_classes(void) {
    static const struct {
        uint16_t type;
        StunClass class;
        uint16_t method;
    } CASES[] = {
        {0x0001, STUN_REQUEST, 1},     {0x0011, STUN_INDICATION, 1}, {0x0101, STUN_SUCCESS, 1},
        {0x0111, STUN_ERROR, 1},       {0x0003, STUN_REQUEST, 3},    {0x0016, STUN_INDICATION, 6},
        {0x3eef, STUN_REQUEST, 0xfff},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(CASES); i++) {
        StunWriter writer;
        StunMessage message;
        stun_writer_begin(&writer, CASES[i].type);
        g_assert_true(stun_parse(writer.bytes, writer.n, &message));
        g_assert_cmpint(message.class, ==, CASES[i].class);
        g_assert_cmphex(message.method, ==, CASES[i].method);
    }
}

/* RFC 2202 §3: keys shorter and longer than a block. */
static void test_hmac_vectors(void) {
    StunKey key;
    uint8_t long_key[80], mac[STUN_MAC_BYTES], wanted[STUN_WRITER_BYTES];
    StunSpan spans[] = {{"what do ya want ", 16}, {"for nothing?", 12}};
    stun_hash_key("Jefe", 4, &key);
    stun_hash_mac(&key, spans, 2, mac);
    (void)unhex("effcdf6ae5eb2fa2d27416d5f184df9c259a7c79", wanted);
    g_assert_cmpmem(mac, sizeof mac, wanted, sizeof mac);
    memset(long_key, 0xaa, sizeof long_key);
    StunSpan larger = {"Test Using Larger Than Block-Size Key - Hash Key First", 54};
    stun_hash_key(long_key, sizeof long_key, &key);
    stun_hash_mac(&key, &larger, 1, mac);
    (void)unhex("aa4ae5e15272d00e95705637ce8a3b55ed402112", wanted);
    g_assert_cmpmem(mac, sizeof mac, wanted, sizeof mac);
}

int main(int argc, char **argv) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/stun/vector_request", test_vector_request);
    g_test_add_func("/stun/vector_answers", test_vector_answers);
    g_test_add_func("/stun/vector_long_term", test_vector_long_term);
    g_test_add_func("/stun/each_bit", test_each_bit);
    g_test_add_func("/stun/cut_anywhere", test_cut_anywhere);
    g_test_add_func("/stun/refuses", test_refuses);
    g_test_add_func("/stun/limits", test_limits);
    g_test_add_func("/stun/what_is_believed", test_what_is_believed);
    g_test_add_func("/stun/classes", test_classes);
    g_test_add_func("/stun/hmac_vectors", test_hmac_vectors);
    return g_test_run();
}
