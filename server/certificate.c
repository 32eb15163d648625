#include "server/certificate.h"

#include <arpa/inet.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "base/error.h"
#include "server/pem.h"

static char *common_name(X509 *x509) {
    X509_NAME *name = X509_get_subject_name(x509);
    int index = X509_NAME_get_index_by_NID(name, NID_commonName, -1);
    unsigned char *utf8 = NULL;
    if (index >= 0 && ASN1_STRING_to_UTF8(
                          &utf8, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, index))) >= 0) {
        char *copy = g_utf8_make_valid((const char *)utf8, -1);
        OPENSSL_free(utf8);
        return copy;
    }
    char line[256];
    X509_NAME_oneline(name, line, sizeof line);
    return g_utf8_make_valid(line, -1);
}

static char *fingerprint(X509 *x509) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned length = 0;
    X509_digest(x509, EVP_sha256(), digest, &length);
    GString *out = g_string_sized_new((gsize)length * 3);
    for (unsigned i = 0; i < length; i++)
        g_string_append_printf(out, "%s%02X", i ? ":" : "", digest[i]);
    return g_string_free(out, FALSE);
}

static int64_t time_us(const ASN1_TIME *time) {
    struct tm utc = {0};
    if (!ASN1_TIME_to_tm(time, &utc))
        return 0;
    return (int64_t)timegm(&utc) * CLOCK_US_PER_S;
}

static char *name_text(const GENERAL_NAME *name) {
    char text[INET6_ADDRSTRLEN];
    int type = 0;
    const ASN1_STRING *value = GENERAL_NAME_get0_value(name, &type);
    const unsigned char *bytes =
        type == GEN_DNS || type == GEN_IPADD ? ASN1_STRING_get0_data(value) : NULL;
    int length = bytes ? ASN1_STRING_length(value) : 0;
    if (type == GEN_DNS && memchr(bytes, '\0', (size_t)length) == NULL)
        return g_strndup((const char *)bytes, (gsize)length);
    if (type == GEN_IPADD && length == 4)
        return g_strdup(inet_ntop(AF_INET, bytes, text, sizeof text));
    if (type == GEN_IPADD && length == 16)
        return g_strdup(inet_ntop(AF_INET6, bytes, text, sizeof text));
    return NULL;
}

static char **alternative_names(X509 *x509) {
    g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
    GENERAL_NAMES *list = X509_get_ext_d2i(x509, NID_subject_alt_name, NULL, NULL);
    for (int i = 0; i < sk_GENERAL_NAME_num(list); i++) {
        g_autofree char *text = name_text(sk_GENERAL_NAME_value(list, i));
        if (text)
            g_strv_builder_add(builder, text);
    }
    GENERAL_NAMES_free(list);
    return g_strv_builder_end(builder);
}

Certificate *certificate_read(const char *path, GError **error) {
    g_autoptr(GPtrArray) list = pem_read_certificates(path, error);
    if (!list)
        return NULL;
    X509 *x509 = g_ptr_array_index(list, 0);
    Certificate *certificate = g_new0(Certificate, 1);
    certificate->subject = common_name(x509);
    certificate->fingerprint = fingerprint(x509);
    certificate->not_before_at_us = time_us(X509_get0_notBefore(x509));
    certificate->not_after_at_us = time_us(X509_get0_notAfter(x509));
    certificate->names = alternative_names(x509);
    certificate->is_ca = X509_check_ca(x509) == 1;
    certificate->is_self_signed = (X509_get_extension_flags(x509) & EXFLAG_SS) != 0;
    certificate->n_chain = list->len;
    return certificate;
}

void certificate_free(Certificate *certificate) {
    if (!certificate)
        return;
    g_free(certificate->subject);
    g_free(certificate->fingerprint);
    g_strfreev(certificate->names);
    g_free(certificate);
}

static bool same_address(const char *one, const char *other) {
    unsigned char a[16], b[16];
    int family = strchr(one, ':') ? AF_INET6 : AF_INET;
    return inet_pton(family, one, a) == 1 && inet_pton(family, other, b) == 1 &&
           memcmp(a, b, family == AF_INET6 ? 16 : 4) == 0;
}

static bool name_matches(const char *name, const char *host) {
    if (g_ascii_strcasecmp(name, host) == 0 || same_address(name, host))
        return true;
    const char *dot = strchr(host, '.');
    return g_str_has_prefix(name, "*.") && dot && dot != host && !g_hostname_is_ip_address(host) &&
           g_ascii_strcasecmp(name + 1, dot) == 0;
}

bool certificate_covers(const Certificate *certificate, const char *host) {
    for (unsigned i = 0; certificate->names[i]; i++)
        if (name_matches(certificate->names[i], host))
            return true;
    return false;
}

bool certificate_check_key(const char *certificate_path, const char *key_path, GError **error) {
    g_autoptr(GPtrArray) list = pem_read_certificates(certificate_path, error);
    g_autoptr(EVP_PKEY) key = list ? pem_read_key(key_path, error) : NULL;
    if (!key)
        return false;
    if (EVP_PKEY_eq(X509_get0_pubkey(g_ptr_array_index(list, 0)), key) == 1)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                "cannot use '%s' with '%s': the key belongs to another certificate", key_path,
                certificate_path);
    return false;
}

static bool is_signed_by(X509 *one, X509 *issuer) {
    return X509_check_issued(issuer, one) == X509_V_OK &&
           X509_verify(one, X509_get0_pubkey(issuer)) == 1;
}

static bool check_last(X509 *last, const char *path, const char *ca_path, GError **error) {
    if (is_signed_by(last, last))
        return true;
    g_autoptr(GPtrArray) ca = ca_path ? pem_read_certificates(ca_path, NULL) : NULL;
    if (ca && is_signed_by(last, g_ptr_array_index(ca, 0)))
        return true;
    /* The root itself is rarely sent: with an intermediate in the file the chain is complete. */
    if (X509_check_ca(last) == 1)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                "'%s' lacks the intermediate certificate of its issuer; append it to the file",
                path);
    return false;
}

bool certificate_check_chain(const char *certificate_path, const char *ca_path, GError **error) {
    g_autoptr(GPtrArray) list = pem_read_certificates(certificate_path, error);
    if (!list)
        return false;
    for (unsigned i = 0; i + 1 < list->len; i++) {
        if (is_signed_by(g_ptr_array_index(list, i), g_ptr_array_index(list, i + 1)))
            continue;
        g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                    "'%s' is in the wrong order: certificate %u is not signed by the next one",
                    certificate_path, i + 1);
        return false;
    }
    return check_last(g_ptr_array_index(list, list->len - 1), certificate_path, ca_path, error);
}

char *certificate_date(int64_t at_us) {
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(at_us / CLOCK_US_PER_S);
    return date ? g_date_time_format(date, "%Y-%m-%d") : g_strdup("?");
}
