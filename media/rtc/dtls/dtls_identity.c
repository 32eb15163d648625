#include "media/rtc/dtls/dtls_identity.h"

#include <time.h>

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/clock.h"
#include "base/error.h"
#include "media/rtc/dtls/dtls_fingerprint.h"

#define DAY_S       INT64_C(86400)
#define DAY_US      (DAY_S * CLOCK_US_PER_S)
#define SERIAL_BITS 64 /* random: browsers may compare serials of one issuer's certificates */

struct DtlsIdentity {
    X509 *certificate;
    EVP_PKEY *key;
    int64_t made_at_us, ends_at_us;
    char fingerprint[DTLS_FINGERPRINT_TEXT_BYTES];
};

static bool set_serial(X509 *certificate) {
    BIGNUM *number = BN_new();
    bool ok = number && BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) == 1 &&
              BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate));
    BN_free(number);
    return ok;
}

static bool set_dates(X509 *certificate, int64_t now_us, int64_t ends_at_us) {
    time_t from = (time_t)(now_us / CLOCK_US_PER_S - DAY_S);
    time_t until = (time_t)(ends_at_us / CLOCK_US_PER_S);
    return ASN1_TIME_set(X509_getm_notBefore(certificate), from) &&
           ASN1_TIME_set(X509_getm_notAfter(certificate), until);
}

static bool set_name(X509 *certificate) {
    X509_NAME *name = X509_get_subject_name(certificate);
    return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"WebRTC", -1,
                                      -1, 0) == 1 &&
           X509_set_issuer_name(certificate, name) == 1;
}

static bool fill(DtlsIdentity *identity, int64_t now_us) {
    identity->key = EVP_EC_gen("P-256");
    identity->certificate = X509_new();
    X509 *certificate = identity->certificate;
    DtlsFingerprint fingerprint;
    if (!identity->key || !certificate || X509_set_version(certificate, X509_VERSION_3) != 1 ||
        !set_serial(certificate) || !set_dates(certificate, now_us, identity->ends_at_us) ||
        !set_name(certificate) || X509_set_pubkey(certificate, identity->key) != 1 ||
        X509_sign(certificate, identity->key, EVP_sha256()) == 0 ||
        !dtls_fingerprint_of(certificate, DTLS_HASH_SHA256, &fingerprint))
        return false;
    dtls_fingerprint_format(&fingerprint, identity->fingerprint);
    return true;
}

static void clear(void *data) {
    DtlsIdentity *identity = data;
    X509_free(identity->certificate);
    EVP_PKEY_free(identity->key);
}

DtlsIdentity *dtls_identity_new(int64_t now_us, GError **error) {
    DtlsIdentity *identity = g_atomic_rc_box_new0(DtlsIdentity);
    identity->made_at_us = now_us;
    identity->ends_at_us = now_us + DTLS_IDENTITY_DAYS * DAY_US;
    if (fill(identity, now_us))
        return identity;
    const char *reason = ERR_reason_error_string(ERR_get_error());
    g_set_error(error, BASE_ERROR, ERROR_INTERNAL, "cannot make a certificate for DTLS: %s",
                reason ? reason : "unknown reason");
    ERR_clear_error();
    dtls_identity_unref(identity);
    return NULL;
}

DtlsIdentity *dtls_identity_ref(DtlsIdentity *identity) {
    return g_atomic_rc_box_acquire(identity);
}

void dtls_identity_unref(DtlsIdentity *identity) {
    if (identity)
        g_atomic_rc_box_release_full(identity, clear);
}

bool dtls_identity_is_due(const DtlsIdentity *identity, int64_t now_us) {
    return now_us < identity->made_at_us ||
           now_us >= identity->ends_at_us - DTLS_IDENTITY_RENEW_DAYS * DAY_US;
}

const char *dtls_identity_fingerprint(const DtlsIdentity *identity) {
    return identity->fingerprint;
}

X509 *dtls_identity_certificate(const DtlsIdentity *identity) {
    return identity->certificate;
}

EVP_PKEY *dtls_identity_key(const DtlsIdentity *identity) {
    return identity->key;
}
