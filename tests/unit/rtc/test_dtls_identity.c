#include "media/rtc/dtls/dtls_identity.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/clock.h"
#include "media/rtc/dtls/dtls_fingerprint.h"

#define DAY_US (INT64_C(86400) * CLOCK_US_PER_S)

static void test_certificate(void) {
    int64_t now_us = clock_wall_us();
    g_autoptr(DtlsIdentity) identity = dtls_identity_new(now_us, NULL);
    X509 *certificate = dtls_identity_certificate(identity);
    EVP_PKEY *key = dtls_identity_key(identity);
    char group[32];
    g_assert_cmpint(EVP_PKEY_get_group_name(key, group, sizeof group, NULL), ==, 1);
    g_assert_cmpstr(group, ==, "prime256v1");
    g_assert_cmpint(X509_verify(certificate, key), ==, 1);
    g_assert_cmpint(X509_check_private_key(certificate, key), ==, 1);
    time_t last = (time_t)(now_us / CLOCK_US_PER_S) + DTLS_IDENTITY_DAYS * 86400;
    time_t after = last + 1, before = last - 1;
    g_assert_cmpint(X509_cmp_time(X509_get0_notBefore(certificate), NULL), <, 0);
    g_assert_cmpint(X509_cmp_time(X509_get0_notAfter(certificate), &before), >, 0);
    g_assert_cmpint(X509_cmp_time(X509_get0_notAfter(certificate), &after), <, 0);

    DtlsFingerprint told, real;
    g_assert_true(dtls_fingerprint_parse(dtls_identity_fingerprint(identity), &told, NULL));
    g_assert_true(dtls_fingerprint_of(certificate, DTLS_HASH_SHA256, &real));
    g_assert_true(dtls_fingerprint_equals(&told, &real));
}

static void test_two_differ(void) {
    g_autoptr(DtlsIdentity) one = dtls_identity_new(0, NULL), two = dtls_identity_new(0, NULL);
    g_assert_cmpstr(dtls_identity_fingerprint(one), !=, dtls_identity_fingerprint(two));
    g_assert_cmpint(ASN1_INTEGER_cmp(X509_get_serialNumber(dtls_identity_certificate(one)),
                                     X509_get_serialNumber(dtls_identity_certificate(two))),
                    !=, 0);
}

static void test_due(void) {
    int64_t now_us = clock_wall_us();
    int64_t due_us = now_us + (DTLS_IDENTITY_DAYS - DTLS_IDENTITY_RENEW_DAYS) * DAY_US;
    g_autoptr(DtlsIdentity) identity = dtls_identity_new(now_us, NULL);
    g_assert_false(dtls_identity_is_due(identity, now_us));
    g_assert_false(dtls_identity_is_due(identity, due_us - 1));
    g_assert_true(dtls_identity_is_due(identity, due_us));
    g_assert_true(dtls_identity_is_due(identity, now_us - 1));
}

int main(int argc, char *argv[]) {
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/dtls_identity/certificate", test_certificate);
    g_test_add_func("/dtls_identity/two_differ", test_two_differ);
    g_test_add_func("/dtls_identity/due", test_due);
    return g_test_run();
}
