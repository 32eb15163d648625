#include "media/rtc/dtls/dtls_fingerprint.h"

#include <string.h>

#include "base/error.h"

/* RFC 8122 §5 has a certificate's SHA-256 in this form. */
#define PAIRS_16 "4A:AD:B9:B1:3F:82:18:3B:54:02:12:DF:3E:5D:49:6B"
#define PAIRS_32 PAIRS_16 ":" PAIRS_16
#define PAIRS_48 PAIRS_32 ":" PAIRS_16
#define PAIRS_64 PAIRS_32 ":" PAIRS_32

static void test_round_trip(void) {
    static const struct {
        const char *text;
        DtlsHash hash;
        unsigned length;
    } ROWS[] = {
        {"sha-256 " PAIRS_32, DTLS_HASH_SHA256, 32},
        {"sha-384 " PAIRS_48, DTLS_HASH_SHA384, 48},
        {"sha-512 " PAIRS_64, DTLS_HASH_SHA512, 64},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        DtlsFingerprint fingerprint, lower;
        g_assert_true(dtls_fingerprint_parse(ROWS[i].text, &fingerprint, NULL));
        g_assert_cmpint(fingerprint.hash, ==, ROWS[i].hash);
        g_assert_cmpuint(fingerprint.length, ==, ROWS[i].length);
        g_assert_cmpuint(fingerprint.bytes[1], ==, 0xAD);
        char text[DTLS_FINGERPRINT_TEXT_BYTES];
        dtls_fingerprint_format(&fingerprint, text);
        g_assert_cmpstr(text, ==, ROWS[i].text);

        g_autofree char *down = g_ascii_strdown(text, -1), *up = g_ascii_strup(text, -1);
        g_assert_true(dtls_fingerprint_parse(down, &lower, NULL));
        g_assert_true(dtls_fingerprint_equals(&lower, &fingerprint));
        g_assert_true(dtls_fingerprint_parse(up, &lower, NULL));
        lower.bytes[ROWS[i].length - 1] ^= 1;
        g_assert_false(dtls_fingerprint_equals(&lower, &fingerprint));
    }
}

static void test_malformed(void) {
    static const struct {
        const char *text;
        ErrorCode code;
    } ROWS[] = {
        {"", ERROR_UNSUPPORTED},
        {"sha-256", ERROR_UNSUPPORTED},
        {"sha-1 " PAIRS_16 ":00:00:00:00", ERROR_UNSUPPORTED},
        {"md5 " PAIRS_16, ERROR_UNSUPPORTED},
        {"\xff\xfe " PAIRS_32, ERROR_UNSUPPORTED},
        {"sha-256 ", ERROR_INVALID},
        {"sha-256  " PAIRS_32, ERROR_INVALID},
        {"sha-256 " PAIRS_16, ERROR_INVALID},
        {"sha-256 " PAIRS_32 ":", ERROR_INVALID},
        {"sha-256 " PAIRS_32 " ", ERROR_INVALID},
        {"sha-256 " PAIRS_48, ERROR_INVALID},
        {"sha-512 " PAIRS_32, ERROR_INVALID},
        {"sha-256 " PAIRS_16 "-" PAIRS_16, ERROR_INVALID},
        {"sha-256 G" PAIRS_32, ERROR_INVALID},
    };
    for (unsigned i = 0; i < G_N_ELEMENTS(ROWS); i++) {
        g_autoptr(GError) error = NULL;
        DtlsFingerprint fingerprint;
        g_assert_false(dtls_fingerprint_parse(ROWS[i].text, &fingerprint, &error));
        g_assert_error(error, BASE_ERROR, (gint)ROWS[i].code);
        g_assert_true(g_utf8_validate(error->message, -1, NULL));
    }
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dtls_fingerprint/round_trip", test_round_trip);
    g_test_add_func("/dtls_fingerprint/malformed", test_malformed);
    return g_test_run();
}
