#include "server/cert_authority.h"

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "base/clock.h"
#include "base/error.h"
#include "server/certificate.h"
#include "server/pem.h"

#define COMMON_NAME_MAX_CHARS 64    /* RFC 5280 appendix A, ub-common-name */
#define CA_SUFFIX_CHARS       14    /* " CA 2026-11-21" */
#define BACKDATE_S            86400 /* clients whose clocks are a little late */
#define SERIAL_BITS           159   /* RFC 5280 §4.1.2.2: positive, at most 20 bytes */
#define DAY_S                 INT64_C(86400)
#define DNS_MAX_BYTES         253

static bool make_folder(const CertPaths *paths, GError **error) {
    if (g_mkdir_with_parents(paths->directory, 0700) == 0)
        return true;
    int saved_errno = errno;
    g_set_error(error, BASE_ERROR, ERROR_IO, "cannot make folder '%s': %s", paths->directory,
                g_strerror(saved_errno));
    return false;
}

/* ---- building a certificate ---- */

static bool add_extension(X509 *x509, X509 *issuer, int nid, const char *value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, x509, NULL, NULL, 0);
    X509_EXTENSION *extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
    bool ok = extension && X509_add_ext(x509, extension, -1);
    X509_EXTENSION_free(extension);
    return ok;
}

static bool set_serial(X509 *x509) {
    BIGNUM *number = BN_new();
    bool ok = number && BN_rand(number, SERIAL_BITS, BN_RAND_TOP_ONE, BN_RAND_BOTTOM_ANY) &&
              BN_to_ASN1_INTEGER(number, X509_get_serialNumber(x509));
    BN_free(number);
    return ok;
}

static bool set_dates(X509 *x509, int64_t days) {
    time_t now = (time_t)(clock_wall_us() / CLOCK_US_PER_S);
    return ASN1_TIME_set(X509_getm_notBefore(x509), now - BACKDATE_S) &&
           ASN1_TIME_set(X509_getm_notAfter(x509), now - BACKDATE_S + (time_t)(days * DAY_S));
}

static char *cut_chars(const char *text, glong max_chars) {
    return g_utf8_substring(text, 0, MIN(max_chars, g_utf8_strlen(text, -1)));
}

static bool set_name(X509_NAME *name, const char *text) {
    g_autofree char *cut = cut_chars(text, COMMON_NAME_MAX_CHARS);
    return X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8,
                                      (const unsigned char *)cut, -1, -1, 0);
}

/* Version 3, serial, dates, subject and public key; extensions and signature follow. */
static X509 *begin(const char *subject, int64_t days, EVP_PKEY *key) {
    X509 *x509 = X509_new();
    if (x509 && X509_set_version(x509, X509_VERSION_3) && set_serial(x509) &&
        set_dates(x509, days) && set_name(X509_get_subject_name(x509), subject) &&
        X509_set_pubkey(x509, key))
        return x509;
    X509_free(x509);
    return NULL;
}

static X509 *build_authority(const char *name, EVP_PKEY *key) {
    g_autofree char *today = certificate_date(clock_wall_us());
    /* The date tells two authorities of one county apart in a list of installed certificates. */
    g_autofree char *cut = cut_chars(name, COMMON_NAME_MAX_CHARS - CA_SUFFIX_CHARS);
    g_autofree char *subject = g_strdup_printf("%s CA %s", cut, today);
    g_autoptr(X509) x509 = begin(subject, CERT_AUTHORITY_DAYS, key);
    /* No name constraints: the county's addresses change more often than people can install a new
     * authority. pathlen:0: it signs servers only. */
    bool ok = x509 && X509_set_issuer_name(x509, X509_get_subject_name(x509)) &&
              add_extension(x509, x509, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
              add_extension(x509, x509, NID_key_usage, "critical,keyCertSign,cRLSign") &&
              add_extension(x509, x509, NID_subject_key_identifier, "hash") &&
              X509_sign(x509, key, EVP_sha256());
    return ok ? g_steal_pointer(&x509) : NULL;
}

static GENERAL_NAME *general_name(const char *name) {
    unsigned char bytes[16];
    int family = strchr(name, ':') ? AF_INET6 : AF_INET;
    bool is_address = inet_pton(family, name, bytes) == 1;
    GENERAL_NAME *general = GENERAL_NAME_new();
    ASN1_STRING *value = is_address ? ASN1_OCTET_STRING_new() : ASN1_IA5STRING_new();
    if (is_address)
        ASN1_STRING_set(value, bytes, family == AF_INET6 ? 16 : 4);
    else
        ASN1_STRING_set(value, name, -1);
    GENERAL_NAME_set0_value(general, is_address ? GEN_IPADD : GEN_DNS, value);
    return general;
}

static bool add_names(X509 *x509, const char *const *names) {
    GENERAL_NAMES *list = GENERAL_NAMES_new();
    for (unsigned i = 0; names[i]; i++)
        sk_GENERAL_NAME_push(list, general_name(names[i]));
    bool ok = X509_add1_ext_i2d(x509, NID_subject_alt_name, list, 0, X509V3_ADD_DEFAULT) == 1;
    GENERAL_NAMES_free(list);
    return ok;
}

static X509 *build_leaf(const char *const *names, EVP_PKEY *key, X509 *ca, EVP_PKEY *ca_key) {
    g_autoptr(X509) x509 = begin(names[0], CERT_AUTHORITY_LEAF_DAYS, key);
    bool ok = x509 && X509_set_issuer_name(x509, X509_get_subject_name(ca)) &&
              add_extension(x509, ca, NID_basic_constraints, "critical,CA:FALSE") &&
              add_extension(x509, ca, NID_key_usage, "critical,digitalSignature") &&
              add_extension(x509, ca, NID_ext_key_usage, "serverAuth") &&
              add_extension(x509, ca, NID_subject_key_identifier, "hash") &&
              add_extension(x509, ca, NID_authority_key_identifier, "keyid:always") &&
              add_names(x509, names) && X509_sign(x509, ca_key, EVP_sha256());
    return ok ? g_steal_pointer(&x509) : NULL;
}

static EVP_PKEY *new_key(GError **error) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    if (!key)
        pem_set_openssl_error(error, "cannot make a key");
    return key;
}

