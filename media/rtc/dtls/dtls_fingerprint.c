#include "media/rtc/dtls/dtls_fingerprint.h"

#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509.h>

#include "base/error.h"

#define SHOWN_CHARS 40 /* of a foreign text in a message */

static const struct {
    const char *name; /* with the space that ends it */
    uint8_t length;
    const EVP_MD *(*digest)(void);
} HASHES[] = {
    [DTLS_HASH_SHA256] = {"sha-256 ", 32, EVP_sha256},
    [DTLS_HASH_SHA384] = {"sha-384 ", 48, EVP_sha384},
    [DTLS_HASH_SHA512] = {"sha-512 ", 64, EVP_sha512},
};

static bool fail(const char *text, ErrorCode code, const char *reason, GError **error) {
    g_autofree char *valid = g_utf8_make_valid(text, (gssize)strnlen(text, SHOWN_CHARS));
    g_set_error(error, BASE_ERROR, code, "cannot use the fingerprint '%s': %s", valid, reason);
    return false;
}

/* Pairs of digits with colons between them, as many as the hash has bytes, and nothing after them.
 */
static bool read_pairs(const char *at, uint8_t n_bytes, uint8_t *ret_bytes) {
    for (unsigned i = 0; i < n_bytes; i++, at += 3) {
        char end = i + 1 < n_bytes ? ':' : '\0';
        if (!g_ascii_isxdigit(at[0]) || !g_ascii_isxdigit(at[1]) || at[2] != end)
            return false;
        ret_bytes[i] = (uint8_t)(g_ascii_xdigit_value(at[0]) << 4 | g_ascii_xdigit_value(at[1]));
    }
    return true;
}

bool dtls_fingerprint_parse(const char *text, DtlsFingerprint *ret_fingerprint, GError **error) {
    for (unsigned i = 0; i < G_N_ELEMENTS(HASHES); i++) {
        size_t n_name = strlen(HASHES[i].name);
        if (g_ascii_strncasecmp(text, HASHES[i].name, n_name) != 0)
            continue;
        DtlsFingerprint found = {.hash = (DtlsHash)i, .length = HASHES[i].length};
        if (!read_pairs(text + n_name, found.length, found.bytes))
            return fail(text, ERROR_INVALID, "pairs of digits with colons are expected", error);
        *ret_fingerprint = found;
        return true;
    }
    return fail(text, ERROR_UNSUPPORTED, "the hash is none of sha-256, sha-384, sha-512", error);
}

void dtls_fingerprint_format(const DtlsFingerprint *fingerprint,
                             char ret_text[DTLS_FINGERPRINT_TEXT_BYTES]) {
    static const char DIGITS[] = "0123456789ABCDEF";
    char *at = g_stpcpy(ret_text, HASHES[fingerprint->hash].name);
    for (unsigned i = 0; i < fingerprint->length; i++) {
        if (i > 0)
            *at++ = ':';
        *at++ = DIGITS[fingerprint->bytes[i] >> 4];
        *at++ = DIGITS[fingerprint->bytes[i] & 15];
    }
    *at = '\0';
}

bool dtls_fingerprint_of(const X509 *certificate, DtlsHash hash, DtlsFingerprint *ret_fingerprint) {
    DtlsFingerprint made = {.hash = hash, .length = HASHES[hash].length};
    unsigned n_bytes;
    if (X509_digest(certificate, HASHES[hash].digest(), made.bytes, &n_bytes) != 1)
        return false;
    *ret_fingerprint = made;
    return true;
}

bool dtls_fingerprint_equals(const DtlsFingerprint *a, const DtlsFingerprint *b) {
    return a->hash == b->hash && a->length == b->length &&
           memcmp(a->bytes, b->bytes, a->length) == 0;
}
