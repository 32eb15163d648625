/* The server's own certificate for DTLS: self-signed, ECDSA on P-256 (RFC 8827 §6.5), made in
 * memory and never stored. A peer trusts it by the fingerprint in the answer (RFC 8122 §5), so it
 * names nobody and a handshake must use the identity whose fingerprint its answer carried.
 *
 * Immutable; references may be taken and given back on any thread. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include <openssl/types.h>

#define DTLS_IDENTITY_DAYS       30
#define DTLS_IDENTITY_RENEW_DAYS 7 /* so many days before its end it is replaced */

typedef struct DtlsIdentity DtlsIdentity;

/* Valid from a day before `now_us` (wall clock) for peers whose clocks are late. NULL and
 * ERROR_INTERNAL when OpenSSL fails. */
DtlsIdentity *dtls_identity_new(int64_t now_us, GError **error);
DtlsIdentity *dtls_identity_ref(DtlsIdentity *identity);
void dtls_identity_unref(DtlsIdentity *identity);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(DtlsIdentity, dtls_identity_unref)

/* Also true when the clock has gone back to before it was made. */
bool dtls_identity_is_due(const DtlsIdentity *identity, int64_t now_us);

/* "sha-256 AB:CD:…" for `a=fingerprint`. Borrowed. */
const char *dtls_identity_fingerprint(const DtlsIdentity *identity);

/* For sessions; borrowed. */
X509 *dtls_identity_certificate(const DtlsIdentity *identity);
EVP_PKEY *dtls_identity_key(const DtlsIdentity *identity);
