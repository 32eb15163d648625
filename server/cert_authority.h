/* The county's own certificate authority, and the server certificate it signs: for networks without
 * a public domain. Files in DATA/tls/: ca.crt, ca.key, server.crt, server.key. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/cert_paths.h"

#define CERT_AUTHORITY_DAYS       3653 /* ten years: people install it once */
#define CERT_AUTHORITY_LEAF_DAYS  396  /* browsers refuse more than 398 from public issuers */
#define CERT_AUTHORITY_RENEW_DAYS 30   /* before its end a server certificate is renewed */
#define CERT_AUTHORITY_MAX_NAMES  64

typedef enum CertReplace { CERT_KEEP, CERT_REPLACE } CertReplace;

/* Makes the authority: ECDSA P-256. With CERT_KEEP an existing one is ERROR_CONFLICT, also when
 * only its key is left. The folder is made (0700). */
bool cert_authority_make(const CertPaths *paths, const char *name, CertReplace replace,
                         GError **error);

/* Signs a new server certificate with a new key for host names and numeric addresses (`names`, at
 * least one). Replaces the old pair: the key first, so that a crash between the two is seen as a
 * mismatch and mended by the next call. */
bool cert_authority_issue(const CertPaths *paths, const char *const *names, GError **error);

/* A host name (also "*.example.cn", international ones become punycode) or a numeric address;
 * ERROR_CONFIG for others. Caller frees. */
char *cert_authority_clean_name(const char *name, GError **error);

/* Why a new server certificate is due at `now_us`, in plain words; NULL when it is not. */
char *cert_authority_renewal_reason(const CertPaths *paths, const char *const *names,
                                    int64_t now_us);
