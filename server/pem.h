/* PEM files: certificates and private keys on disk, with OpenSSL's failures as one sentence. */
#pragma once

#include <glib.h>
#include <openssl/x509.h>
#include <stdbool.h>

G_DEFINE_AUTOPTR_CLEANUP_FUNC(X509, X509_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(EVP_PKEY, EVP_PKEY_free)

#define PEM_MAX_BYTES 262144u /* a chain of a dozen certificates is 30 KiB */

/* All certificates of a file, at least one, in order; elements are X509. ERROR_NOT_FOUND when the
 * file is missing, ERROR_IO, ERROR_CONFIG when it holds no certificate. */
GPtrArray *pem_read_certificates(const char *path, GError **error);

/* ERROR_CONFIG when the key is encrypted or no key. */
EVP_PKEY *pem_read_key(const char *path, GError **error);

/* Durable and atomic: the file is there whole or not at all. Mode 0644. */
bool pem_write_certificate(const char *path, X509 *certificate, GError **error);
/* Mode 0600, not encrypted: the server must start unattended. */
bool pem_write_key(const char *path, EVP_PKEY *key, GError **error);

/* Sets ERROR_INTERNAL "what: OpenSSL's reason" and empties OpenSSL's error queue. */
void pem_set_openssl_error(GError **error, const char *what);
