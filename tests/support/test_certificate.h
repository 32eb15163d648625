/* Certificates for tests: a fresh key on P-256 and a self-signed certificate, as PEM files. */
#pragma once

typedef struct TestCertificate {
    char *folder;            /* owned; removed with what is in it */
    char *certificate, *key; /* owned paths */
} TestCertificate;

void test_certificate_init(TestCertificate *files, const char *common_name);
/* New contents under the same paths. */
void test_certificate_write(const TestCertificate *files, const char *common_name);
void test_certificate_clear(TestCertificate *files);
