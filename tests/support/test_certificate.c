#include "tests/support/test_certificate.h"

#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

static X509 *new_certificate(EVP_PKEY *key, const char *common_name) {
    X509 *certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 3600);
    X509_NAME *name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const unsigned char *)common_name, -1,
                               -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_set_pubkey(certificate, key);
    g_assert_cmpint(X509_sign(certificate, key, EVP_sha256()), >, 0);
    return certificate;
}

void test_certificate_write(const TestCertificate *files, const char *common_name) {
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = new_certificate(key, common_name);
    FILE *certificate_file = fopen(files->certificate, "w"), *key_file = fopen(files->key, "w");
    g_assert_true(certificate_file && key_file);
    g_assert_cmpint(PEM_write_X509(certificate_file, certificate), ==, 1);
    g_assert_cmpint(PEM_write_PrivateKey(key_file, key, NULL, NULL, 0, NULL, NULL), ==, 1);
    fclose(certificate_file);
    fclose(key_file);
    X509_free(certificate);
    EVP_PKEY_free(key);
}

void test_certificate_init(TestCertificate *files, const char *common_name) {
    files->folder = g_dir_make_tmp("test_certificate_XXXXXX", NULL);
    g_assert_nonnull(files->folder);
    files->certificate = g_build_filename(files->folder, "certificate.pem", NULL);
    files->key = g_build_filename(files->folder, "key.pem", NULL);
    test_certificate_write(files, common_name);
}

void test_certificate_clear(TestCertificate *files) {
    g_unlink(files->certificate);
    g_unlink(files->key);
    g_rmdir(files->folder);
    g_free(files->certificate);
    g_free(files->key);
    g_free(files->folder);
}
