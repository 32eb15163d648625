/* What a certificate file says, for people and for checks: names, dates, fingerprint, chain. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Certificate {
    char *subject;     /* common name, or the whole name when there is none */
    char *fingerprint; /* SHA-256 of the DER form, "AB:CD:…" */
    int64_t not_before_at_us, not_after_at_us;
    char **names; /* subjectAltName: host names and numeric addresses */
    bool is_ca;
    bool is_self_signed;
    unsigned n_chain; /* certificates in the file */
} Certificate;

/* The first certificate of a PEM file. */
Certificate *certificate_read(const char *path, GError **error);
void certificate_free(Certificate *certificate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Certificate, certificate_free)

/* RFC 6125 §6.4: exact, or "*." for one left-most label; numeric addresses by value. */
bool certificate_covers(const Certificate *certificate, const char *host);

/* ERROR_CONFIG when the key does not belong to the first certificate. */
bool certificate_check_key(const char *certificate_path, const char *key_path, GError **error);

/* Each certificate of the file signed by the next one, and the last by itself or by the first one
 * of `ca_path` (NULL: not known). ERROR_CONFIG says which link is broken or missing. */
bool certificate_check_chain(const char *certificate_path, const char *ca_path, GError **error);

/* "2027-12-24" (UTC). Caller frees. */
char *certificate_date(int64_t at_us);