/* ---- verbs ---- */

static bool check_absent(const CertPaths *paths, GError **error) {
    const char *const files[] = {paths->ca_certificate, paths->ca_key};
    for (unsigned i = 0; i < G_N_ELEMENTS(files); i++) {
        if (!g_file_test(files[i], G_FILE_TEST_EXISTS))
            continue;
        g_set_error(error, BASE_ERROR, ERROR_CONFLICT,
                    "cannot make a new authority: '%s' exists, and every device that trusts it "
                    "would have to install the new one",
                    files[i]);
        return false;
    }
    return true;
}

bool cert_authority_make(const CertPaths *paths, const char *name, CertReplace replace,
                         GError **error) {
    if (!make_folder(paths, error) || (replace == CERT_KEEP && !check_absent(paths, error)))
        return false;
    g_autoptr(EVP_PKEY) key = new_key(error);
    if (!key)
        return false;
    g_autoptr(X509) ca = build_authority(name, key);
    if (!ca) {
        pem_set_openssl_error(error, "cannot make the authority's certificate");
        return false;
    }
    return pem_write_key(paths->ca_key, key, error) &&
           pem_write_certificate(paths->ca_certificate, ca, error);
}

static bool check_names(const char *const *names, GError **error) {
    unsigned n = g_strv_length((char **)names);
    if (n >= 1 && n <= CERT_AUTHORITY_MAX_NAMES)
        return true;
    g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                "cannot make a certificate for %u names: 1 to %d are allowed", n,
                CERT_AUTHORITY_MAX_NAMES);
    return false;
}

bool cert_authority_issue(const CertPaths *paths, const char *const *names, GError **error) {
    if (!check_names(names, error) ||
        !certificate_check_key(paths->ca_certificate, paths->ca_key, error))
        return false;
    g_autoptr(GPtrArray) ca = pem_read_certificates(paths->ca_certificate, error);
    g_autoptr(EVP_PKEY) ca_key = ca ? pem_read_key(paths->ca_key, error) : NULL;
    g_autoptr(EVP_PKEY) key = ca_key ? new_key(error) : NULL;
    if (!key)
        return false;
    g_autoptr(X509) leaf = build_leaf(names, key, g_ptr_array_index(ca, 0), ca_key);
    if (!leaf) {
        pem_set_openssl_error(error, "cannot make the server's certificate");
        return false;
    }
    return pem_write_key(paths->key, key, error) &&
           pem_write_certificate(paths->certificate, leaf, error);
}

static bool is_dns_name(const char *name) {
    const char *rest = g_str_has_prefix(name, "*.") ? name + 2 : name;
    size_t length = strlen(rest);
    if (length == 0 || length > DNS_MAX_BYTES || rest[0] == '.' || rest[0] == '-')
        return false;
    for (const char *p = rest; *p; p++)
        if (!g_ascii_isalnum(*p) && *p != '-' && (*p != '.' || p[1] == '.' || p[1] == '\0'))
            return false;
    return true;
}

char *cert_authority_clean_name(const char *name, GError **error) {
    if (g_hostname_is_ip_address(name) && !strchr(name, '%'))
        return g_strdup(name);
    g_autofree char *ascii = g_utf8_validate(name, -1, NULL) ? g_hostname_to_ascii(name) : NULL;
    if (ascii && is_dns_name(ascii))
        return g_ascii_strdown(ascii, -1);
    g_set_error(error, BASE_ERROR, ERROR_CONFIG,
                "'%s' is neither a host name nor an address that a certificate can carry", name);
    return NULL;
}

char *cert_authority_renewal_reason(const CertPaths *paths, const char *const *names,
                                    int64_t now_us) {
    g_autoptr(GError) problem = NULL;
    g_autoptr(Certificate) leaf = certificate_read(paths->certificate, &problem);
    if (!leaf)
        return g_strdup(problem->message);
    if (!certificate_check_key(paths->certificate, paths->key, &problem) ||
        !certificate_check_chain(paths->certificate, paths->ca_certificate, &problem))
        return g_strdup(problem->message);
    if (leaf->not_after_at_us - now_us < CERT_AUTHORITY_RENEW_DAYS * DAY_S * CLOCK_US_PER_S) {
        g_autofree char *date = certificate_date(leaf->not_after_at_us);
        return g_strdup_printf("it ends on %s", date);
    }
    for (unsigned i = 0; names && names[i]; i++)
        if (!certificate_covers(leaf, names[i]))
            return g_strdup_printf("it does not name '%s'", names[i]);
    return NULL;
}
