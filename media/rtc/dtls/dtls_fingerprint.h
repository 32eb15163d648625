/* A certificate's fingerprint as SDP's `a=fingerprint` carries it (RFC 8122 §5): the hash's name
 * and bytes in hexadecimal. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include <openssl/types.h>

/* RFC 8827 §6.5 asks for SHA-256. RFC 8122 §5 also names SHA-1 and SHA-224 (too weak today) and
 * forbids MD5: refused. */
typedef enum DtlsHash { DTLS_HASH_SHA256, DTLS_HASH_SHA384, DTLS_HASH_SHA512 } DtlsHash;

#define DTLS_FINGERPRINT_MAX_BYTES  64
#define DTLS_FINGERPRINT_TEXT_BYTES 200 /* "sha-512 ", 64 pairs with colons, NUL */

typedef struct DtlsFingerprint {
    DtlsHash hash;
    uint8_t length; /* bytes used: 32, 48 or 64 */
    uint8_t bytes[DTLS_FINGERPRINT_MAX_BYTES];
} DtlsFingerprint;

/* Reads "sha-256 AB:CD:…", the value of the attribute; the hash's name and the digits in any case.
 * ERROR_UNSUPPORTED: a hash that is not ours. ERROR_INVALID: not the form, not the hash's length.
 */
bool dtls_fingerprint_parse(const char *text, DtlsFingerprint *ret_fingerprint, GError **error);

/* The same form, digits in upper case, NUL at the end. */
void dtls_fingerprint_format(const DtlsFingerprint *fingerprint,
                             char ret_text[DTLS_FINGERPRINT_TEXT_BYTES]);

/* Over the certificate's DER form. False when OpenSSL fails. */
bool dtls_fingerprint_of(const X509 *certificate, DtlsHash hash, DtlsFingerprint *ret_fingerprint);

bool dtls_fingerprint_equals(const DtlsFingerprint *a, const DtlsFingerprint *b);
